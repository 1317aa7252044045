package dev.portgithub.preflight;

import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Why;

/**
 * GitHub would refuse a dispatch: the workflow is disabled, no workflow has its name, or the inputs
 * do not fit its file. Nothing was sent.
 */
public final class Misfit extends RemoteRefused {
  private final transient Why why;

  public Misfit(String sentence, String remedy) {
    super(422, sentence, remedy);
    this.why = new Why("WORKFLOW_MISMATCH", sentence, remedy);
  }

  public Why why() {
    return why;
  }
}
