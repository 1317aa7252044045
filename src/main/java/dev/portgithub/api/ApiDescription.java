package dev.portgithub.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The OpenAPI description of the API. It is also what requests are checked by: a parameter that is
 * not in it is refused.
 */
public final class ApiDescription {
  private static final String FILE = "/port-github-backend/openapi.json";

  private final byte[] text;
  private final Map<String, Operation> operations = new HashMap<>();

  public ApiDescription() {
    try (InputStream file = ApiDescription.class.getResourceAsStream(FILE)) {
      text = file.readAllBytes();
      JsonNode all = new ObjectMapper().readTree(text);
      all.path("paths")
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .properties()
                      .forEach(
                          method -> {
                            Operation operation =
                                operation(all, path.getKey(), method.getKey(), method.getValue());
                            operations.put(operation.id(), operation);
                          }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the file says it. */
  public byte[] text() {
    return text.clone();
  }

  Operation operation(String id) {
    return operations.get(id);
  }

  Optional<String> operationAt(String path) {
    return operations.values().stream()
        .filter(operation -> operation.path().equals(path))
        .map(Operation::id)
        .findFirst();
  }

  /**
   * One of the things that the API does.
   *
   * @param path with the names of its parameters in braces
   * @param reads whether it changes nothing
   */
  record Operation(String id, String path, boolean reads, List<Member> members) {}

  /**
   * A parameter, or a member of the body.
   *
   * @param in path, query or body
   */
  record Member(String name, String in, boolean required, JsonNode schema) {}

  private static Operation operation(JsonNode all, String path, String method, JsonNode operation) {
    List<Member> members = new ArrayList<>();
    for (JsonNode parameter : operation.path("parameters")) {
      members.add(
          new Member(
              parameter.path("name").asText(),
              parameter.path("in").asText(),
              parameter.path("required").asBoolean(),
              resolved(all, parameter.path("schema"))));
    }
    JsonNode body = resolved(all, operation.at("/requestBody/content/application~1json/schema"));
    List<String> required = new ArrayList<>();
    body.path("required").forEach(name -> required.add(name.asText()));
    body.path("properties")
        .properties()
        .forEach(
            member ->
                members.add(
                    new Member(
                        member.getKey(),
                        "body",
                        required.contains(member.getKey()),
                        resolved(all, member.getValue()))));
    return new Operation(
        operation.path("operationId").asText(), path, method.equals("get"), members);
  }

  private static JsonNode resolved(JsonNode all, JsonNode schema) {
    return schema.has("$ref") ? all.at(schema.get("$ref").asText().substring(1)) : schema;
  }
}
