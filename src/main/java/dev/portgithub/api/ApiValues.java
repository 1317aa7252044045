package dev.portgithub.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.api.ApiDescription.Member;
import dev.portgithub.run.Texts;
import java.util.ArrayList;
import java.util.List;

/** Checks values by the schemas of the description; these are the words for what is wrong. */
final class ApiValues {
  private ApiValues() {}

  /**
   * The value, or its default; null when there is neither.
   *
   * @throws ApiRefused when the schema does not allow it
   */
  static String check(Member member, String given) {
    JsonNode schema = member.schema();
    String value = given == null || given.isBlank() ? null : given.strip();
    if (value == null) {
      if (member.required()) {
        throw ApiRefused.argument(member.name() + " is missing: say " + wanted(schema) + ".");
      }
      return schema.has("default") ? schema.get("default").asText() : null;
    }
    if (!allows(schema, value)) {
      throw ApiRefused.argument(
          "%s must be %s, not %s.".formatted(member.name(), wanted(schema), Texts.quote(value)));
    }
    return value;
  }

  private static boolean allows(JsonNode schema, String value) {
    return switch (schema.path("type").asText()) {
      case "integer" -> isNumber(schema, value);
      case "boolean" -> List.of("true", "false").contains(value);
      default ->
          (!schema.has("enum") || choices(schema).contains(value))
              && value.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE);
    };
  }

  private static boolean isNumber(JsonNode schema, String value) {
    if (!value.matches("\\d{1,18}")) {
      return false;
    }
    long number = Long.parseLong(value);
    return number >= schema.path("minimum").asLong(0)
        && number <= schema.path("maximum").asLong(Long.MAX_VALUE);
  }

  private static String wanted(JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "integer" ->
          schema.has("maximum")
              ? "a number from %d to %d"
                  .formatted(schema.path("minimum").asLong(0), schema.get("maximum").asLong())
              : "a whole number";
      case "boolean" -> "true or false";
      default ->
          schema.has("enum")
              ? "one of " + String.join(", ", choices(schema))
              : "a text of at most %d characters".formatted(schema.path("maxLength").asInt());
    };
  }

  private static List<String> choices(JsonNode schema) {
    List<String> choices = new ArrayList<>();
    schema.get("enum").forEach(choice -> choices.add(choice.asText()));
    return choices;
  }
}
