package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Why;
import java.util.Locale;

/**
 * Reads the yes-or-no settings of an invocation method.
 *
 * <p>Port's definition lets {@code reportWorkflowStatus} be a text, since it may come from a
 * template; {@code "false"} must not count as true.
 */
final class YesNo {
  private YesNo() {}

  static boolean read(JsonNode method, String name, boolean whenAbsent) {
    JsonNode value = method.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return whenAbsent;
    }
    String setting = "invocationMethod." + name;
    Templates.refuseInSetting(setting, value);
    return switch (value.isContainerNode() ? "" : value.asText().strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new InvalidInvocation(
              new Why(
                  "BAD_FLAG",
                  "The setting \"" + setting + "\" is neither true nor false.",
                  "Set it to true or false in the action, or leave it out."));
    };
  }
}
