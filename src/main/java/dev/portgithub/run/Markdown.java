package dev.portgithub.run;

import java.util.regex.Pattern;

/**
 * Puts text from outside into Markdown so that it shows as it is: it makes no link, mention,
 * heading, table, image or HTML, and ends nothing that stands around it.
 *
 * <p>What means nothing in Markdown stays as it is. Everything else becomes code, so that it can be
 * read as well where nobody renders Markdown, which backslashes could not.
 */
public final class Markdown {
  private static final int MOST_READ = 4000;

  /** Letters and digits, and what stands between them in most names. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "[\\p{L}\\p{N}](?:[\\p{L}\\p{N} .,/()'=+%…-]|(?<=[\\p{L}\\p{N}])_(?=[\\p{L}\\p{N}]))*");

  private Markdown() {}

  /**
   * The text on one line, visible, and without any effect. It must not stand at the beginning of a
   * line.
   *
   * @param longest in characters as people count them; a longer text ends with an ellipsis
   */
  public static String literal(String text, int longest) {
    String line = Texts.visible(Texts.line(text, MOST_READ), longest);
    if (line.isEmpty()) {
      return "?";
    }
    // Some renderers make a link of what begins so.
    boolean harmless = HARMLESS.matcher(line).matches() && !line.contains("www.");
    // A backtick is the one character that could end the code.
    return harmless ? line : "`" + line.replace('`', '\'') + "`";
  }
}
