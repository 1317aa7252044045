package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import java.util.Map;

/**
 * Refuses inputs that Port should have filled in before it sent the invocation.
 *
 * <p>Port resolves the templates in the definition of an action itself, so an expression that is
 * left over means that the definition is wrong; starting the workflow with it would hide that. But
 * two opening braces alone prove nothing: the README of an entity may explain Helm, and a user may
 * write anything. By default a template is therefore refused only where all of this holds:
 *
 * <ul>
 *   <li>It is an expression of Port, see {@link PortExpressions}.
 *   <li>It stands where a definition has its expressions: in the name or the text of an input,
 *       alone or inside a longer text, or one level below, in a member of an object or an element
 *       of a list. Nothing further down is looked at, and nothing inside an entity (an object with
 *       {@code identifier} and {@code properties}).
 *   <li>It does not also stand in {@code payload.properties} or {@code payload.entity}: from there
 *       Port copies what users wrote. So in an action of the first version, whose inputs are the
 *       user's properties, nothing is refused.
 * </ul>
 *
 * <p>One object checks the inputs of one message, in time that grows with the size of the message.
 */
final class Templates {

  /** What counts as a template that was left over. */
  enum Mode {
    PORT_EXPRESSIONS,
    /** Any two opening braces, at any depth, in any text or name. */
    STRICT,
    OFF;

    /** Reads the setting {@code validate.templates}. */
    static Mode of(String setting) {
      return switch (setting) {
        case "port-expressions" -> PORT_EXPRESSIONS;
        case "strict" -> STRICT;
        case "off" -> OFF;
        default ->
            throw new IllegalArgumentException(
                "validate.templates must be port-expressions, strict or off, not " + setting);
      };
    }
  }

  private final Mode mode;
  private final PortExpressions ofUsers;

  /**
   * @param payload of the message that the inputs are from
   */
  Templates(Mode mode, JsonNode payload) {
    this.mode = mode;
    this.ofUsers = new PortExpressions(payload.path("properties"), payload.path("entity"));
  }

  /**
   * Refuses a setting of the invocation that holds any template, whatever the mode: no
   * organisation, repository, workflow or flag has braces.
   */
  static void refuseInSetting(String name, JsonNode value) {
    if (value.isTextual() && value.textValue().contains("{{")) {
      throw unresolved("The setting " + Texts.quote(name));
    }
  }

  /** Refuses an input whose name or value holds a template that Port should have filled in. */
  void refuse(String name, JsonNode value) {
    if (isLeftOver(name)) {
      throw unresolved("The name of the input " + Texts.quote(name));
    }
    String place = find(value, mode == Mode.STRICT ? MessageReader.MAX_DEPTH : 1);
    if (place != null) {
      throw unresolved("The input " + Texts.quote(name + place));
    }
  }

  /** The path to the first template, empty for the value itself, or null. */
  private String find(JsonNode value, int levels) {
    // The path is put together on the way back only: names are long in hostile messages.
    if (value.isTextual()) {
      return isLeftOver(value.textValue()) ? "" : null;
    }
    if (levels == 0 || (mode != Mode.STRICT && isEntity(value))) {
      return null;
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      String place = find(value.get(i), levels - 1);
      if (place != null) {
        return "[" + i + "]" + place;
      }
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      String place = isLeftOver(member.getKey()) ? "" : find(member.getValue(), levels - 1);
      if (place != null) {
        return "." + member.getKey() + place;
      }
    }
    return null;
  }

  private boolean isLeftOver(String text) {
    return switch (mode) {
      case OFF -> false;
      case STRICT -> text.contains("{{");
      case PORT_EXPRESSIONS -> !ofUsers.holdAll(PortExpressions.in(text));
    };
  }

  private static boolean isEntity(JsonNode value) {
    return value.has("identifier") && value.has("properties");
  }

  private static InvalidInvocation unresolved(String subject) {
    return new InvalidInvocation(
        new Why(
            "UNRESOLVED_TEMPLATE",
            subject + " still holds a template ({{ ... }}) that Port did not fill in.",
            "Correct the expression in the definition of the action."));
  }
}
