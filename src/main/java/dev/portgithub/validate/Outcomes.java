package dev.portgithub.validate;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Why;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Names the outcome of a record, from what validation found or threw. */
public final class Outcomes {
  private final Clock clock;
  private final boolean acceptUnsigned;
  private final Duration confirmAfter;

  /**
   * @param unsigned what becomes of a record without a signature: {@code park}, or {@code
   *     confirm-with-port}
   * @param confirmAfter a record older than this is confirmed with Port before it starts anything:
   *     it may have been handled long ago, by this backend or another listener
   */
  public Outcomes(Clock clock, String unsigned, Duration confirmAfter) {
    if (!unsigned.equals("park") && !unsigned.equals("confirm-with-port")) {
      throw new IllegalArgumentException(
          "validate.unsigned must be park or confirm-with-port, not " + unsigned);
    }
    this.clock = clock;
    this.acceptUnsigned = unsigned.equals("confirm-with-port");
    this.confirmAfter = confirmAfter;
  }

  /**
   * @throws Unprovable when the record is unsigned and that is not allowed
   */
  public void requireProof(boolean signed) {
    if (!signed && !acceptUnsigned) {
      throw Unprovable.unsigned();
    }
  }

  public Outcome accepted(ReceivedRecord record, Invocation invocation, boolean signed) {
    boolean old = record.at().isBefore(Instant.now(clock).minus(confirmAfter));
    return new Outcome.Accepted(record, invocation, signed, !signed || old);
  }

  /** An invalid record that nothing proves must not make Port fail a run. */
  public Outcome refused(
      ReceivedRecord record, String runId, boolean signed, InvalidInvocation reason) {
    return signed
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
