package dev.portgithub.remote;

/**
 * A 4xx that will not change by asking again. The message is the remote's own; the hint is ours.
 */
public class RemoteRefused extends RuntimeException {
  private final int status;
  private final String hint;

  public RemoteRefused(int status, String message, String hint) {
    super(message, null, false, false);
    this.status = status;
    this.hint = hint;
  }

  public int status() {
    return status;
  }

  /** What to change, in one or two sentences; may be empty. */
  public String hint() {
    return hint;
  }
}
