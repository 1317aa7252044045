package dev.portgithub.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.api.ApiDescription.Member;
import dev.portgithub.api.ApiDescription.Operation;
import dev.portgithub.operator.CurrentOperator;
import dev.portgithub.run.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/**
 * Lets requests in: only of people who are known and may do that, and only such as the description
 * allows. Nothing else of a request goes on.
 */
public final class ApiDoor implements CamelContextAware {
  private static final int MOST_BYTES = 16_384;

  private final ApiDescription description;
  private final ObjectMapper json;
  private CamelContext camel;

  /**
   * @param json that limits what it reads
   */
  public ApiDoor(ApiDescription description, ObjectMapper json) {
    this.description = description;
    this.json = json;
  }

  /** Is there a login? Without one there is no API. */
  public boolean hasLogin() {
    return operator().isPresent();
  }

  /** The same for one of several operations, which the last part of the address names. */
  public ApiRequest openOperation(InputStream body, Map<String, Object> headers)
      throws IOException {
    String path = text(headers, Exchange.HTTP_URI);
    String name = path.substring(path.lastIndexOf('/') + 1);
    String operation =
        description
            .operationAt("/api/dead-letters/{id}/" + name)
            .orElseThrow(() -> new ApiRefused(404, "There is no operation " + Texts.quote(name)));
    return open(operation, body, headers);
  }

  /**
   * @param operation its id in the description
   * @throws ApiRefused when it is not allowed
   */
  public ApiRequest open(String operation, InputStream body, Map<String, Object> headers)
      throws IOException {
    Operation asked = description.operation(operation);
    CurrentOperator operator = operator().orElse(Optional::empty);
    String login =
        operator.login().orElseThrow(() -> new ApiRefused(401, "Log in to use the API."));
    if (!asked.reads() && !operator.mayOperate()) {
      throw new ApiRefused(
          403, "Your role lets you look and change nothing; ask somebody with role OPERATOR.");
    }
    Map<String, String> given = new HashMap<>();
    readPath(given, asked.path(), text(headers, Exchange.HTTP_URI));
    readQuery(given, asked, headers);
    if (!asked.reads()) {
      readBody(given, asked, body);
    }
    Map<String, String> values = new HashMap<>();
    for (Member member : asked.members()) {
      String value = ApiValues.check(member, given.get(member.name()));
      if (value != null) {
        values.put(member.name(), value);
      }
    }
    return new ApiRequest(asked.id(), operator.mayOperate(), login, Map.copyOf(values));
  }

  private static void readPath(Map<String, String> given, String template, String path) {
    String[] names = template.split("/");
    String[] parts = path.split("/");
    for (int part = 0; part < Math.min(names.length, parts.length); part++) {
      if (names[part].startsWith("{")) {
        given.put(names[part].substring(1, names[part].length() - 1), decoded(parts[part]));
      }
    }
  }

  private static void readQuery(
      Map<String, String> given, Operation asked, Map<String, Object> headers) {
    Set<String> known = names(asked, "query");
    String raw = text(headers, Exchange.HTTP_RAW_QUERY);
    String query = raw.isEmpty() ? text(headers, Exchange.HTTP_QUERY) : raw;
    for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (!known.contains(name)) {
        throw unknown("parameter", name, known);
      }
      if (given.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
        throw ApiRefused.argument("The parameter " + name + " was given twice.");
      }
    }
  }

  private void readBody(Map<String, String> given, Operation asked, InputStream body)
      throws IOException {
    byte[] bytes = body == null ? new byte[0] : body.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw ApiRefused.argument("The body is larger than " + MOST_BYTES + " bytes.");
    }
    Set<String> known = names(asked, "body");
    for (Map.Entry<String, JsonNode> member : parse(bytes).properties()) {
      if (!known.contains(member.getKey())) {
        throw unknown("member of the body", member.getKey(), known);
      }
      if (member.getValue().isContainerNode()) {
        throw ApiRefused.argument(member.getKey() + " must be a text or a number.");
      }
      if (!member.getValue().isNull()) {
        given.put(member.getKey(), member.getValue().asText());
      }
    }
  }

  private JsonNode parse(byte[] bytes) {
    try {
      JsonNode read = bytes.length == 0 ? json.createObjectNode() : json.readTree(bytes);
      if (read != null && read.isObject()) {
        return read;
      }
    } catch (IOException e) {
      // Refused below, in the same words as any other body that is no object.
    }
    throw ApiRefused.argument("The body must be a JSON object.");
  }

  private static ApiRefused unknown(String what, String name, Set<String> known) {
    return ApiRefused.argument(
        "There is no %s %s; there are: %s."
            .formatted(
                what, Texts.quote(name), known.isEmpty() ? "none" : String.join(", ", known)));
  }

  private static Set<String> names(Operation asked, String in) {
    return asked.members().stream()
        .filter(member -> member.in().equals(in))
        .map(Member::name)
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiRefused.argument("The address is not encoded as it should be.");
    }
  }

  private static String text(Map<String, Object> headers, String name) {
    return headers.get(name) instanceof String text ? text : "";
  }

  private Optional<CurrentOperator> operator() {
    return camel == null
        ? Optional.empty()
        : Optional.ofNullable(camel.getRegistry().findSingleByType(CurrentOperator.class));
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    camel = camelContext;
  }
}
