package dev.portgithub.pause;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A stage that can be paused. What it works on waits; the others go on. */
public enum Stage {
  /** Records stay in Kafka. */
  RECEIVE,
  /** Nothing is confirmed with Port. */
  CONFIRM,
  /** No workflow is started; what was started is located, followed and reported. */
  DISPATCH,
  /** Open workflow runs are not followed, neither by polls nor by sweeps. */
  POLL,
  /** Port is told nothing. */
  REPORT;

  private static final int LONGEST_NAME = 30;

  /** The word that operators use: dispatch. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException in words, if there is no such stage
   */
  public static Stage of(String word) {
    String asked = word == null ? "" : word.strip();
    return Arrays.stream(values())
        .filter(stage -> stage.word().equalsIgnoreCase(asked))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(asked)));
  }

  private static String unknown(String asked) {
    String all = Arrays.stream(values()).map(Stage::word).collect(Collectors.joining(", "));
    String shown = asked.length() > LONGEST_NAME ? asked.substring(0, LONGEST_NAME) : asked;
    return "There is no stage \""
        + shown.replaceAll("\\p{Cntrl}", "?")
        + "\" that can be paused; those are: "
        + all
        + ".";
  }
}
