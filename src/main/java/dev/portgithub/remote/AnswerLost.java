package dev.portgithub.remote;

/**
 * A dispatch whose answer was lost or says nothing: a workflow run may exist. Look before
 * repeating.
 */
public final class AnswerLost extends RuntimeException {
  private final String words;

  public AnswerLost(String message) {
    this(message, null);
  }

  /**
   * @param words of the remote when it says that it failed, which is no proof; else null
   */
  public AnswerLost(String message, String words) {
    super(message, null, false, false);
    this.words = words;
  }

  /** The remote's own words about its failure; null when there are none. */
  public String words() {
    return words;
  }
}
