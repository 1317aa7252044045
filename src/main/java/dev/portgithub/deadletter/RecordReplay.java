package dev.portgithub.deadletter;

import java.util.Arrays;

/** What came of the replay of a parked record. */
public enum RecordReplay {
  ACCEPTED("accepted"),
  DUPLICATE("duplicate"),
  REFUSED("refused"),
  SKIPPED("skipped"),
  /** It ended where it began; the letter says why. */
  PARKED_AGAIN("parked"),
  /** Another replay, or an operator, was faster: nothing was done. */
  SETTLED_MEANWHILE("settled meanwhile");

  private final String word;

  RecordReplay(String word) {
    this.word = word;
  }

  /** For people and counters. */
  public String word() {
    return word;
  }

  /**
   * @param word of an outcome that was stored
   */
  public static RecordReplay of(String word) {
    return Arrays.stream(values())
        .filter(replay -> replay.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No outcome of a replay: " + word));
  }
}
