package dev.portgithub.preflight;

import dev.portgithub.run.Run;

/**
 * A look at the workflow of a run, made once for all runs that wait for it.
 *
 * @param state as it was known before, or null
 * @param file as it was known before, or null
 */
public record WorkflowLook(Run run, Known.State state, Known.File file) {
  String key() {
    return WorkflowFacts.key(run);
  }

  @Override
  public String toString() {
    return "A look at " + run.target();
  }
}
