package dev.portgithub.validate;

import dev.portgithub.run.ReceivedRecord;

/**
 * What becomes of a record. Each record gets exactly one; being a duplicate shows when it is
 * stored.
 */
public sealed interface Outcome {

  ReceivedRecord record();

  /**
   * To be dispatched.
   *
   * @param signed whether the signature proved it
   * @param confirm whether Port is to be asked first whether the run is genuine and still waits
   */
  record Accepted(ReceivedRecord record, Invocation invocation, boolean signed, boolean confirm)
      implements Outcome {}

  /** Genuine but cannot be carried out: Port is told FAILURE with the sentence and the remedy. */
  record Refused(ReceivedRecord record, String runId, String reason, String sentence, String remedy)
      implements Outcome {}

  /** Not ours: counted. */
  record Skipped(ReceivedRecord record, String reason, String message) implements Outcome {}

  /** Cannot be tied to a run with certainty: kept as a dead letter; Port is not told. */
  record Parked(ReceivedRecord record, String reason, String message, String remedy)
      implements Outcome {}
}
