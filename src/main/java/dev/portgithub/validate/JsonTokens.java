package dev.portgithub.validate;

/**
 * Where the tokens of a JSON text end, and what its escapes stand for.
 *
 * <p>The text must be valid JSON (see {@link MessageReader}); on other text the answers are
 * meaningless. Loops, no recursion: depth costs nothing.
 */
final class JsonTokens {
  private JsonTokens() {}

  /** The index after the value that starts here. */
  static int endOfValue(String text, int start) {
    char first = text.charAt(start);
    if (first == '"') {
      return endOfString(text, start);
    }
    if (first == '{' || first == '[') {
      return endOfNested(text, start);
    }
    int at = start;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static int endOfNested(String text, int start) {
    int at = start;
    int depth = 0;
    do {
      switch (text.charAt(at)) {
        case '"' -> at = endOfString(text, at) - 1;
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {
          // part of a number or literal, a comma, a colon or a blank
        }
      }
      at++;
    } while (depth > 0);
    return at;
  }

  /** The index after the closing quote of the string whose opening quote is here. */
  static int endOfString(String text, int start) {
    int at = start + 1;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  static int skipBlanks(String text, int start) {
    int at = start;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  /** The content of a string token, given without its quotes. */
  static String unescape(String raw) {
    StringBuilder out = new StringBuilder(raw.length());
    for (int at = 0; at < raw.length(); ) {
      boolean escape = raw.charAt(at) == '\\';
      out.append(escape ? escaped(raw, at) : raw.charAt(at));
      at += escape ? lengthOfEscape(raw, at) : 1;
    }
    return out.toString();
  }

  /** Whether a string in this JSON text holds half of a surrogate pair, escaped or not. */
  static boolean hasLoneSurrogate(String json) {
    boolean open = false;
    for (int at = 0; at < json.length(); ) {
      boolean escape = json.charAt(at) == '\\';
      char c = escape ? escaped(json, at) : json.charAt(at);
      if (open != Character.isLowSurrogate(c)) {
        return true;
      }
      open = Character.isHighSurrogate(c);
      at += escape ? lengthOfEscape(json, at) : 1;
    }
    return open;
  }

  private static int lengthOfEscape(String text, int backslash) {
    return text.charAt(backslash + 1) == 'u' ? 6 : 2;
  }

  private static char escaped(String text, int backslash) {
    char kind = text.charAt(backslash + 1);
    return switch (kind) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(text, backslash + 2, backslash + 6, 16);
      default -> kind; // a quote, a slash or a backslash
    };
  }
}
