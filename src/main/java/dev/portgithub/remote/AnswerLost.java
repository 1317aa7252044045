package dev.portgithub.remote;

/**
 * A dispatch whose answer was lost or says nothing: a workflow run may exist. Look before
 * repeating.
 */
public final class AnswerLost extends RuntimeException {
  public AnswerLost(String message) {
    super(message, null, false, false);
  }
}
