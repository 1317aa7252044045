package dev.portgithub.github;

import dev.portgithub.remote.RemoteBusy;
import java.time.Instant;

/**
 * GitHub shuts the credential out, so nothing was done. It goes on when the platform team has done
 * something about it.
 */
public final class NoAccess extends RemoteBusy {
  private final transient ShutOut shutOut;

  NoAccess(ShutOut shutOut, Instant until) {
    super(shutOut.text(), until);
    this.shutOut = shutOut;
  }

  public ShutOut shutOut() {
    return shutOut;
  }
}
