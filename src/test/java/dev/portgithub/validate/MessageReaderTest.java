package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
  private static final int MAX = 20_000_000;

  private final MessageReader reader = new MessageReader(MAX);

  @Test
  void keeps_bytes_text_and_tree_of_an_object() {
    byte[] value = utf8("{\"a\":\"é😀\"}");

    JsonRecord message = reader.read(value);

    assertThat(message.bytes()).isSameAs(value);
    assertThat(message.text()).isEqualTo("{\"a\":\"é😀\"}");
    assertThat(message.json().path("a").textValue()).isEqualTo("é😀");
  }

  @Test
  void does_not_print_the_content_of_a_message() {
    assertThat(reader.read(utf8("{\"a\":\"s3cr3t\"}"))).hasToString("Message[14 bytes]");
  }

  @Test
  void skips_a_tombstone() {
    assertThat(notOurs(null)).isEqualTo("EMPTY");
    assertThat(notOurs(new byte[0])).isEqualTo("EMPTY");
  }

  @Test
  void skips_an_array_which_is_a_body_of_the_kafka_backend() {
    assertThat(notOurs(utf8(" [{\"a\":1}] "))).isEqualTo("NOT_AN_INVOCATION");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"text\"", "null", "true", " -0.5e3 "})
  void parks_a_scalar(String json) {
    assertThat(unprovable(utf8(json))).isEqualTo("NOT_JSON_OBJECT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "{",
        "{}}",
        "{} {}",
        "{}x",
        "[1]]",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":1}//",
        "/**/{}",
        "{\"a\":\"line\nbreak\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\" 1}",
        "{\"a\":tru}",
        "{\"a\":1\u00a0}",
        "{\"a\":1\u000b}",
        "plain text",
      })
  @Tag("P6")
  void parks_what_is_not_strict_json(String text) {
    assertThat(unprovable(utf8(text))).isEqualTo("NOT_JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"x\":{\"a\":1,\"b\":2,\"\\u0061\":3}}",
        "{\"headers\":{},\"he\\u0061ders\":{}}"
      })
  void parks_duplicate_members_even_if_one_is_escaped(String json) {
    assertThat(unprovable(utf8(json))).isEqualTo("NOT_JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\ud83d\"}",
        "{\"a\":\"\\ude00\"}",
        "{\"a\":\"\\ud83dx\\ude00\"}",
        "{\"a\":\"\\ude00\\ud83d\"}",
        "{\"a\":\"\\ud83d\\n\"}",
        "{\"a\":\"\\ud83d😀\"}",
        "{\"\\ud83d\":1}"
      })
  void reads_half_of_an_emoji_as_it_is(String json) {
    assertThat(reader.read(utf8(json)).text()).isEqualTo(json);
  }

  @Test
  void reads_an_escaped_surrogate_pair() {
    JsonRecord message = reader.read(utf8("{\"a\":\"\\\\ud83d \\ud83d\\ude00 \\\"\"}"));

    assertThat(message.json().path("a").textValue()).isEqualTo("\\ud83d 😀 \"");
  }

  @Test
  void parks_malformed_utf8() {
    byte[] overlong = {'{', '"', 'a', '"', ':', '"', (byte) 0xC0, (byte) 0xAF, '"', '}'};
    byte[] surrogate = {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'};
    byte[] cut = Arrays.copyOf(utf8("{\"a\":\"é"), 7);

    assertThat(unprovable(overlong)).isEqualTo("NOT_JSON");
    assertThat(unprovable(surrogate)).isEqualTo("NOT_JSON");
    assertThat(unprovable(cut)).isEqualTo("NOT_JSON");
    assertThat(unprovable("{\"a\":1}".getBytes(StandardCharsets.UTF_16))).isEqualTo("NOT_JSON");
  }

  @Test
  void parks_a_byte_order_mark() {
    assertThatThrownBy(() -> reader.read(utf8("\uFEFF{}")))
        .isInstanceOfSatisfying(Unprovable.class, e -> assertThat(e.reason()).isEqualTo("NOT_JSON"))
        .hasMessageContaining("byte order mark");
  }

  @Test
  void parks_a_value_over_the_limit_and_reads_one_at_it() {
    MessageReader ten = new MessageReader(10);

    assertThat(ten.read(utf8("{\"a\":1234}")).bytes()).hasSize(10);
    assertThatThrownBy(() -> ten.read(utf8("{\"a\":12345}")))
        .isInstanceOfSatisfying(
            Unprovable.class, e -> assertThat(e.reason()).isEqualTo("TOO_LARGE"));
  }

  @Test
  void refuses_a_limit_of_nothing() {
    assertThatThrownBy(() -> new MessageReader(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parks_deep_nesting_without_exhausting_the_stack() {
    assertThat(unprovable(utf8("[".repeat(100_000)))).isEqualTo("NOT_JSON");
    assertThat(unprovable(utf8("{\"a\":".repeat(100_000)))).isEqualTo("NOT_JSON");
    assertThat(unprovable(utf8("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}")))
        .isEqualTo("NOT_JSON");
  }

  @Test
  void reads_the_deepest_nesting_that_is_allowed() {
    JsonRecord message = reader.read(utf8("{\"a\":" + "[".repeat(199) + "]".repeat(199) + "}"));

    assertThat(message.json().path("a").isArray()).isTrue();
  }

  @Test
  void reads_ten_megabytes_in_seconds() {
    String json =
        "{\"a\":\"" + "x".repeat(5_000_000) + "\",\"b\":[" + "1, ".repeat(1_700_000) + "1]}";

    JsonRecord message =
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> reader.read(utf8(json)));

    assertThat(message.json().path("b").size()).isEqualTo(1_700_001);
  }

  @Test
  void reads_names_that_were_made_to_collide() {
    // "bA" and "ab" collide in the hash that Jackson's name table uses
    String members =
        IntStream.range(0, 1 << 12)
            .mapToObj(
                bits ->
                    IntStream.range(0, 12)
                        .mapToObj(i -> (bits >> i & 1) == 0 ? "bA" : "ab")
                        .collect(Collectors.joining("", "\"", "\":1")))
            .collect(Collectors.joining(",", "{", "}"));

    assertThat(reader.read(utf8(members)).json().size()).isEqualTo(1 << 12);
  }

  @Test
  @Tag("P5")
  void does_not_quote_the_text_that_it_parks() {
    for (String json : new String[] {"s3cr3t", "{\"a\":s3cr3t}", "{\"s3cr3t\":1,\"s3cr3t\":2}"}) {
      assertThatThrownBy(() -> reader.read(utf8(json)))
          .isInstanceOf(Unprovable.class)
          .hasMessageNotContaining("s3cr3t")
          .hasNoCause();
    }
  }

  private String notOurs(byte[] value) {
    return catchThrowableOfType(NotOurs.class, () -> reader.read(value)).reason();
  }

  private String unprovable(byte[] value) {
    return catchThrowableOfType(Unprovable.class, () -> reader.read(value)).reason();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
