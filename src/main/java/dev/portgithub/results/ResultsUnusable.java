package dev.portgithub.results;

/** What a workflow has uploaded cannot be taken; the message is a sentence for its author. */
public final class ResultsUnusable extends RuntimeException {
  public ResultsUnusable(String message) {
    super(message, null, false, false);
  }
}
