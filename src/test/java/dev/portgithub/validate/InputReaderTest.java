package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"text\"|text",
        "\"\"|``",
        "\" kept \"|` kept `",
        "\"\\u00e9\\n\\\"\"|`é\n\"`",
        "1e-7|1e-7",
        "1E+21|1E+21",
        "1.50|1.50",
        "12345678901234567890123|12345678901234567890123",
        "true|true",
        "{ }|{}",
        "[ 1 , \"a b\" ]|[1,\"a b\"]",
        "{ \"a\" : \"\\u00E9\\u001F\\/\" }|{\"a\":\"\\u00E9\\u001F\\/\"}",
      })
  void keeps_text_and_sends_everything_else_as_received(String json, String expected) {
    assertThat(Sample.check(Sample.v2("{\"x\":" + json + "}")).inputs())
        .containsExactly(entry("x", expected));
  }

  @Test
  void leaves_out_an_input_that_is_null_but_not_a_null_inside_of_one() {
    String inputs = "{\"a\":null,\"b\":\"null\",\"c\":{\"d\":null},\"ref\":null}";

    assertThat(Sample.check(Sample.v2(inputs)).inputs())
        .containsExactly(entry("b", "null"), entry("c", "{\"d\":null}"));
    assertThat(Sample.check(Sample.v1(",\"omitPayload\":true", inputs)).inputs())
        .containsExactly(entry("b", "null"), entry("c", "{\"d\":null}"));
  }

  @Test
  void sends_an_empty_text_for_null_if_it_is_set_to() {
    InvocationRules rules =
        new InvocationRules(new InputSettings("port-expressions", "empty", "inputs.ref", ""));

    Invocation invocation = rules.check(Sample.v2("{\"a\":null,\"ref\":null}"));

    assertThat(invocation.inputs()).containsExactly(entry("a", ""));
    assertThat(invocation.ref()).isNull();
  }

  @Test
  void does_not_start_with_another_setting() {
    assertThatThrownBy(
            () -> new InvocationRules(new InputSettings("strict", "text", "inputs.ref", "")))
        .hasMessage("validate.null-inputs must be leave-out or empty, not text");
    assertThatThrownBy(
            () -> new InvocationRules(new InputSettings("yes", "empty", "inputs.ref", "")))
        .hasMessage("validate.templates must be port-expressions, strict or off, not yes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a \\ud83d\"|a \ufffd",
        "\"\\uDE00 \\ud83d\\ude00 😀\"|\ufffd 😀 😀",
        "{ \"\\ud83d\" : \"\\ud83d\\ude00\\ude00\" }|{\"\\ufffd\":\"\\ud83d\\ude00\\ufffd\"}",
        "[ \"\\\\ud83d\" ]|[\"\\\\ud83d\"]",
      })
  void replaces_half_of_an_emoji(String json, String expected) {
    assertThat(Sample.check(Sample.v2("{\"x\":" + json + "}")).inputs())
        .containsExactly(entry("x", expected));
    assertThat(Sample.check(Sample.v1("", "{\"x\":" + json + "}")).inputs())
        .containsEntry("x", expected)
        .hasEntrySatisfying("port_payload", whole -> assertThat(whole).endsWith("}}"));
  }

  @Test
  void replaces_half_of_an_emoji_in_names_ref_and_the_whole_message() {
    JsonRecord message = Sample.v1("", "{\"ref\":\"r\\ud83d\",\"n\\ud83d\":1}");

    Invocation invocation = Sample.check(message);

    assertThat(invocation.ref()).isEqualTo("r\ufffd");
    assertThat(invocation.inputs()).containsEntry("n\ufffd", "1");
    assertThat(invocation.inputs().get("port_payload")).contains("r\\ufffd", "n\\ufffd");
  }

  @Test
  void allows_control_characters_inside_a_value() {
    assertThat(Sample.check(Sample.v2("{\"x\":\"a\\u0000b\"}")).inputs())
        .containsExactly(entry("x", "a\u0000b"));
  }

  @Test
  void keeps_the_order_and_resolves_escaped_names() {
    assertThat(Sample.check(Sample.v2("{\"z\":1,\"\\u0061\":2,\"m\":3}")).inputs())
        .containsExactly(entry("z", "1"), entry("a", "2"), entry("m", "3"));
  }

  @Test
  void reads_null_workflow_inputs_as_the_second_version_without_inputs() {
    JsonRecord message = Sample.invocation(Sample.TARGET + ",\"workflowInputs\":null", "{\"a\":1}");

    assertThat(Sample.check(message).inputs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"{}\"", "7", "true"})
  void refuses_inputs_that_are_not_an_object(String inputs) {
    assertThat(Sample.refusal(Sample.v2(inputs)).reason()).isEqualTo("BAD_INPUTS");
    assertThat(Sample.refusal(Sample.v1("", inputs)).reason()).isEqualTo("BAD_INPUTS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\\t"})
  void refuses_an_input_without_a_name(String name) {
    assertThat(Sample.refusal(Sample.v2("{\"" + name + "\":1}")).reason())
        .isEqualTo("EMPTY_INPUT_NAME");
    assertThat(Sample.refusal(Sample.v1("", "{\"" + name + "\":1}")).reason())
        .isEqualTo("EMPTY_INPUT_NAME");
  }

  @Test
  void sends_the_message_without_its_headers_as_port_payload() {
    JsonRecord message =
        Sample.message(
            "{ \"headers\" : {\"X-Port-Signature\":\"v1,x\"}, \"n\" : 1e-7,"
                + "\"context\":{\"runId\":\"r_1\"},"
                + "\"payload\":{\"action\":{\"invocationMethod\":{"
                + Sample.TARGET
                + ",\"headers\":{}}}} }");

    assertThat(Sample.check(message).inputs())
        .containsExactly(
            entry(
                "port_payload",
                "{\"n\":1e-7,\"context\":{\"runId\":\"r_1\"},"
                    + "\"payload\":{\"action\":{\"invocationMethod\":{"
                    + Sample.TARGET
                    + ",\"headers\":{}}}}}"));
  }

  @Test
  void omits_what_the_first_version_asks_to_omit() {
    String properties = "{\"ref\":\"dev\",\"a\":1}";

    assertThat(Sample.check(Sample.v1("", properties)).inputs())
        .containsOnlyKeys("a", "port_payload");
    assertThat(Sample.check(Sample.v1(",\"omitUserInputs\":true", properties)).inputs())
        .containsOnlyKeys("port_payload");
    assertThat(Sample.check(Sample.v1(",\"omitPayload\":\"TRUE\"", properties)).inputs())
        .containsExactly(entry("a", "1"));
    assertThat(
            Sample.check(Sample.v1(",\"omitPayload\":true,\"omitUserInputs\":true", properties))
                .inputs())
        .isEmpty();
  }

  @Test
  void takes_the_ref_even_if_user_inputs_are_omitted() {
    JsonRecord message = Sample.v1(",\"omitUserInputs\":true", "{\"ref\":\"dev\",\"\":1}");

    assertThat(Sample.check(message).ref()).isEqualTo("dev");
  }

  @Test
  void prefers_the_message_to_a_property_called_port_payload() {
    String properties = "{\"port_payload\":\"mine\"}";

    assertThat(Sample.check(Sample.v1("", properties)).inputs().get("port_payload"))
        .startsWith("{\"context\":");
    assertThat(Sample.check(Sample.v1(",\"omitPayload\":true", properties)).inputs())
        .containsExactly(entry("port_payload", "mine"));
  }

  @Test
  void does_not_judge_the_property_that_loses() {
    JsonRecord message = Sample.v1("", "{\"port_payload\":\"{{ x }}\",\"a\":1}");

    assertThat(Sample.check(message).inputs().keySet()).containsExactly("a", "port_payload");
  }

  @Test
  void ignores_the_omissions_of_the_first_version_in_the_second() {
    JsonRecord message =
        Sample.invocation(
            Sample.TARGET + ",\"workflowInputs\":{\"a\":1},\"omitUserInputs\":\"what\"", "{}");

    assertThat(Sample.check(message).inputs()).containsExactly(entry("a", "1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "default",
      value = {
        "\"main\"|main",
        "\"refs/tags/v1 é\"|refs/tags/v1 é",
        "null|default",
        "\"\"|default",
        "\" \\t\"|default",
        "\"null\"|null",
        "7|7",
        "1.10|1.10",
        "{ \"a\" : 1 }|{\"a\":1}",
      })
  void takes_the_ref_out_of_the_inputs(String json, String expected) {
    Invocation second = Sample.check(Sample.v2("{\"ref\":" + json + "}"));
    Invocation first = Sample.check(Sample.v1(",\"omitPayload\":true", "{\"ref\":" + json + "}"));

    assertThat(second.ref()).isEqualTo(expected);
    assertThat(second.inputs()).isEmpty();
    assertThat(first.ref()).isEqualTo(expected);
    assertThat(first.inputs()).isEmpty();
  }

  @Test
  void sends_an_input_that_is_really_named_ref() {
    String inputs = "{\"inputs.ref\":\"v1\",\"ref\":\"main\",\"a\":1}";
    Invocation both = Sample.check(Sample.v2(inputs));
    assertThat(both.ref()).isEqualTo("main");
    assertThat(both.inputs()).isEqualTo(Map.of("a", "1", "ref", "v1"));

    Invocation alone = Sample.check(Sample.v2("{\"inputs.ref\":\"v1\"}"));
    assertThat(alone.ref()).isNull();
    assertThat(alone.inputs()).isEqualTo(Map.of("ref", "v1"));

    InvocationRules without = new InvocationRules(new InputSettings("off", "leave-out", "", ""));
    assertThat(without.check(Sample.v2(inputs)).inputs()).containsKey("inputs.ref");
  }

  @Test
  void refuses_a_ref_that_no_branch_can_have() {
    InvalidInvocation control = Sample.refusal(Sample.v2("{\"ref\":\"s3cr3t\\u0007\"}"));
    InvalidInvocation tooLong = Sample.refusal(Sample.v2("{\"ref\":\"" + "r".repeat(256) + "\"}"));

    assertThat(control.reason()).isEqualTo("BAD_REF");
    assertThat(control).hasMessageNotContaining("s3cr3t");
    assertThat(tooLong.reason()).isEqualTo("BAD_REF");
    assertThat(Sample.check(Sample.v2("{\"ref\":\"" + "r".repeat(255) + "\"}")).ref()).hasSize(255);
  }
}
