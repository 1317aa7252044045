package dev.portgithub.api;

/** A request is not answered as asked; the message says why, and what to do, in a sentence. */
public final class ApiRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  ApiRefused(int status, String message) {
    super(message);
    this.status = status;
  }

  static ApiRefused argument(String message) {
    return new ApiRefused(400, message);
  }

  /** The status of the answer. */
  public int status() {
    return status;
  }
}
