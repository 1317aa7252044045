package dev.portgithub.run;

/** Another instance has the row now, or the row has moved on; there is nothing left to do here. */
public final class ClaimLost extends RuntimeException {
  public ClaimLost(Run run) {
    super("Run " + run.runId() + " was claimed anew meanwhile", null, false, false);
  }
}
