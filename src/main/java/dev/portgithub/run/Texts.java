package dev.portgithub.run;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Makes text from outside fit to be stored, sent and read. Text is cut and cleaned nowhere else.
 *
 * <p>Half of a surrogate pair is what is left of an emoji that was cut in two. It is valid in JSON
 * (as an escape), but has no form in UTF-8: PostgreSQL refuses it, JSON writers fail on it. So it
 * becomes U+FFFD, and nothing here cuts a pair in two.
 *
 * <p>It does not hide secrets.
 */
public final class Texts {
  private static final int LONGEST_QUOTE = 60;
  private static final int REPLACEMENT = 0xFFFD;

  private Texts() {}

  /**
   * The text without control characters (PostgreSQL takes no NUL, and each is six characters in
   * JSON) other than tabs and line ends, well-formed, and with {@code ...} at its end if it was
   * longer.
   *
   * @param longest in UTF-16 units, as {@link String#length} counts them; at least 3
   */
  public static String shorten(String text, int longest) {
    String clean = wellFormed(text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", ""));
    if (clean.length() <= longest) {
      return clean;
    }
    int end = longest - 3;
    boolean insideOfPair = end > 0 && Character.isHighSurrogate(clean.charAt(end - 1));
    return clean.substring(0, insideOfPair ? end - 1 : end) + "...";
  }

  /**
   * {@link #shorten} on one line, also for readers that end one at U+0085, U+2028 or U+2029: a
   * foreign text cannot begin a log line of its own.
   */
  public static String line(String text, int longest) {
    return shorten(text.replaceAll("[\\s\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip(), longest);
  }

  /** The same text with U+FFFD for each half of a surrogate pair. */
  public static String wellFormed(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().map(c -> isHalf(c) ? REPLACEMENT : c).forEach(out::appendCodePoint);
    return out.toString();
  }

  /** The text in quotes for a sentence: visible, at most 60 characters. */
  public static String quote(String text) {
    return '"' + visible(text, LONGEST_QUOTE) + '"';
  }

  /**
   * Replaces what cannot be seen by {@code ?} and ends a longer text with an ellipsis.
   *
   * @param longest in characters as people count them (code points)
   */
  public static String visible(String text, int longest) {
    boolean fits = text.codePointCount(0, text.length()) <= longest;
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(fits ? longest : longest - 1)
        .map(c -> isVisible(c) ? c : '?')
        .forEach(out::appendCodePoint);
    return fits ? out.toString() : out.append('…').toString();
  }

  /** Does the text hold this word, not as a part of a longer one? */
  public static boolean names(String text, String word) {
    return text.contains(word)
        && Pattern.compile("(?<![A-Za-z0-9_-])" + Pattern.quote(word) + "(?![A-Za-z0-9_-])")
            .matcher(text)
            .find();
  }

  /** 45 s, 3 min 20 s, 2 h 5 min. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    return seconds / 3600 + " h" + (seconds % 3600 < 60 ? "" : " " + seconds % 3600 / 60 + " min");
  }

  private static boolean isHalf(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
