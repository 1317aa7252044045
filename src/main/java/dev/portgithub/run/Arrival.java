package dev.portgithub.run;

/**
 * A run that an accepted record asks for, to be written as a new row.
 *
 * @param confirm whether Port must be asked first
 * @param marked whether the inputs hold the run id, so that a title may show it
 * @param inputs encrypted
 */
public record Arrival(
    String runId,
    String action,
    Target target,
    boolean reportStatus,
    boolean signed,
    boolean confirm,
    boolean marked,
    byte[] inputs,
    ReceivedRecord record,
    String traceContext) {

  /** The same, as part of a trace; null: of none. */
  public Arrival traced(String context) {
    return new Arrival(
        runId, action, target, reportStatus, signed, confirm, marked, inputs, record, context);
  }

  /** The state in which the row begins. */
  public RunState state() {
    return confirm ? RunState.CONFIRMING : RunState.ACCEPTED;
  }
}
