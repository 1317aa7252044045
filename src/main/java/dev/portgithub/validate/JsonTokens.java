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
      out.append(charAt(raw, at));
      at = after(raw, at);
    }
    return out.toString();
  }

  /** The same JSON text with the escape of U+FFFD for each half of a surrogate pair in it. */
  static String wellFormed(String json) {
    StringBuilder out = new StringBuilder(json.length());
    for (int at = 0; at < json.length(); ) {
      int next = after(json, at);
      boolean pair =
          Character.isHighSurrogate(charAt(json, at))
              && next < json.length()
              && Character.isLowSurrogate(charAt(json, next));
      if (pair) {
        next = after(json, next);
      }
      if (pair || !Character.isSurrogate(charAt(json, at))) {
        out.append(json, at, next);
      } else {
        out.append("\\ufffd");
      }
      at = next;
    }
    return out.toString();
  }

  /** The character here, or the one that the escape here stands for. */
  private static char charAt(String text, int start) {
    return text.charAt(start) == '\\' ? escaped(text, start) : text.charAt(start);
  }

  private static int after(String text, int start) {
    return start + (text.charAt(start) == '\\' ? lengthOfEscape(text, start) : 1);
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
