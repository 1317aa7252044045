package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Refuses what Port should have filled in before it sent the invocation.
 *
 * <p>Port resolves jq templates itself, so a {@code {{} left over means that the definition of the
 * action is wrong; starting the workflow with it would hide that.
 */
final class Templates {
  private Templates() {}

  /**
   * Refuses a value that holds a template in any string or member name inside it.
   *
   * @param what what the developer calls it: {@code input} or {@code setting}
   */
  static void refuse(String what, String name, JsonNode value) {
    if (isIn(name)) {
      throw unresolved("The name of the " + what + " " + Printable.quote(name));
    }
    String place = find(value);
    if (place != null) {
      throw unresolved("The " + what + " " + Printable.quote(name + place));
    }
  }

  /** The path to the first template, empty for the value itself, or null. At most 200 deep. */
  private static String find(JsonNode value) {
    // The path is put together on the way back only: names are long in hostile messages.
    if (value.isTextual()) {
      return isIn(value.textValue()) ? "" : null;
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      String place = find(value.get(i));
      if (place != null) {
        return "[" + i + "]" + place;
      }
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      String place = isIn(member.getKey()) ? "" : find(member.getValue());
      if (place != null) {
        return "." + member.getKey() + place;
      }
    }
    return null;
  }

  private static boolean isIn(String text) {
    return text.contains("{{");
  }

  private static InvalidInvocation unresolved(String subject) {
    return new InvalidInvocation(
        "UNRESOLVED_TEMPLATE",
        subject + " still holds a template ({{ ... }}) that Port did not fill in.",
        "Correct the expression in the definition of the action.");
  }
}
