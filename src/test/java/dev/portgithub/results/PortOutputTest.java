package dev.portgithub.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a workflow uploads, it is taken within bounds, or refused in a sentence. */
class PortOutputTest {
  private static final int MAX = 1_048_576;

  private final PortOutput reader = new PortOutput(MAX);

  @Test
  void outputs_links_and_entities_are_taken() throws IOException {
    Results results =
        read(
            """
            {"outputs": {"version": "2.1.0", "replicas": 3, "tags": ["a"]},
             "links": ["https://shop.example.com/2.1.0"],
             "entities": [{"blueprint": "deployment", "identifier": "d-1", "properties": {"version": "2.1.0"}}]}
            """);
    assertThat(results.outputs())
        .containsEntry("version", "2.1.0")
        .containsEntry("replicas", "3")
        .containsEntry("tags", "[\"a\"]");
    assertThat(results.links()).containsExactly("https://shop.example.com/2.1.0");
    assertThat(results.entities().get(0).blueprint()).isEqualTo("deployment");
    assertThat(results.entities().get(0).body().has("blueprint")).isFalse();
    assertThat(results.problems()).isEmpty();
    assertThat(results.markdown())
        .isEqualTo("\n\n**Results**\n- version: 2.1.0\n- replicas: 3\n- tags: `[\"a\"]`");
  }

  @Test
  void what_does_not_fit_is_named_and_the_rest_taken() throws IOException {
    Results results =
        read(
            """
            {"outputs": [1], "links": ["javascript:alert(1)", 7], "output": {},
             "entities": [{"identifier": "x"}, {"blueprint": "..", "identifier": "x"}, 5, {"blueprint": "b", "identifier": "y"}]}
            """);
    assertThat(results.outputs()).isEmpty();
    assertThat(results.links()).isEmpty();
    assertThat(results.entities()).hasSize(1);
    assertThat(results.problems())
        .contains(
            "Results: \"output\" is neither outputs, links nor entities.",
            "Results: outputs must be an object.",
            "Results: the link \"javascript:alert(1)\" is no address of http or https.",
            "Results: an entity names no blueprint, or no identifier.");
  }

  @Test
  void markdown_and_html_in_outputs_stay_text() throws IOException {
    assertThat(read("{\"outputs\": {\"a\\n# b\": \"[x](http://evil) <img src=x>\"}}").markdown())
        .isEqualTo("\n\n**Results**\n- `a # b`: `[x](http://evil) <img src=x>`");
  }

  @Test
  @Tag("P6")
  void a_bomb_is_refused_before_it_is_unpacked() throws IOException {
    byte[] bomb = zip("port-output.json", new byte[50_000_000]);
    assertThat(bomb.length).isLessThan(MAX);
    assertUnusable(bomb, "is larger than 1048576 bytes, or packed more tightly than any text is.");
    assertUnusable(zip("port-output.json", new byte[900_000]), "packed more tightly");
  }

  @ParameterizedTest
  @Tag("P6")
  @ValueSource(
      strings = {
        "../evil.json",
        "/etc/evil.json",
        "a/b.json",
        "..\\evil.json",
        "C:evil.json",
        "a/"
      })
  void names_that_lead_elsewhere_are_refused(String name) throws IOException {
    assertUnusable(
        zip(name, "{}".getBytes(StandardCharsets.UTF_8)), "one JSON file and no folders");
  }

  @Test
  void anything_but_one_json_file_is_refused() throws IOException {
    assertUnusable(zip("run.sh", new byte[1]), "must hold one JSON file, but has \"run.sh\"");
    assertUnusable(new byte[] {1, 2, 3}, "holds no JSON file");
    assertUnusable(zip("a.json", "{".getBytes(StandardCharsets.UTF_8)), "its file is not JSON");
    assertUnusable(zip("a.json", "[]".getBytes(StandardCharsets.UTF_8)), "must be one JSON object");
    byte[] cut = zip("a.json", "{\"outputs\": {\"a\": 1}}".getBytes(StandardCharsets.UTF_8));
    assertUnusable(Arrays.copyOf(cut, 45), "");
  }

  private void assertUnusable(byte[] zip, String why) {
    assertThatThrownBy(() -> reader.read(zip))
        .isInstanceOf(ResultsUnusable.class)
        .hasMessageContaining(why);
  }

  private Results read(String json) throws IOException {
    return reader.read(zip("port-output.json", json.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
