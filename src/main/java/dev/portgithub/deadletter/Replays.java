package dev.portgithub.deadletter;

import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Repositories;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Puts a parked run or report back to work. A run that was started, or perhaps was, is followed or
 * located, never dispatched: only evidence can clear it for that.
 *
 * <p>Of several operations on one letter at once, one does what it says; the others change nothing
 * and say so.
 */
public final class Replays {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Jdbi jdbi;
  private final Runs runs;
  private final Repositories repositories;
  private final DeadLetters deadLetters;
  private final Outbox outbox;

  public Replays(
      Jdbi jdbi, Runs runs, Repositories repositories, DeadLetters deadLetters, Outbox outbox) {
    this.jdbi = jdbi;
    this.runs = runs;
    this.repositories = repositories;
    this.deadLetters = deadLetters;
    this.outbox = outbox;
  }

  /** Replays a letter about a run or a report; one about a record goes through validation again. */
  Answer replay(DeadLetters.DeadLetter letter) {
    return letter.reportId() == null ? replayRun(letter) : replayReport(letter);
  }

  private Answer replayReport(DeadLetters.DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.REPLAYED)) {
            return Answer.notParked(letter.id());
          }
          return outbox.replay(handle, letter.reportId(), letter.runId())
              ? Answer.done("Run " + letter.runId() + ": the report will be sent to Port again.")
              : Answer.outdated(
                  "Run "
                      + letter.runId()
                      + ": the report does not wait any more, it was delivered or its run deleted. The letter is"
                      + " ended, nothing is sent.");
        });
  }

  private Answer replayRun(DeadLetters.DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Run> run = lockParked(handle, letter);
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.REPLAYED)) {
            return Answer.notParked(letter.id());
          }
          return run.map(parked -> Answer.done(putToWork(handle, parked)))
              .orElseGet(
                  () ->
                      Answer.outdated(
                          "Run "
                              + letter.runId()
                              + " is not parked for this any more. The letter is ended, nothing else was done."));
        });
  }

  /**
   * The run, if this letter says why it is parked. Its row is locked before the letter is ended,
   * here and by all who change both: of two operators at once one waits for the other.
   */
  private Optional<Run> lockParked(Handle handle, DeadLetters.DeadLetter letter) {
    return RunQueries.lock(handle, letter.runId())
        .filter(run -> run.state() == RunState.PARKED && deadLetters.isLatest(handle, letter));
  }

  private String putToWork(Handle handle, Run run) {
    String subject = "Run " + run.runId();
    RunState state = runs.resume(handle, run);
    if (state == RunState.RUNNING) {
      repositories.follow(handle, run.target(), Duration.ZERO);
    }
    return switch (state) {
      // Its end is not ours to tell: the action leaves the status to the workflow.
      case FINISHED -> subject + " has its workflow run; its action asks for no status.";
      case RUNNING -> subject + " will be followed again; it is not started again.";
      case LOCATING ->
          subject + " may have been started: its workflow run will be looked for again.";
      default -> subject + " was never started: it will be dispatched.";
    };
  }

  /** An operator has found the workflow run of a run that could not be located. */
  Answer adopt(DeadLetters.DeadLetter letter, long workflowRunId) {
    try {
      return jdbi.inTransaction(handle -> adopt(handle, letter, workflowRunId));
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof SQLException taken
          && UNIQUE_VIOLATION.equals(taken.getSQLState())) {
        return heldByAnother(workflowRunId);
      }
      throw e;
    }
  }

  private Answer adopt(Handle handle, DeadLetters.DeadLetter letter, long workflowRunId) {
    Optional<Run> run = lockParked(handle, letter).filter(parked -> parked.workflowRunId() == null);
    if (run.isEmpty()) {
      return Answer.outdated(
          "Nothing was done: run "
              + letter.runId()
              + " is not parked for this any more, or has its workflow run.");
    }
    if (!RunQueries.held(handle, List.of(workflowRunId)).isEmpty()) {
      return heldByAnother(workflowRunId);
    }
    if (!deadLetters.settle(handle, letter.id(), DeadLetters.REPLAYED)) {
      return Answer.outdated(
          "Nothing was done: dead letter " + letter.id() + " is not parked any more.");
    }
    runs.adopt(handle, run.get(), workflowRunId);
    outbox.add(handle, letter.runId(), PortReports.adopted(workflowRunId));
    return Answer.done(putToWork(handle, lockParked(handle, letter).orElseThrow()));
  }

  private static Answer heldByAnother(long workflowRunId) {
    return Answer.outdated(
        "Nothing was done: another run has workflow run " + workflowRunId + " already.");
  }

  /** Ends a letter; the inputs of a run that it had parked are deleted with it. */
  Answer discard(DeadLetters.DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          boolean aboutRun = letter.runId() != null && letter.reportId() == null;
          Optional<Run> run = aboutRun ? lockParked(handle, letter) : Optional.empty();
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.DISCARDED)) {
            return Answer.notParked(letter.id());
          }
          run.ifPresent(parked -> runs.dropInputs(handle, parked));
          return Answer.done(
              "Dead letter " + letter.id() + " is discarded; its run in Port stays as it is.");
        });
  }
}
