package dev.portgithub.deadletter;

import dev.portgithub.report.Messages;
import dev.portgithub.report.Outbox;
import dev.portgithub.store.Run;
import dev.portgithub.store.Tables;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Puts a parked run or report back to work. A run that was started, or perhaps was, is followed or
 * located, never dispatched: only evidence can clear it for that.
 */
public final class Replays {
  private final Jdbi jdbi;
  private final Clock clock;
  private final DeadLetters deadLetters;
  private final Outbox outbox;

  public Replays(DataSource store, Clock clock, DeadLetters deadLetters, Outbox outbox) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.deadLetters = deadLetters;
    this.outbox = outbox;
  }

  /**
   * Replays a letter about a run or a report; letters about records go through validation again.
   *
   * @return what happens next, for the operator
   */
  public String replay(DeadLetters.DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.REPLAYED)) {
            return "Dead letter " + letter.id() + " is not parked any more: nothing was done.";
          }
          if (letter.reportId() != null) {
            outbox.replay(handle, letter.reportId(), letter.runId());
            return "Run " + letter.runId() + ": the report will be sent to Port again.";
          }
          return replayRun(handle, letter.runId());
        });
  }

  private String replayRun(Handle handle, String runId) {
    Optional<Run> parked =
        handle
            .select(
                "select "
                    + Run.COLUMNS
                    + " from run where run_id = ? and state = 'PARKED' for update",
                runId)
            .mapTo(Run.class)
            .findFirst();
    if (parked.isEmpty()) {
      return "Run " + runId + " is not parked any more: nothing was done.";
    }
    Run run = parked.get();
    if (run.workflowRunId() != null && !run.reportStatus()) {
      // Its end is not ours to tell: the action leaves the status to the workflow.
      handle.execute(
          "update run set state = 'FINISHED', finished_at = ?, claim = claim + 1, reason = null where run_id = ?",
          Instant.now(clock),
          run.runId());
      return "Run " + runId + " has its workflow run; its action asks for no status.";
    }
    if (run.workflowRunId() != null) {
      resume(handle, run, "RUNNING");
      // The deadline begins anew, and with it the pace of polling.
      handle.execute(
          "update run set started_at = ? where run_id = ?", Instant.now(clock), run.runId());
      pollSoon(handle, run);
      return "Run " + runId + " will be followed again; it is not started again.";
    }
    if (run.intentAt() != null) {
      resume(handle, run, "LOCATING");
      return "Run " + runId + " may have been started: its workflow run will be looked for again.";
    }
    resume(handle, run, "ACCEPTED");
    return "Run " + runId + " was never started: it will be dispatched.";
  }

  /**
   * An operator has found the workflow run of a run that could not be located.
   *
   * @return what happens next, for the operator
   */
  public String adopt(DeadLetters.DeadLetter letter, long workflowRunId) {
    return jdbi.inTransaction(
        handle -> {
          if (!letter.status().equals(DeadLetters.PARKED)) {
            return "Nothing was done: dead letter " + letter.id() + " is not parked any more.";
          }
          int adopted =
              handle.execute(
                  "update run set workflow_run_id = ?, started_at = coalesce(started_at, intent_at), inputs = null"
                      + " where run_id = ? and state = 'PARKED' and workflow_run_id is null"
                      + " and not exists (select 1 from run other where other.workflow_run_id = ?)",
                  workflowRunId,
                  letter.runId(),
                  workflowRunId);
          if (adopted == 0) {
            return "Nothing was done: the run is not parked, has a workflow run, or another run has this one.";
          }
          deadLetters.settle(handle, letter.id(), DeadLetters.REPLAYED);
          Outbox.add(handle, letter.runId(), Instant.now(clock), Messages.adopted(workflowRunId));
          return replayRun(handle, letter.runId());
        });
  }

  public String discard(DeadLetters.DeadLetter letter) {
    boolean discarded =
        jdbi.inTransaction(
            handle -> {
              handle.execute(
                  "update run set inputs = null where run_id = ? and state = 'PARKED'",
                  letter.runId());
              return deadLetters.settle(handle, letter.id(), DeadLetters.DISCARDED);
            });
    return discarded
        ? "Dead letter " + letter.id() + " is discarded; its run in Port stays as it is."
        : "Dead letter " + letter.id() + " is not parked any more: nothing was done.";
  }

  private void resume(Handle handle, Run run, String state) {
    handle.execute(
        "update run set state = ?, due_at = ?, attempts = 0, listed = false, claim = claim + 1, reason = null"
            + " where run_id = ?",
        state,
        Instant.now(clock),
        run.runId());
  }

  private void pollSoon(Handle handle, Run run) {
    handle.execute(
        "insert into repository (org, repo) values (?, ?) on conflict do nothing",
        run.org(),
        run.repo());
    handle.execute(
        "update repository set due_at = ?, generation = generation + 1, etag = null where org = ? and repo = ?",
        Instant.now(clock),
        run.org(),
        run.repo());
  }
}
