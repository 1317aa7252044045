package dev.portgithub.run;

import java.time.Instant;
import org.jdbi.v3.core.mapper.Nested;

/**
 * A row of table run, as it was when it was read. The columns are explained in the migration.
 *
 * <p>{@code claim} is the fencing number: writes name it, and change nothing once another claim was
 * made. The inputs are not part of it: they may hold secrets, and a record is easily printed.
 */
public record Run(
    String runId,
    RunState state,
    long claim,
    int attempts,
    @Nested Target target,
    boolean reportStatus,
    boolean signed,
    Instant acceptedAt,
    Instant intentAt,
    Instant startedAt,
    Long workflowRunId,
    String htmlUrl,
    boolean listed,
    String status,
    int lostRounds,
    String refusedRef,
    boolean marked,
    boolean named,
    Instant recordAt,
    String traceContext) {

  /** The same run at this branch or tag; null: to be looked up. */
  public Run at(String branch) {
    return with(state, target.at(branch), intentAt);
  }

  /** The same run with the workflow that this file is. */
  public Run ofFile(String file) {
    return with(state, target.ofFile(file), intentAt);
  }

  /** As it is once its intent is written. */
  public Run dispatching(Instant intent) {
    return with(RunState.DISPATCHING, target, intent);
  }

  private Run with(RunState newState, Target newTarget, Instant intent) {
    return new Run(
        runId,
        newState,
        claim,
        attempts,
        newTarget,
        reportStatus,
        signed,
        acceptedAt,
        intent,
        startedAt,
        workflowRunId,
        htmlUrl,
        listed,
        status,
        lostRounds,
        refusedRef,
        marked,
        named,
        recordAt,
        traceContext);
  }
}
