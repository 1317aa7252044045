package dev.portgithub.operator;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Texts;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Ends the run of a dead letter in Port, with an operator's sentence. It goes the way of all
 * reports: into the outbox, in the transaction that ends the run here and settles its letters.
 *
 * <p>Only where the run is provably Port's, and nothing else will end it.
 */
public final class Endings {
  private static final Set<RunState> ENDED = Set.of(RunState.FINISHED, RunState.REFUSED);

  private final Jdbi jdbi;
  private final Runs runs;
  private final DeadLetters deadLetters;
  private final Outbox outbox;

  public Endings(Jdbi jdbi, Runs runs, DeadLetters deadLetters, Outbox outbox) {
    this.jdbi = jdbi;
    this.runs = runs;
    this.deadLetters = deadLetters;
    this.outbox = outbox;
  }

  /**
   * What Port is told.
   *
   * @param success SUCCESS, or else FAILURE
   * @param sentence on one line
   */
  record Verdict(boolean success, String sentence) {
    private static final int LONGEST = 500;

    static Verdict of(String status, String sentence) {
      String named = status == null ? "" : status.strip();
      if (!named.equals("FAILURE") && !named.equals("SUCCESS")) {
        throw new IllegalArgumentException("The status must be FAILURE or SUCCESS.");
      }
      String words = sentence == null ? "" : Texts.line(sentence, LONGEST + 1);
      if (words.isEmpty() || words.length() > LONGEST) {
        throw new IllegalArgumentException(
            "Say in a sentence of at most %d characters why the run ends: developers read it in Port."
                .formatted(LONGEST));
      }
      return new Verdict(named.equals("SUCCESS"), words);
    }

    String status() {
      return success ? "SUCCESS" : "FAILURE";
    }
  }

  OperatorAnswer end(DeadLetter letter, Verdict verdict, String by) {
    if (letter.runId() == null) {
      return refused(
          letter,
          "It is about a record, and nothing proves that Port has a run of it that is ours.");
    }
    return jdbi.inTransaction(
        handle -> {
          Optional<Run> run = RunQueries.lock(handle, letter.runId());
          if (run.isEmpty()) {
            return refused(letter, "Run " + letter.runId() + " is not known here any more.");
          }
          String refusal = refusal(handle, run.get());
          return refusal == null
              ? end(handle, letter, run.get(), verdict, by)
              : refused(letter, refusal);
        });
  }

  /** Why it cannot be ended, in a sentence; null when it can. */
  private String refusal(Handle handle, Run run) {
    String subject = "Run " + run.runId();
    if (!isProven(run)) {
      return subject
          + " comes from an unsigned record that Port has not confirmed: nothing proves that it is Port's.";
    }
    if (run.state() == RunState.PARKED) {
      return null;
    }
    if (!ENDED.contains(run.state())) {
      return "%s is %s, and goes on by itself: its end will be reported."
          .formatted(subject, run.state());
    }
    return outbox.holdsEnd(handle, run.runId())
        ? subject + " has ended: Port has its final status, or will be told."
        : null;
  }

  /** Signed by Port; or confirmed with it, without which nothing has an intent. */
  static boolean isProven(Run run) {
    return run.signed() || run.intentAt() != null;
  }

  private OperatorAnswer end(
      Handle handle, DeadLetter letter, Run run, Verdict verdict, String by) {
    if (!deadLetters.settle(handle, letter.id(), DeadLetters.ENDED)) {
      return OperatorAnswer.notParked(letter.id());
    }
    deadLetters.endThoseOf(handle, run.runId(), DeadLetters.ENDED);
    if (run.state() == RunState.PARKED) {
      runs.endedByOperator(handle, run, verdict.sentence());
    }
    outbox.add(
        handle,
        run.runId(),
        PortReports.endedByOperator(verdict.success(), verdict.sentence(), by));
    String goesOn =
        run.workflowRunId() == null
            ? ""
            : " It is not cancelled: if workflow run %d goes on and nobody wants it, cancel it in GitHub."
                .formatted(run.workflowRunId());
    return OperatorAnswer.done(
        "Run %s is ended: Port will be told %s, with your sentence. Nothing of it is started or followed any more.%s"
            .formatted(run.runId(), verdict.status(), goesOn));
  }

  private static OperatorAnswer refused(DeadLetter letter, String sentence) {
    return OperatorAnswer.failed(
        sentence + " Nothing was done to dead letter " + letter.id() + ".");
  }
}
