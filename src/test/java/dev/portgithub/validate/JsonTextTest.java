package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
  private static final List<String> NUMBERS = List.of("0", "-1.5e-7", "1E+21", "12345678901234567");
  private static final List<String> LITERALS = List.of("true", "false", "null");
  private static final List<String> PIECES =
      List.of("{", "}", "[", "]", ",", ":", " ", "\\\"", "\\\\", "\\n", "\\u007b", "é", "😀");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"headers\":1,\"b\":2,\"c\":3}|{\"b\":2,\"c\":3}",
        "{\"a\":1,\"headers\":{\"x\":[1,{}]},\"c\":3}|{\"a\":1,\"c\":3}",
        "{\"a\":1,\"b\":2,\"headers\":\"}\"}|{\"a\":1,\"b\":2}",
        "{\"headers\":null}|{}",
        "{}|{}",
        "{ }|{}",
        " { \"a\" : [ 1 , 2 ] , \"headers\" : { } } |{\"a\":[1,2]}",
        "{\"he\\u0061ders\":1,\"\\u0061\":2}|{\"\\u0061\":2}",
        "{\"Headers\":1}|{\"Headers\":1}",
        "{\"\":{\"headers\":1},\"headers\":{}}|{\"\":{\"headers\":1}}",
      })
  void cuts_a_member_with_its_comma(String text, String expected) {
    assertThat(JsonText.of(text).compactWithout(member -> member.name().equals("headers")))
        .isEqualTo(expected);
  }

  @Test
  void keeps_every_token_as_it_was_received() {
    String text =
        "{\"n\":[1e-7,1E+21,0.10,-0,12345678901234567890],\"s\":\" a , : \\u001F\\/\\\" \\\\\","
            + "\"l\":[true,false,null],\"u\":\"\u2028\u007f\"}";

    assertThat(JsonText.of(text).compact()).isEqualTo(text);
  }

  @Test
  void drops_blanks_between_tokens_only() {
    String text = "\r\n{\t\"a b\" : [ 1 ,\n{ \"c\" : \"x \\\" , y\" } , [ ] ] }\n";

    assertThat(JsonText.of(text).compact()).isEqualTo("{\"a b\":[1,{\"c\":\"x \\\" , y\"},[]]}");
  }

  @Test
  void finds_a_value_by_the_meaning_of_its_name() {
    JsonText text = JsonText.of("{\"a\":{\"\\u0062\\\"\" : [7] , \"z\":0}}");

    assertThat(text.at("a", "b\"").compact()).isEqualTo("[7]");
    assertThat(text.at()).isSameAs(text);
    assertThat(text.at("a", "c")).isNull();
    assertThat(text.at("a", "z", "deeper")).isNull();
  }

  @Test
  void resolves_every_escape_of_json() {
    JsonText text = JsonText.of("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00 é\"");

    assertThat(text.isString()).isTrue();
    assertThat(text.string()).isEqualTo("\"\\/\b\f\n\r\té😀 é");
  }

  @Test
  void ends_a_number_where_the_object_ends() {
    assertThat(JsonText.of("{\"a\":-1.5e+3}").at("a").compact()).isEqualTo("-1.5e+3");
    assertThat(JsonText.of("{\"a\":true }").at("a").compact()).isEqualTo("true");
    assertThat(JsonText.of("4711").compact()).isEqualTo("4711");
  }

  @Test
  void does_not_exhaust_the_stack_on_deep_text() {
    String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);

    assertThat(JsonText.of("{\"a\": " + deep + " }").at("a").compact()).isEqualTo(deep);
  }

  @Test
  void undoes_any_spacing_of_any_json() {
    Random random = new Random(20_261_123);
    for (int i = 0; i < 2_000; i++) {
      String compact = "{\"a\":" + value(random, 0) + "}";

      assertThat(JsonText.of(Spaces.between(compact)).compact()).isEqualTo(compact);
    }
  }

  private static String value(Random random, int depth) {
    int width = random.nextInt(4);
    return switch (random.nextInt(depth < 4 ? 5 : 3)) {
      case 0 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
      case 1 -> string(random);
      case 2 -> LITERALS.get(random.nextInt(LITERALS.size()));
      case 3 ->
          IntStream.range(0, width)
              .mapToObj(i -> value(random, depth + 1))
              .collect(Collectors.joining(",", "[", "]"));
      default ->
          IntStream.range(0, width)
              .mapToObj(i -> string(random) + ":" + value(random, depth + 1))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  private static String string(Random random) {
    return IntStream.range(0, random.nextInt(6))
        .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
