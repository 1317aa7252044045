package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.oas.OpenApi30;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Map;

/** Holds answers of the API against its description, and counts which operations were seen. */
final class ApiContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID = "https://api.test/openapi.json";

  private final JsonNode description;
  private final JsonSchemaFactory schemas;

  /**
   * @param description as it is served
   */
  ApiContract(String description) {
    this.description = read(description);
    this.schemas =
        JsonSchemaFactory.builder()
            .defaultMetaSchemaIri(OpenApi30.getInstance().getIri())
            .metaSchema(OpenApi30.getInstance())
            .schemaLoaders(loaders -> loaders.schemas(Map.of(ID, description)))
            .build();
  }

  /** The body of an answer that is as the description says. */
  JsonNode check(String operation, HttpResponse<String> answer) {
    String schema = schema(operation, answer.statusCode());
    JsonNode body = read(answer.body());
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(
            schemas
                .getSchema(SchemaLocation.of(ID + schema), SchemaValidatorsConfig.builder().build())
                .validate(body))
        .as("%s: %s", operation, answer.body())
        .isEmpty();
    return body;
  }

  private String schema(String operation, int status) {
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (method.getValue().path("operationId").asText().equals(operation)) {
          JsonNode answer = method.getValue().path("responses").path(Integer.toString(status));
          assertThat(answer.isMissingNode()).as("%s answers %d", operation, status).isFalse();
          String where =
              answer.has("$ref")
                  ? answer.get("$ref").asText()
                  : "#/paths/%s/%s/responses/%d"
                      .formatted(path.getKey().replace("/", "~1"), method.getKey(), status);
          return where + "/content/application~1json/schema";
        }
      }
    }
    throw new AssertionError("There is no operation " + operation);
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }
}
