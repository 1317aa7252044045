package dev.portgithub.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.run.Texts;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** What makes inputs large: most often one property of an entity, such as its README. */
final class LargestMember {
  private static final int DEEPEST = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private LargestMember() {}

  /** A sentence that names the largest member of the largest input; empty when that has none. */
  static String sentence(Map<String, String> inputs) {
    Map.Entry<String, String> input =
        inputs.entrySet().stream()
            .max(Comparator.comparingInt(each -> each.getValue().length()))
            .orElseThrow();
    JsonNode value = parsed(input.getValue());
    StringBuilder path = new StringBuilder(input.getKey());
    int levels = 0;
    while (levels < DEEPEST && value.isObject() && !value.isEmpty()) {
      Map.Entry<String, JsonNode> largest =
          value.properties().stream()
              .max(Comparator.comparingInt(member -> size(member.getValue())))
              .orElseThrow();
      path.append('.').append(largest.getKey());
      value = largest.getValue();
      levels++;
    }
    return levels == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " Most of it is %s (%,d): leave that out, for example with a JQ expression that deletes it.",
            Texts.quote(path.toString()),
            size(value));
  }

  private static JsonNode parsed(String value) {
    try {
      return value.startsWith("{") ? JSON.readTree(value) : JSON.missingNode();
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static int size(JsonNode value) {
    return value.isTextual() ? value.textValue().length() : value.toString().length();
  }
}
