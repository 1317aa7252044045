package dev.portgithub.locate;

import dev.portgithub.run.RunState;
import dev.portgithub.run.Target;
import dev.portgithub.run.Window;

/**
 * A run that may own a workflow run whose owner is not known: the one that is searched for, or
 * another of its workflow.
 *
 * @param window when its workflow run was created, if there is one
 * @param complete whether GitHub surely shows its workflow run by now, if there is one
 */
record Rival(String runId, RunState state, Target target, Window window, boolean complete) {

  /** Can it own this one, by workflow, ref and time? */
  boolean mayOwn(Candidate candidate) {
    return candidate.fits(target) && window.holds(candidate.createdAt());
  }
}
