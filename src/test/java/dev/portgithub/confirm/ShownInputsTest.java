package dev.portgithub.confirm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownInputsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                               | 1.2
          {"version":null}                 | 1.2
          {"version":"1.2"}                | 1.2
          {"version":"1.2","other":"x"}    | 1.2
          {"version":1.20}                 | 1.2
          {"version":1e2}                  | 100
          {"version":true}                 | true
          {"version":{"b":1.0,"a":[1]}}    | {"a":[1],"b":1}
          {"version":"\\ud83d"}             | \uFFFD
          """)
  void what_port_shows_alike_or_not_at_all_is_no_contradiction(String shown, String sent) {
    assertThat(differing(shown, sent.equals("\\uFFFD") ? "\uFFFD" : sent)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"version":"1.2"}  | 1.3
          {"version":"1.2"}  | 1.20
          {"version":""}     | 1.2
          {"version":1.2}    | 1.3
          {"version":1.2}    | one
          {"version":1.2}    | ``
          {"version":true}   | false
          {"version":{}}     | []
          {"version":[1]}    | [1,2]
          """)
  void another_value_is_named(String shown, String sent) {
    assertThat(differing(shown, sent)).isEqualTo("version");
  }

  @Test
  void the_first_that_differs_is_named() throws IOException {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("a", "1");
    inputs.put("b", "2");
    inputs.put("c", "3");
    assertThat(
            ShownInputs.firstThatDiffers(
                new ObjectMapper().readTree("{\"c\":\"x\",\"b\":\"y\",\"a\":\"1\"}"), inputs))
        .isEqualTo("b");
  }

  private static String differing(String shown, String sent) {
    try {
      return ShownInputs.firstThatDiffers(
          new ObjectMapper().readTree(shown), Map.of("version", sent == null ? "" : sent));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
