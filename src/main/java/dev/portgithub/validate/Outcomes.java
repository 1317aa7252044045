package dev.portgithub.validate;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Why;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Names the outcome of a record, from what validation found or threw. */
public final class Outcomes {
  private final Clock clock;
  private final Duration confirmAfter;

  /**
   * @param confirmAfter a record older than this is confirmed with Port before it starts anything:
   *     it may have been handled long ago, by this backend or another listener
   */
  public Outcomes(Clock clock, Duration confirmAfter) {
    this.clock = clock;
    this.confirmAfter = confirmAfter;
  }

  /**
   * The record is confirmed with Port first unless it is genuine, recent, and signed recently.
   * Somebody may write an old record anew, and its time in Kafka then says nothing.
   */
  public Outcome accepted(ReceivedRecord record, Invocation invocation, Proof proof) {
    Instant now = Instant.now(clock);
    boolean old = record.at().isBefore(now.minus(confirmAfter));
    boolean confirm = !proof.genuine() || old || signedAtAnotherTime(proof.signedAt(), now);
    return new Outcome.Accepted(record, invocation, proof.genuine(), confirm);
  }

  /** Ahead of time is as suspicious as long ago. */
  private boolean signedAtAnotherTime(Instant signedAt, Instant now) {
    return signedAt != null
        && (signedAt.isBefore(now.minus(confirmAfter)) || signedAt.isAfter(now.plus(confirmAfter)));
  }

  /** An invalid record that nothing proves must not make Port fail a run. */
  public Outcome refused(
      ReceivedRecord record, String runId, Proof proof, InvalidInvocation reason) {
    return proof.genuine()
        ? new Outcome.Refused(record, runId, reason.why())
        : new Outcome.Parked(record, reason.why());
  }

  public Outcome skipped(ReceivedRecord record, NotOurs reason) {
    return new Outcome.Skipped(record, reason.reason(), reason.getMessage());
  }

  public Outcome parked(ReceivedRecord record, Unprovable reason) {
    return new Outcome.Parked(record, reason.why());
  }

  /**
   * Validation itself failed, which no record should be able to cause: kept for the developers of
   * this backend.
   */
  public Outcome broken(ReceivedRecord record, Exception failure) {
    return new Outcome.Parked(
        record,
        new Why(
            "VALIDATION_FAILED",
            "Validation of the record failed with " + failure.getClass().getSimpleName() + ".",
            "This is a defect of the backend: report it, and replay the record once it is fixed."));
  }
}
