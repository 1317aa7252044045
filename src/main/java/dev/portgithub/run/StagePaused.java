package dev.portgithub.run;

/** An operator has paused the stage since the run was claimed. Nothing failed. */
public final class StagePaused extends RuntimeException {
  StagePaused(Run run) {
    super("Run " + run.runId() + " waits: dispatching is paused", null, false, false);
  }
}
