package dev.portgithub.operator;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.report.Label;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Repositories;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Puts a parked run or report back to work. A run that was started, or may have been, is followed
 * or located, never dispatched: only evidence can clear it for that.
 *
 * <p>Of several operations on one letter at the same time, one does what it says; the others change
 * nothing and say so.
 */
public final class Replays {
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
  OperatorAnswer replay(DeadLetter letter) {
    return letter.reportId() == null ? replayRun(letter) : replayReport(letter);
  }

  private OperatorAnswer replayReport(DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.REPLAYED)) {
            return OperatorAnswer.notParked(letter.id());
          }
          return outbox.replay(handle, letter.reportId(), letter.runId())
              ? OperatorAnswer.done(
                  "Run " + letter.runId() + ": the report will be sent to Port again.")
              : OperatorAnswer.outdated(
                  "Run "
                      + letter.runId()
                      + ": the report does not wait any more, it was delivered or its run deleted."
                      + " The letter is ended, nothing is sent.");
        });
  }

  private OperatorAnswer replayRun(DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Run> run = lockParked(handle, letter);
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.REPLAYED)) {
            return OperatorAnswer.notParked(letter.id());
          }
          return run.map(parked -> OperatorAnswer.done(replay(handle, parked)))
              .orElseGet(
                  () ->
                      OperatorAnswer.outdated(
                          "Run "
                              + letter.runId()
                              + " is not parked for this any more. The letter is ended, nothing"
                              + " else was done."));
        });
  }

  /** Port was told that it waits for an operator, so it is told that it does no longer. */
  private String replay(Handle handle, Run run) {
    if (Endings.isProven(run)) {
      outbox.add(handle, run.runId(), Label.GOES_ON.drafts());
    }
    return putToWork(handle, run);
  }

  /**
   * The run, if this letter says why it is parked. Its row is locked before the letter is ended,
   * here and by all who change both: of two operators at the same time, one waits for the other.
   */
  Optional<Run> lockParked(Handle handle, DeadLetter letter) {
    return RunQueries.lock(handle, letter.runId())
        .filter(run -> run.state() == RunState.PARKED && deadLetters.isLatest(handle, letter));
  }

  /** Has the run go on from where it is; its letter is settled by the caller. Says how. */
  private String putToWork(Handle handle, Run run) {
    String subject = "Run " + run.runId();
    RunState state = runs.resume(handle, run);
    if (state == RunState.RUNNING) {
      repositories.follow(handle, run.target(), Duration.ZERO);
    }
    return switch (state) {
      // Its end is not ours to report: the action leaves the status to the workflow.
      case FINISHED -> subject + " has its workflow run; its action asks for no status.";
      case RUNNING -> subject + " will be followed again; it is not started again.";
      case LOCATING -> subject + " may have been started: its workflow run will be located again.";
      default -> subject + " was never started: it will be dispatched.";
    };
  }

  /**
   * Ends a letter with the workflow run of its run; Port gets the number.
   *
   * @param run from {@link #lockParked}, without a workflow run
   */
  OperatorAnswer adopt(Handle handle, DeadLetter letter, Run run, long workflowRunId) {
    if (!deadLetters.settle(handle, letter.id(), DeadLetters.ADOPTED)) {
      return OperatorAnswer.notParked(letter.id());
    }
    runs.adopt(handle, run, workflowRunId);
    outbox.add(handle, run.runId(), PortReports.adopted(workflowRunId));
    return OperatorAnswer.done(putToWork(handle, lockParked(handle, letter).orElseThrow()));
  }

  /**
   * Ends a letter; the inputs of a run that it had parked are deleted with it. Port was told that
   * it waits for an operator, so it is told that nobody will do anything more.
   */
  OperatorAnswer discard(DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Run> run = letter.isAboutRun() ? lockParked(handle, letter) : Optional.empty();
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.DISCARDED)) {
            return OperatorAnswer.notParked(letter.id());
          }
          run.ifPresent(parked -> runs.dropInputs(handle, parked));
          run.filter(Endings::isProven)
              .ifPresent(parked -> outbox.add(handle, parked.runId(), Label.LEFT.drafts()));
          return OperatorAnswer.done(
              "Dead letter " + letter.id() + " is discarded; its run in Port stays as it is.");
        });
  }
}
