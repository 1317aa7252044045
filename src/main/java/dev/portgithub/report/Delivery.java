package dev.portgithub.report;

import dev.portgithub.cancel.Wishes;
import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.port.PortAway;
import dev.portgithub.port.RunInPort;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Markdown;
import dev.portgithub.run.Why;
import dev.portgithub.signals.Counters;
import dev.portgithub.signals.Times;
import dev.portgithub.signals.Traces;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a report that was sent to Port: delivered, repeated, settled or parked.
 *
 * <p>Port may be told the same thing twice, after a crash between its answer and our note of it: a
 * PATCH then writes what is there already, a log line may stand twice. Nothing is left out, and a
 * failing call is repeated with growing delays for as long as it takes.
 */
public final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** Some minutes: the final status waits behind it. */
  private static final int MOST_TRIES_OF_ENTITY = 5;

  private static final int LONGEST_REFUSAL = 300;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Outbox outbox;
  private final DeadLetters deadLetters;
  private final Wishes wishes;
  private final Backoff backoff;

  public Delivery(
      Jdbi jdbi,
      Clock clock,
      Outbox outbox,
      DeadLetters deadLetters,
      Wishes wishes,
      Backoff backoff) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.outbox = outbox;
    this.deadLetters = deadLetters;
    this.wishes = wishes;
    this.backoff = backoff;
  }

  /**
   * Notes the delivery and returns the run's next report, or null when it has none or was claimed
   * anew.
   */
  public Report delivered(Report report) {
    Report next = outbox.delivered(report);
    count("delivered");
    Traces.tell(
        report.claim().traceContext(),
        new Traces.Name(report.runId(), "report"),
        report.origin().addedAt(),
        Instant.now(clock),
        "outcome",
        report.endsRun() ? "final status delivered" : "delivered");
    if (report.endsRun()) {
      Times.record("end.to.told", report.origin().endedAt(), Instant.now(clock));
      LOG.info("Run {}: Port has its final status; nothing more will be reported", report.runId());
    }
    return next;
  }

  /** Leaves the report in the outbox, due later; due now, when all reports wait for Port anyway. */
  public void postpone(Report report, Exception failure) {
    if (failure instanceof PortAway) {
      outbox.handBack(report);
      count("away");
      return;
    }
    int attempts = report.attempts() + 1;
    if (report.isEntity() && attempts > MOST_TRIES_OF_ENTITY) {
      refuseEntity(refusal(report, failure));
      return;
    }
    Instant next = Instant.now(clock).plus(backoff.after(attempts, report.runId()));
    Instant due = failure instanceof RemoteBusy busy ? busy.untilOr(next) : next;
    jdbi.useTransaction(handle -> outbox.postpone(handle, report, attempts, due));
    count("postponed");
    LOG.warn(
        "Run {}: Port could not be told (attempt {}): {}; it will be tried again at {}",
        report.runId(),
        attempts,
        describe(failure),
        due);
  }

  private static String describe(Exception failure) {
    return failure instanceof RemoteBusy
        ? failure.getMessage()
        : failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }

  /** A report that Port refused, on its way to being settled. */
  public record Refusal(Report report, String message) {}

  public Refusal refusal(Report report, Exception refusal) {
    return new Refusal(report, refusal.getMessage());
  }

  /**
   * Finds out how a report that Port refused is settled: it is closed when its run has ended in
   * Port, and parked otherwise.
   *
   * @param answer Port's answer to the question for the run
   * @throws RemoteBusy when it does not show the run
   */
  public RunInPort statusInPort(Refusal refusal, RemoteAnswer answer) {
    return RunInPort.of(refusal.report().runId(), answer);
  }

  /**
   * The run has ended in Port: nothing more is reported, and its workflow run may have to be
   * cancelled.
   */
  public void close(Refusal refusal, RunInPort inPort) {
    Report report = refusal.report();
    jdbi.useTransaction(
        handle -> {
          outbox.closed(handle, report);
          outbox.release(handle, report);
          wishes.endedInPort(handle, report.runId(), inPort);
        });
    count("closed");
    LOG.info(
        "Run {}: already {} in Port, set there or by an earlier attempt; nothing more will be reported",
        report.runId(),
        inPort.status());
  }

  /** Parks a report that Port refuses for good; the next one of the run is due. */
  public void park(Refusal refusal) {
    Report report = refusal.report();
    if (report.isEntity()) {
      refuseEntity(refusal);
      return;
    }
    Why why =
        new Why(
            "PORT_REFUSED",
            refusal.message(),
            "Check in Port that the run exists and still waits, then replay; or set its status by hand.");
    boolean parked =
        jdbi.inTransaction(
            handle -> {
              boolean waited = outbox.parked(handle, report);
              if (waited) {
                deadLetters.parkReport(
                    handle, report.runId(), report.id(), report.attempts() + 1, why);
              }
              outbox.release(handle, report);
              return waited;
            });
    if (parked) {
      count("parked");
      DeadLetters.announce(report.runId(), "report", why);
    }
  }

  /** The developer is told with the final status: it is their file that names it. */
  private void refuseEntity(Refusal refusal) {
    Report report = refusal.report();
    String sentence =
        "Port did not take %s: %s"
            .formatted(report.entity(), Markdown.literal(refusal.message(), LONGEST_REFUSAL));
    jdbi.useTransaction(
        handle -> {
          ReportRows.refuseEntity(handle, report, sentence, Instant.now(clock));
          outbox.release(handle, report);
        });
    count("refused");
    LOG.info(
        "Run {}: Port refused {} of the results of its workflow ({}); the summary says so",
        report.runId(),
        report.entity(),
        refusal.message());
  }

  private static void count(String outcome) {
    Counters.add("report.deliveries", "outcome", outcome);
  }
}
