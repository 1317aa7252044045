package dev.portgithub.github;

import dev.portgithub.run.Run;

/** A run of ours whose workflow run has ended in GitHub, and is to be reported. */
public record Ended(Run run, WorkflowRun workflowRun) {
  /** A later attempt hides the verdict of the one that we dispatched. */
  public boolean rerun() {
    return workflowRun.attempt() > 1;
  }
}
