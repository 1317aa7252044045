package dev.portgithub.run;

/**
 * Where a Port run stands; the columns and transitions are those of the table "The states of a run"
 * in docs/how-it-works.md, and {@link Runs} has a method for each.
 */
public enum RunState {
  /** Port is to be asked first whether the run is genuine and still waits. */
  CONFIRMING("validate"),
  /** To be dispatched. */
  ACCEPTED("dispatch"),
  /** The intent is written: the run counts as perhaps started. */
  DISPATCHING("dispatch"),
  /** Started, or perhaps started, and it is not known as which workflow run. */
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

  /** The stage that works on such a run; a dead letter names it. */
  public String stage() {
    return stage;
  }
}
