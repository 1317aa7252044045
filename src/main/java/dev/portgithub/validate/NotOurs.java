package dev.portgithub.validate;

/**
 * The record is somebody else's: it is skipped and counted, and nobody is told.
 *
 * <p>The reason is a code out of a small fixed set (a metrics label), never text from the record.
 * The message is for the log and holds no values from the record either.
 */
public final class NotOurs extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public NotOurs(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** An UPPER_SNAKE code, for example {@code CHANGE_LOG}. */
  public String reason() {
    return reason;
  }
}
