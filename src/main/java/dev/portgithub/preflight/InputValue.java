package dev.portgithub.preflight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.preflight.DeclaredInput.Type;
import dev.portgithub.remote.RemoteJson;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** The form of a value that the declared type wants; a value that has none stays as it is. */
final class InputValue {
  private static final Pattern PLAIN_NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][-+]?\\d{1,2})?");

  /** A letter that no way of writing a number has: GitHub's parser may know some more of them. */
  private static final Pattern NO_NUMBER =
      Pattern.compile("(?s).*[^-+.,_ 0-9a-fA-FxXoO].*|[a-zA-Z]+");

  private static final Pattern NAMED_NUMBER = Pattern.compile("(?i)[-+]?\\.?(inf|infinity|nan)");

  private static final ObjectMapper JSON = RemoteJson.mapper();

  private InputValue() {}

  static String of(DeclaredInput declared, String value) {
    String bare =
        declared.type() == Type.STRING || declared.type() == Type.UNKNOWN ? value : single(value);
    return switch (declared.type()) {
      case BOOLEAN -> truth(bare.strip().toLowerCase(Locale.ROOT), value);
      case NUMBER -> number(bare.strip(), value);
      case CHOICE -> choice(declared, value, bare);
      case ENVIRONMENT -> bare;
      default -> value;
    };
  }

  private static String choice(DeclaredInput declared, String value, String bare) {
    if (declared.options() == null || declared.options().contains(value)) {
      return value;
    }
    return declared.options().contains(bare)
        ? bare
        : declared.options().contains(bare.strip()) ? bare.strip() : value;
  }

  private static String truth(String text, String value) {
    return isBoolean(text) ? text : value;
  }

  static boolean isBoolean(String value) {
    return value.equals("true") || value.equals("false");
  }

  private static String number(String text, String value) {
    if (PLAIN_NUMBER.matcher(text).matches()) {
      return text;
    }
    // Its exponent has two digits at most.
    return NUMBER.matcher(text).matches() ? new BigDecimal(text).toPlainString() : value;
  }

  /** It is none for sure only where it holds what no number has. */
  static boolean mayBeNumber(String value) {
    String text = value.strip();
    return NAMED_NUMBER.matcher(text).matches()
        || (!NO_NUMBER.matcher(text).matches() && text.chars().anyMatch(Character::isDigit));
  }

  /** The one element of a list, or the identifier of an entity. */
  private static String single(String value) {
    String text = value.strip();
    if (!text.startsWith("[") && !text.startsWith("{")) {
      return value;
    }
    try {
      JsonNode json = JSON.readTree(text);
      if (json.isArray() && json.size() == 1) {
        json = json.get(0);
      }
      if (json.isObject() && json.path("identifier").isTextual()) {
        return json.path("identifier").asText();
      }
      return json.isTextual() || json.isBoolean() || json.isIntegralNumber()
          ? json.asText()
          : value;
    } catch (JsonProcessingException e) {
      return value;
    }
  }
}
