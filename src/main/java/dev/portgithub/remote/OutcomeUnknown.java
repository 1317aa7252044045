package dev.portgithub.remote;

/**
 * A dispatch whose answer was lost or says nothing: a workflow run may exist. Look before
 * repeating.
 */
public final class OutcomeUnknown extends RuntimeException {
  public OutcomeUnknown(String message) {
    super(message, null, false, false);
  }
}
