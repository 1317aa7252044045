package dev.portgithub.validate;

import dev.portgithub.run.Arrival;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Stored;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import org.slf4j.Logger;

/**
 * What becomes of a record. Each record gets exactly one; being a duplicate shows when it is
 * stored.
 */
public sealed interface Outcome {

  ReceivedRecord record();

  /** A code out of a fixed set, for metrics; empty for what needs no reason. */
  String reason();

  /** Logs what has become of the record. */
  void tell(Logger log, Stored stored);

  /**
   * To be dispatched.
   *
   * @param signed whether the signature proved it
   * @param confirm whether Port must be asked first if the run is genuine and still waits
   */
  record Accepted(ReceivedRecord record, Invocation invocation, boolean signed, boolean confirm)
      implements Outcome {
    /** The run to be written. */
    public Arrival arrival(byte[] sealedInputs) {
      Target target =
          new Target(invocation.org(), invocation.repo(), invocation.workflow(), invocation.ref());
      return new Arrival(
          invocation.runId(),
          invocation.action(),
          target,
          invocation.reportWorkflowStatus(),
          signed,
          confirm,
          invocation.inputs().values().stream()
              .anyMatch(input -> Texts.names(input, invocation.runId())),
          sealedInputs,
          record,
          null);
    }

    @Override
    public String reason() {
      return "";
    }

    @Override
    public void tell(Logger log, Stored stored) {
      log.info(
          "Run {} {} ({}): {}",
          invocation.runId(),
          stored.word(),
          record,
          stored == Stored.DUPLICATE
              ? "it is known already; nothing is started again"
              : confirm
                  ? "Port is asked first whether it is genuine and still waits"
                  : "will be dispatched");
    }
  }

  /** Genuine but cannot be carried out: Port is told FAILURE with the sentence and the remedy. */
  record Refused(ReceivedRecord record, String runId, Why why) implements Outcome {
    @Override
    public String reason() {
      return why.code();
    }

    @Override
    public void tell(Logger log, Stored stored) {
      log.info(
          "Run {} {} ({}, {}): {}{}",
          runId,
          stored.word(),
          why.code(),
          record,
          stored == Stored.DUPLICATE
              ? "it is known already; Port is not told again. "
              : "Port is told FAILURE: ",
          why.sentence());
    }
  }

  /** Not ours: counted. */
  record Skipped(ReceivedRecord record, String reason, String message) implements Outcome {
    @Override
    public void tell(Logger log, Stored stored) {
      log.debug("{} skipped ({}): {}", record, reason, message);
    }
  }

  /** Cannot be tied to a run with certainty: kept as a dead letter; Port is not told. */
  record Parked(ReceivedRecord record, Why why) implements Outcome {
    @Override
    public String reason() {
      return why.code();
    }

    @Override
    public void tell(Logger log, Stored stored) {
      log.warn("{} parked ({}): {} {}", record, why.code(), why.sentence(), why.remedy());
    }
  }
}
