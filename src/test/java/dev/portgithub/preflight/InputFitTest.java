package dev.portgithub.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run's inputs become for a file, and which ones it does not take. */
class InputFitTest {
  private static final WorkflowFile FILE =
      WorkflowYaml.read(
          """
          on:
            workflow_dispatch:
              inputs:
                text: { type: string }
                flag: { type: boolean }
                number: { type: number }
                choice: { type: choice, options: ["a", "b c", "[\\"x\\"]"] }
                where: { type: environment }
                extra: { type: string }
                port_run_id:
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flag|TRUE|true",
        "flag|' False '|false",
        "flag|[true]|true",
        "number|7|7",
        "number|' 7 '|7",
        "number|+7|7",
        "number|.5|0.5",
        "number|1E3|1000",
        "number|[7]|7",
        "number|12345678901234567890.5|12345678901234567890.5",
        "number|1e999999999|1e999999999",
        "number|0x1F|0x1F",
        "number|NaN|NaN",
        "choice|a|a",
        "choice|[\"a\"]|a",
        "choice|[\"x\"]|[\"x\"]",
        "choice|{\"identifier\":\"b c\"}|b c",
        "where|[{\"identifier\":\"eu\",\"title\":\"EU\"}]|eu",
        "where|anything|anything",
        "text|[\"a\"]|[\"a\"]",
        "text|{\"identifier\":\"eu\"}|{\"identifier\":\"eu\"}",
        "flag|''|''",
        "choice|''|''",
      })
  void a_value_is_brought_into_the_form_of_its_type(String input, String value, String sent) {
    InputFit.Fitted fitted = new InputFit("", "").of(FILE, "r_1", Map.of(input, value), 25);
    assertThat(fitted.faults()).isEmpty();
    assertThat(fitted.inputs()).isEqualTo(Map.of(input, sent));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flag|yes|takes true or false",
        "flag|1|takes true or false",
        "number|seven|takes a number",
        "number|prod-1|takes a number",
        "number|{}|takes a number",
        "choice|c|takes one of a, b c",
        "choice|A|takes one of a, b c",
        "choice|[\"a\",\"b c\"]|takes one of",
      })
  void a_value_that_github_refuses_is_found_and_not_quoted(
      String input, String value, String words) {
    assertThat(new InputFit("", "").of(FILE, "r_1", Map.of(input, value), 25).faults())
        .singleElement()
        .asString()
        .startsWith("the input " + input + " " + words);
  }

  @Test
  void what_is_not_declared_is_packed_into_one_input_where_that_is_wished() {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("text", "1");
    given.put("one", "\"x\"");
    given.put("two", "{\"a\":1}");
    assertThat(new InputFit("", "extra").of(FILE, "r_1", given, 25).inputs())
        .isEqualTo(
            Map.of("text", "1", "extra", "{\"one\":\"\\\"x\\\"\",\"two\":\"{\\\"a\\\":1}\"}"));
    given.put("extra", "mine");
    assertThat(new InputFit("", "extra").of(FILE, "r_1", given, 25).faults()).hasSize(1);
    assertThat(new InputFit("", "flag").of(FILE, "r_1", given, 25).faults()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"port_run_id", "PORT_RUN_ID", " port_run_id "})
  void the_run_id_is_filled_in_under_the_name_that_the_file_declares(String setting) {
    assertThat(new InputFit(setting, "").of(FILE, "r_1", Map.of(), 25).inputs())
        .isEqualTo(Map.of("port_run_id", "r_1"));
    assertThat(new InputFit("flag", "").of(FILE, "r_1", Map.of(), 25).inputs()).isEmpty();
  }

  @Test
  void the_run_id_is_not_what_makes_inputs_too_large() {
    Map<String, String> given = Map.of("text", "x".repeat(65_520));
    assertThat(new InputFit("port_run_id", "").of(FILE, "r_1", given, 25).inputs())
        .isEqualTo(given);
  }

  @Test
  void names_make_no_markdown() {
    assertThat(new InputFit("", "").of(FILE, "r_1", Map.of("![a](http://b)", "1"), 25).faults())
        .singleElement()
        .asString()
        .contains("input `![a](http://b)` (it declares");
  }
}
