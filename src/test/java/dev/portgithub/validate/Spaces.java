package dev.portgithub.validate;

import java.util.List;

/** Spreads a compact JSON text out; written apart from {@link JsonText}, which it tests. */
final class Spaces {
  private static final List<String> BLANKS = List.of(" ", "\n", "\r\n", "\t", "  ");

  private Spaces() {}

  static String between(String compact) {
    StringBuilder out = new StringBuilder("\n");
    boolean quoted = false;
    for (int i = 0; i < compact.length(); i++) {
      char c = compact.charAt(i);
      boolean mark = !quoted && "{}[],:".indexOf(c) >= 0;
      String blank = mark ? BLANKS.get(i % BLANKS.size()) : "";
      out.append(blank).append(c).append(blank);
      if (quoted && c == '\\') {
        out.append(compact.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
      }
    }
    return out.toString();
  }
}
