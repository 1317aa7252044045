package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the templates of an action definition, as far as plain paths go ({@code {{ .inputs.x
 * }}}).
 *
 * <p>Port's are jq programs; of those only paths and {@code .} work here. A value that is exactly
 * one template keeps its JSON type.
 */
final class PortTemplates {

  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{\\s*(\\.[\\w.\\-]*)\\s*}}");

  private final JsonNode data;

  PortTemplates(JsonNode data) {
    this.data = data;
  }

  /** The user inputs that a definition names, in their order. */
  static Set<String> inputs(JsonNode definition) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = TEMPLATE.matcher(definition.toString());
    while (matcher.find()) {
      if (matcher.group(1).startsWith(".inputs.")) {
        names.add(matcher.group(1).substring(".inputs.".length()));
      }
    }
    return names;
  }

  JsonNode resolve(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode resolved = object.objectNode();
      object
          .properties()
          .forEach(member -> resolved.set(member.getKey(), resolve(member.getValue())));
      return resolved;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode resolved = array.arrayNode();
      array.forEach(item -> resolved.add(resolve(item)));
      return resolved;
    }
    return node.isTextual() ? text(node) : node;
  }

  private JsonNode text(JsonNode node) {
    Matcher matcher = TEMPLATE.matcher(node.asText());
    if (matcher.matches()) {
      return at(matcher.group(1)).deepCopy();
    }
    matcher.reset();
    String filled = matcher.replaceAll(m -> Matcher.quoteReplacement(asText(at(m.group(1)))));
    return TextNode.valueOf(filled);
  }

  private static String asText(JsonNode value) {
    return value.isNull() ? "" : value.isTextual() ? value.asText() : value.toString();
  }

  private JsonNode at(String path) {
    JsonNode current = data;
    for (String name : path.substring(1).split("\\.")) {
      if (!name.isEmpty()) {
        current = current.path(name);
      }
    }
    return current.isMissingNode() ? NullNode.getInstance() : current;
  }
}
