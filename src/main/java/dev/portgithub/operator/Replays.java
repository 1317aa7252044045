package dev.portgithub.operator;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.report.Outbox;
import dev.portgithub.run.Run;
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
 *
 * <p>Of several operations on one letter at once, one does what it says; the others change nothing
 * and say so.
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
                      + ": the report does not wait any more, it was delivered or its run deleted. The letter is"
                      + " ended, nothing is sent.");
        });
  }

  private OperatorAnswer replayRun(DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Run> run = lockParked(handle, letter);
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.REPLAYED)) {
            return OperatorAnswer.notParked(letter.id());
          }
          return run.map(parked -> OperatorAnswer.done(putToWork(handle, parked)))
              .orElseGet(
                  () ->
                      OperatorAnswer.outdated(
                          "Run "
                              + letter.runId()
                              + " is not parked for this any more. The letter is ended, nothing else was done."));
        });
  }

  /**
   * The run, if this letter says why it is parked. Its row is locked before the letter is ended,
   * here and by all who change both: of two operators at once one waits for the other.
   */
  Optional<Run> lockParked(Handle handle, DeadLetter letter) {
    return handle
        .select("select " + Run.COLUMNS + " from run where run_id = ? for update", letter.runId())
        .mapTo(Run.class)
        .findFirst()
        .filter(run -> run.state().equals("PARKED") && deadLetters.isLatest(handle, letter));
  }

  /** Has the run go on from where it is; its letter is settled by the caller. Says how. */
  String putToWork(Handle handle, Run run) {
    String runId = run.runId();
    if (run.workflowRunId() != null && !run.reportStatus()) {
      // Its end is not ours to tell: the action leaves the status to the workflow.
      handle.execute(
          "update run set state = 'FINISHED', finished_at = ?, claim = claim + 1, reason = null where run_id = ?",
          Instant.now(clock),
          runId);
      return "Run " + runId + " has its workflow run; its action asks for no status.";
    }
    if (run.workflowRunId() != null) {
      resume(handle, run, "RUNNING");
      // The deadline begins anew, and with it the pace of polling.
      handle.execute("update run set started_at = ? where run_id = ?", Instant.now(clock), runId);
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

  /** Ends a letter; the inputs of a run that it had parked are deleted with it. */
  OperatorAnswer discard(DeadLetter letter) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Run> run = letter.isAboutRun() ? lockParked(handle, letter) : Optional.empty();
          if (!deadLetters.settle(handle, letter.id(), DeadLetters.DISCARDED)) {
            return OperatorAnswer.notParked(letter.id());
          }
          run.ifPresent(
              parked ->
                  handle.execute("update run set inputs = null where run_id = ?", parked.runId()));
          return OperatorAnswer.done(
              "Dead letter " + letter.id() + " is discarded; its run in Port stays as it is.");
        });
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
