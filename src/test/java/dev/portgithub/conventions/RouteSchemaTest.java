package dev.portgithub.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersionDetector;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in routes/ against the schema that this version of Camel publishes of its YAML DSL. */
class RouteSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonSchema schema;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file =
        RouteSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      JsonNode tree = JSON.readTree(file);
      schema = JsonSchemaFactory.getInstance(SpecVersionDetector.detect(tree)).getSchema(tree);
    }
  }

  static Stream<Path> files() {
    return RouteFiles.files().stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void is_valid(Path file) throws IOException {
    assertThat(schema.validate(JSON.valueToTree(resolved(RouteFiles.yaml(file))))).isEmpty();
  }

  /** The schema has no placeholders where it wants a boolean: switches are filled in before. */
  private static Object resolved(Object node) throws IOException {
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of("config", "application.properties"))) {
      settings.load(file);
    }
    return resolved(node, settings);
  }

  private static Object resolved(Object node, Properties settings) {
    if (node instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put(key, resolved(value, settings)));
      return copy;
    }
    if (node instanceof List<?> list) {
      return list.stream().map(item -> resolved(item, settings)).toList();
    }
    if (node instanceof String text && text.matches("\\{\\{[a-z.-]+}}")) {
      String value = settings.getProperty(text.substring(2, text.length() - 2));
      return "true".equals(value) || "false".equals(value) ? Boolean.valueOf(value) : text;
    }
    return node;
  }

  @Test
  void a_misspelt_member_is_noticed() {
    Object misspelt =
        List.of(Map.of("route", Map.of("from", Map.of("uri", "direct:a", "step", List.of()))));
    assertThat(schema.validate(JSON.valueToTree(misspelt))).isNotEmpty();
  }
}
