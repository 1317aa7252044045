package dev.portgithub.github;

/**
 * An Enterprise server older than 3.21 refused the member return_run_details; nothing was
 * dispatched.
 *
 * <p>Delete this, and what reacts to it, when those servers are gone.
 */
public final class RunDetailsUnsupported extends RuntimeException {
  public RunDetailsUnsupported(String message) {
    super(message, null, false, false);
  }
}
