package dev.portgithub.dispatch;

import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Why;

/** All that comes before a dispatch went well, and the dispatch is left out: nothing was sent. */
public final class Rehearsed extends RemoteRefused {
  private final transient Why why;

  Rehearsed(String sentence) {
    super(0, sentence, "");
    this.why =
        new Why(
            "DRY_RUN",
            sentence,
            "It is a dry run, by the setting dispatch.dry-run of this backend.");
  }

  public Why why() {
    return why;
  }
}
