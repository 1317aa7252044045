package dev.portgithub.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * A closed schema: members of the wrong type, missing ones and unknown ones are refused with 422.
 */
final class PortBody {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<String, Predicate<JsonNode>> members = new LinkedHashMap<>();
  private final Set<String> required = new HashSet<>();
  private boolean mayBeEmpty = true;

  PortBody text(String name) {
    return member(name, JsonNode::isTextual);
  }

  PortBody object(String name) {
    return member(name, JsonNode::isObject);
  }

  PortBody oneOf(String name, String... values) {
    Set<String> allowed = Set.of(values);
    return member(name, v -> v.isTextual() && allowed.contains(v.asText()));
  }

  PortBody textOrTexts(String name) {
    return member(
        name,
        v ->
            v.isTextual()
                || v.isArray()
                    && StreamSupport.stream(v.spliterator(), false).allMatch(JsonNode::isTextual));
  }

  PortBody member(String name, Predicate<JsonNode> type) {
    members.put(name, type);
    return this;
  }

  PortBody require(String... names) {
    required.addAll(Arrays.asList(names));
    return this;
  }

  PortBody notEmpty() {
    mayBeEmpty = false;
    return this;
  }

  ObjectNode check(Request request) {
    String type = request.header("content-type");
    if (type == null || !type.toLowerCase().startsWith("application/json")) {
      throw PortErrors.refused(415, "unsupported_media_type", "The body must be application/json");
    }
    JsonNode read;
    try {
      read = JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw PortErrors.refused(400, "bad_request", "The body is not JSON");
    }
    if (!(read instanceof ObjectNode body)) {
      throw PortErrors.invalid("The body must be an object");
    }
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      Predicate<JsonNode> allowed = members.get(member.getKey());
      if (allowed == null) {
        throw PortErrors.invalid("The body must not have the member " + member.getKey());
      }
      if (!allowed.test(member.getValue())) {
        throw PortErrors.invalid("The member " + member.getKey() + " has a wrong type or value");
      }
    }
    for (String name : required) {
      if (!body.has(name)) {
        throw PortErrors.invalid("The body must have the member " + name);
      }
    }
    if (!mayBeEmpty && body.isEmpty()) {
      throw PortErrors.invalid("The body must not be empty");
    }
    return body;
  }
}
