package dev.portgithub.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One value inside a JSON text, as the span of characters in which it was received.
 *
 * <p>It exists because a signature covers the text as JavaScript printed it, and no parser prints
 * numbers and escapes that way again. So members are cut out of the received text: blanks outside
 * strings go, everything else stays character by character. Names are compared as JSON means them,
 * with their escapes resolved: a {@code headers} spelt with escapes is the member {@code headers}.
 *
 * <p>The text must have passed {@link MessageReader}; nothing is validated here. Nothing recurses.
 */
final class JsonText {

  /** A member of an object; the name is free of escapes, the key is the token as received. */
  record Member(String name, String key, JsonText value) {}

  private final String text;
  private final int start;
  private final int end;

  private JsonText(String text, int start) {
    this.text = text;
    this.start = start;
    this.end = JsonTokens.endOfValue(text, start);
  }

  static JsonText of(String validJson) {
    return new JsonText(validJson, JsonTokens.skipBlanks(validJson, 0));
  }

  boolean isObject() {
    return text.charAt(start) == '{';
  }

  boolean isString() {
    return text.charAt(start) == '"';
  }

  /** The members of this object in their order. */
  List<Member> members() {
    List<Member> members = new ArrayList<>();
    int at = JsonTokens.skipBlanks(text, start + 1);
    while (text.charAt(at) != '}') {
      JsonText key = new JsonText(text, at);
      int colon = JsonTokens.skipBlanks(text, key.end);
      JsonText value = new JsonText(text, JsonTokens.skipBlanks(text, colon + 1));
      members.add(new Member(key.string(), text.substring(key.start, key.end), value));
      at = JsonTokens.skipBlanks(text, value.end);
      if (text.charAt(at) == ',') {
        at = JsonTokens.skipBlanks(text, at + 1);
      }
    }
    return members;
  }

  /** The value at the end of a path of member names, or {@code null}. */
  JsonText at(String... path) {
    JsonText value = this;
    for (String name : path) {
      if (!value.isObject()) {
        return null;
      }
      JsonText next = null;
      for (Member member : value.members()) {
        if (member.name().equals(name)) {
          next = member.value();
        }
      }
      if (next == null) {
        return null;
      }
      value = next;
    }
    return value;
  }

  /** This value without the blanks between its tokens. */
  String compact() {
    StringBuilder out = new StringBuilder(end - start);
    for (int at = start; at < end; ) {
      char c = text.charAt(at);
      if (c == '"') {
        int after = JsonTokens.endOfString(text, at);
        out.append(text, at, after);
        at = after;
      } else {
        if (!JsonTokens.isBlank(c)) {
          out.append(c);
        }
        at++;
      }
    }
    return out.toString();
  }

  /** This object in compact text, each value as printed by the function; null drops the member. */
  String compact(Function<Member, String> valueOf) {
    StringJoiner object = new StringJoiner(",", "{", "}");
    for (Member member : members()) {
      String value = valueOf.apply(member);
      if (value != null) {
        object.add(member.key() + ":" + value);
      }
    }
    return object.toString();
  }

  /** This object in compact text without some of its members. */
  String compactWithout(Predicate<Member> cut) {
    return compact(member -> cut.test(member) ? null : member.value().compact());
  }

  /** The content of this string, its escapes resolved. */
  String string() {
    String raw = text.substring(start + 1, end - 1);
    return raw.indexOf('\\') < 0 ? raw : JsonTokens.unescape(raw);
  }
}
