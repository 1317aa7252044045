package dev.portgithub.run;

/**
 * Where a Port run stands; the columns and transitions are those of the table "The states of a run"
 * in docs/how-it-works.md, and {@link Runs} has a method for each.
 */
public enum RunState {
  /** Port must be asked first whether the run is genuine and still waits. */
  CONFIRMING("validate"),
  /** To be dispatched. */
  ACCEPTED("dispatch"),
  /** The intent is written: the run counts as possibly started. */
  DISPATCHING("dispatch"),
  /** Started, or possibly started, and the workflow run is not known. */
  LOCATING("dispatch"),
  /** Its workflow run is known and followed. */
  RUNNING("poll"),
  /** Its workflow run has ended, or the action asks for no status. */
  FINISHED("finish"),
  /** Never started; Port was told FAILURE. */
  REFUSED("validate"),
  /** Never started, and Port need not be told. */
  SKIPPED("validate"),
  /** An operator has to decide. */
  PARKED("dead-letter");

  private final String stage;

  RunState(String stage) {
    this.stage = stage;
  }

  /** Does nothing lead out of it? */
  public boolean isEnded() {
    return this == FINISHED || this == REFUSED || this == SKIPPED;
  }

  /** The stage that works on such a run; a dead letter names it. */
  public String stage() {
    return stage;
  }
}
