package dev.portgithub.confirm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.confirm.Confirmation.Verdict;
import dev.portgithub.port.PortAway;
import dev.portgithub.port.PortCalls;
import dev.portgithub.port.RunUnknown;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import dev.portgithub.store.SealedInputs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Port about runs whose record is unsigned or old, before they may start anything. */
public final class Confirmations {
  private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);

  private final Jdbi jdbi;
  private final Clock clock;
  private final Runs runs;
  private final RunOutcomes outcomes;
  private final SealedInputs inputs;
  private final Duration lease;
  private final Confirmation confirmation = new Confirmation();
  private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5));

  public Confirmations(
      Jdbi jdbi,
      Clock clock,
      Runs runs,
      RunOutcomes outcomes,
      SealedInputs inputs,
      Duration lease) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.runs = runs;
    this.outcomes = outcomes;
    this.inputs = inputs;
    this.lease = lease;
  }

  public List<Run> claim(int limit) {
    return runs.claim(RunState.CONFIRMING, lease, limit);
  }

  /**
   * What Port's own run says about ours.
   *
   * @param answer Port's answer to the question for the run
   * @throws RemoteBusy while the run waits for an approval, and when the answer does not show it
   */
  public Verdict weigh(Run run, RemoteAnswer answer) {
    JsonNode inPort = PortCalls.shownRun(run.runId(), answer);
    if (inPort.path("status").asText("").equals("WAITING_FOR_APPROVAL")) {
      throw new RemoteBusy("it waits for an approval in Port", null);
    }
    Verdict verdict = confirmation.decide(inPort, run.target(), !run.signed());
    return verdict == Verdict.CONFIRMED && !run.signed() && hasOtherInputs(run, inPort)
        ? Verdict.OTHER_INPUTS
        : verdict;
  }

  private boolean hasOtherInputs(Run run, JsonNode inPort) {
    JsonNode shown = inPort.path("payload").path("workflowInputs");
    if (!shown.isObject()) {
      return false;
    }
    byte[] sealed = jdbi.withHandle(handle -> RunQueries.inputs(handle, run));
    String other = ShownInputs.firstThatDiffers(shown, inputs.open(run.runId(), sealed));
    if (other != null) {
      LOG.warn(
          "Run {}: its record has another value for input {} than the run in Port: it will be parked",
          run.runId(),
          Texts.quote(other));
    }
    return other != null;
  }

  /** Port confirms the run. */
  public void accept(Run run) {
    runs.confirmed(run);
    LOG.info("Run {} confirmed by Port: it will be dispatched", run.runId());
  }

  /** Port has no use for a start of the run any more. */
  public void skip(Run run, Verdict verdict) {
    skip(run, verdict.sentence());
  }

  private void skip(Run run, String reason) {
    runs.skipped(run, reason);
    LOG.info("Run {} is not started: {}", run.runId(), reason);
  }

  /** Port's run is about something else. */
  public void park(Run run, Verdict verdict) {
    park(run, "NOT_CONFIRMED", verdict.sentence());
  }

  private void park(Run run, String code, String sentence) {
    String remedy =
        run.signed()
            ? "The record is signed, but Port shows another target: compare the run in Port with the action,"
                + " then replay to start what the record names, or discard."
            : "The record is unsigned and may be forged: replay only if you know where it came from.";
    Why why = new Why(code, sentence, remedy);
    // Of an unsigned record nothing proves that it is about Port's run.
    outcomes.parked(run, why, run.signed() ? PortReports.operatorDecides(why) : List.of());
  }

  /** Port does not know the run. */
  public void unknown(Run run, RunUnknown refusal) {
    if (run.signed()) {
      skip(run, "Port does not know it any more");
    } else {
      park(run, "NOT_IN_PORT", "Port does not know the run (" + refusal.getMessage() + ").");
    }
  }

  /** Port is asked again later; as soon as it takes calls, when nothing can be asked now. */
  public void postpone(Run run, Exception failure) {
    if (failure instanceof PortAway) {
      runs.handBack(run);
      return;
    }
    Instant next = Instant.now(clock).plus(backoff.after(run.attempts() + 1, run.runId()));
    Instant due = failure instanceof RemoteBusy busy ? busy.untilOr(next) : next;
    runs.later(run, due, "Port has not confirmed it yet: " + failure.getMessage());
    LOG.warn(
        "Run {}: Port has not confirmed yet that it is genuine and may start ({}); it will be asked again at {}",
        run.runId(),
        failure.getMessage(),
        due);
  }
}
