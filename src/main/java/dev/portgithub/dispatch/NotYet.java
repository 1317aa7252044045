package dev.portgithub.dispatch;

/**
 * A dispatch has to wait for something of ours: another run of the same workflow. Nothing failed.
 */
public final class NotYet extends RuntimeException {
  NotYet(String message) {
    super(message, null, false, false);
  }
}
