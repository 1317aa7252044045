package dev.portgithub.remote;

import java.time.Instant;

/**
 * Nothing was done and a later call may succeed: a limit, an outage, a lost answer to a call that
 * is safe to repeat.
 */
public class RemoteBusy extends RuntimeException {
  private final transient Instant until;

  /**
   * @param until when the remote asked to be called again; null when it did not say
   */
  public RemoteBusy(String message, Instant until) {
    super(message, null, false, false);
    this.until = until;
  }

  public Instant until() {
    return until;
  }

  /** The time the remote asked for, or else the given one. */
  public Instant untilOr(Instant otherwise) {
    return until == null ? otherwise : until;
  }
}
