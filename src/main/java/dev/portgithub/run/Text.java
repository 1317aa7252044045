package dev.portgithub.run;

/** Makes texts fit for a column, a log line or a message. It hides no secrets. */
public final class Text {
  private Text() {}

  /** Without control characters: PostgreSQL takes no NUL, and each is six characters in JSON. */
  public static String shorten(String text, int longest) {
    return cut(text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", ""), longest);
  }

  /** The same on one line, so that a foreign text cannot begin a log line of its own. */
  public static String line(String text, int longest) {
    return cut(text.replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029]+", " ").strip(), longest);
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - 3;
    // Half a character is none that a database or a log could print.
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + "...";
  }
}
