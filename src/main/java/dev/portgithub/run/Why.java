package dev.portgithub.run;

/**
 * Why something cannot go on.
 *
 * @param code of a fixed set, for metrics, dead letters and searches: {@code NOT_FOUND}
 * @param sentence what happened, for a person
 * @param remedy what that person can do; empty when the sentence says it all
 */
public record Why(String code, String sentence, String remedy) {

  /** Sentence and remedy as one text. */
  public String text() {
    return remedy.isBlank() ? sentence : sentence + " " + remedy;
  }
}
