package dev.portgithub.validate;

/**
 * Makes foreign text fit for a sentence: no line breaks, no invisible characters, not too long.
 *
 * <p>It does not hide secrets: never give it the value of an input.
 */
final class Printable {
  private static final int LONGEST_QUOTE = 60;

  private Printable() {}

  static String quote(String text) {
    return '"' + clean(text, LONGEST_QUOTE) + '"';
  }

  /** Replaces what cannot be seen by {@code ?} and ends a longer text with an ellipsis. */
  static String clean(String text, int longest) {
    boolean fits = text.codePointCount(0, text.length()) <= longest;
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(fits ? longest : longest - 1)
        .map(c -> isVisible(c) ? c : '?')
        .forEach(out::appendCodePoint);
    return fits ? out.toString() : out.append('…').toString();
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
