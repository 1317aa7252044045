package dev.portgithub.failpoint;

import dev.portgithub.run.Run;
import java.time.Instant;

/** Part of a build that is broken on purpose: see chaos/BrokenBuildIT. */
public final class IntentAfterCall {
  /** The run as if its intent were written. */
  public Run pretend(Run run) {
    return run.dispatching(Instant.now());
  }
}
