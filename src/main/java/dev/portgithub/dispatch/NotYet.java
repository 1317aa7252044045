package dev.portgithub.dispatch;

import java.time.Instant;

/**
 * A dispatch has to wait for something of ours: another run of the same workflow. Nothing failed.
 */
public final class NotYet extends RuntimeException {
  private final transient Instant until;

  NotYet(String message, Instant until) {
    super(message, null, false, false);
    this.until = until;
  }

  public Instant until() {
    return until;
  }
}
