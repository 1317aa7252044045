package dev.portgithub.github;

import dev.portgithub.run.Run;

/**
 * A run of ours whose workflow run has ended in GitHub, and is to be reported.
 *
 * @param note what developers are to know about how that was found out; null for nothing
 */
public record Ended(Run run, WorkflowRun workflowRun, String note) {
  public Ended(Run run, WorkflowRun workflowRun) {
    this(run, workflowRun, null);
  }

  /** A later attempt hides the verdict of the one that we dispatched. */
  public boolean rerun() {
    return workflowRun.attempt() > 1 && note == null;
  }
}
