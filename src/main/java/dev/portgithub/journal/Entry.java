package dev.portgithub.journal;

import dev.portgithub.run.Texts;

/**
 * What is noted of an operation before it is done.
 *
 * @param doneBy a login, or "an operator"
 * @param what the operation
 * @param about what it is done to
 * @param runId the run that it is about; or null
 * @param why in the operator's words; or null
 */
public record Entry(String doneBy, String what, String about, String runId, String why) {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_ABOUT = 400;
  private static final int LONGEST_WHY = 500;

  /** On one line each, and no longer than is kept. */
  public Entry {
    doneBy = Texts.line(doneBy, LONGEST_NAME);
    what = Texts.line(what, LONGEST_NAME);
    about = Texts.line(about, LONGEST_ABOUT);
    String words = why == null ? "" : Texts.line(why, LONGEST_WHY);
    why = words.isEmpty() ? null : words;
  }
}
