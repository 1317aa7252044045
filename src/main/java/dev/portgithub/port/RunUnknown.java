package dev.portgithub.port;

import dev.portgithub.remote.RemoteRefused;

/** Port's own word that there is no such run. No other refusal says so. */
public final class RunUnknown extends RemoteRefused {
  public RunUnknown(String message) {
    super(404, message, "");
  }
}
