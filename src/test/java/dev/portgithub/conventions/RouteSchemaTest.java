package dev.portgithub.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersionDetector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files in routes/, and others that ship, as they stand, against the schema that this version
 * of Camel publishes of its YAML DSL: what an editor or Kaoto checks them with.
 */
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
    return Stream.concat(
        RouteFiles.files().stream(),
        Stream.of(
            Path.of("extensions", "on-run.camel.yaml"),
            Path.of("examples", "camel-cli", "00-host.camel.yaml")));
  }

  @ParameterizedTest
  @MethodSource("files")
  void is_valid_as_it_stands(Path file) throws IOException {
    assertThat(schema.validate(JSON.valueToTree(RouteFiles.yaml(file)))).isEmpty();
  }

  @Test
  void the_page_on_editors_names_the_schema_of_this_version() {
    Matcher version =
        Pattern.compile("<camel.version>(.+)</camel.version>")
            .matcher(RouteFiles.read(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    Matcher named =
        Pattern.compile("\\b\\d+\\.\\d+\\.\\d+")
            .matcher(RouteFiles.read(Path.of("docs", "editors.md")));
    assertThat(named.results().map(MatchResult::group)).containsOnly(version.group(1));
  }

  @Test
  void a_misspelt_member_is_noticed() {
    Object misspelt =
        List.of(Map.of("route", Map.of("from", Map.of("uri", "direct:a", "step", List.of()))));
    assertThat(schema.validate(JSON.valueToTree(misspelt))).isNotEmpty();
  }
}
