package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {
  private static final InvocationRules STRICT =
      new InvocationRules(new InputSettings("strict", "leave-out", "inputs.ref", ""));
  private static final InvocationRules OFF =
      new InvocationRules(new InputSettings("off", "leave-out", "inputs.ref", ""));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"env\":\"{{ .inputs.env }}\"}|The input \"env\" still",
        "{\"env\":\"\\u007b\\u007b.run.id}}\"}|The input \"env\" still",
        "{\"env\":\"Deploy {{ .inputs.version }} to prod\"}|The input \"env\" still",
        "{\"env\":\"{{ .Release.Name }} {{ .inputs.version }}\"}|The input \"env\" still",
        "{\"env\":\"{{ .Release.Name }} {{ .inputs[\\\"a b\\\"] }}\"}|The input \"env\" still",
        "{\"port_payload\":\"{{ . }}\"}|The input \"port_payload\" still",
        "{\"ctx\":{\"runId\":\"{{ .run.id }}\"}}|The input \"ctx.runId\" still",
        "{\"tags\":[\"a\",\"{{.trigger.by.user.email}}\"]}|The input \"tags[1]\" still",
        "{\"ctx\":{\"{{ spreadValue() }}\":1}}|The input \"ctx.{{ spreadValue() }}\" still",
        "{\"{{ .inputs.name }}\":1}|The name of the input \"{{ .inputs.name }}\" still",
        "{\"{{ .inputs.name }}\":null}|The name of the input \"{{ .inputs.name }}\" still",
        "{\"ref\":\"{{ .inputs.ref }}\"}|The input \"ref\" still",
      })
  void refuses_an_expression_that_port_should_have_filled_in(String inputs, String sentence) {
    InvalidInvocation refusal = Sample.refusal(Sample.v2(inputs));

    assertThat(refusal.reason()).isEqualTo("UNRESOLVED_TEMPLATE");
    assertThat(refusal.sentence()).startsWith(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"{{ .Release.Name }}\"}",
        "{\"a\":\"${{ secrets.X }}\"}",
        "{\"a\":\"${{ github.event.inputs.x }}\"}",
        "{\"a\":\"{{ user.name }} {{ .Values.run.id }}\"}",
        "{\"a\":\"{{ $.inputs.x }} {{ .inputsX }}\"}",
        "{\"a\":\"range {{ . }} end\"}",
        "{\"a\":\"{{ .inputs.x\"}",
        "{\"a\":\".inputs.x }} {{\"}",
        "{\"a\":\"{{ }} .inputs.x\"}",
        "{\"{{ .Values.x }}\":\"a\"}",
        "{\"a\":{\"b\":{\"c\":\"{{ .inputs.x }}\"}}}",
        "{\"a\":[[\"{{ .inputs.x }}\"]]}",
        "{\"e\":{\"identifier\":\"x\",\"title\":\"{{ .inputs.x }}\",\"properties\":{}}}",
        "{\"ctx\":{\"entity\":{\"properties\":{\"readme\":\"{{ .inputs.x }}\"}}}}",
      })
  void lets_text_pass_that_port_does_not_fill_in(String inputs) {
    assertThat(Sample.check(Sample.v2(inputs)).inputs()).hasSize(1);
  }

  @Test
  void lets_an_expression_pass_that_a_user_wrote() {
    String method = Sample.TARGET + ",\"workflowInputs\":{\"note\":\"%s\"}";
    String note = "See {{ .inputs.x }} and {{ .run.id }}";
    String properties = "{\"text\":\"" + note + "\"}";

    assertThat(
            Sample.check(Sample.invocation(method.formatted("It says: " + note), properties))
                .inputs())
        .hasSize(1);
    assertThat(
            Sample.refusal(
                    Sample.invocation(method.formatted(note + " {{ .inputs.y }}"), properties))
                .reason())
        .isEqualTo("UNRESOLVED_TEMPLATE");
  }

  @Test
  void lets_an_expression_pass_that_is_in_the_entity() {
    String message =
        "{\"context\":{\"runId\":\"r_1\"},\"payload\":{\"entity\":{\"properties\":{\"docs\":"
            + "[\"{{ .entity.title }}\"]}},\"action\":{\"description\":\"{{ .run.id }}\","
            + "\"invocationMethod\":{"
            + Sample.TARGET
            + ",\"workflowInputs\":{\"docs\":\"{{ .entity.title }}\"%s}}}}}";
    String both = message.formatted(",\"run\":\"{{ .run.id }}\"");

    assertThat(Sample.check(Sample.message(message.formatted(""))).inputs()).hasSize(1);
    assertThat(Sample.refusal(Sample.message(both)).sentence()).contains("\"run\"");
  }

  @Test
  void lets_everything_pass_in_the_first_version_whose_inputs_are_written_by_users() {
    JsonRecord message =
        Sample.v1("", "{\"ref\":\"{{ .run.id }}\",\"{{ .inputs.a }}\":\"{{ . }}\"}");

    assertThat(Sample.check(message).inputs()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"env\":\"{{ .inputs.env }}\"}|The input \"env\" still",
        "{\"env\":\"a {{ b\"}|The input \"env\" still",
        "{\"env\":\"\\u007b\\u007b\"}|The input \"env\" still",
        "{\"ctx\":{\"user\":[0,{\"n\":\"{{x}}\"}]}}|The input \"ctx.user[1].n\" still",
        "{\"ctx\":{\"a{{b\":1}}|The input \"ctx.a{{b\" still",
        "{\"a{{b\":1}|The name of the input \"a{{b\" still",
        "{\"ref\":\"{{ .inputs.ref }}\"}|The input \"ref\" still",
      })
  void refuses_any_template_anywhere_when_strict(String inputs, String sentence) {
    for (JsonRecord message : new JsonRecord[] {Sample.v2(inputs), Sample.v1("", inputs)}) {
      InvalidInvocation refusal = Sample.refusal(STRICT, message);

      assertThat(refusal.reason()).isEqualTo("UNRESOLVED_TEMPLATE");
      assertThat(refusal.sentence()).startsWith(sentence);
      assertThat(OFF.check(message).runId()).isEqualTo("r_1");
    }
  }

  @ParameterizedTest
  @CsvSource({"org", "repo", "workflow", "reportWorkflowStatus", "omitPayload", "omitUserInputs"})
  void refuses_any_template_in_a_setting_whatever_the_mode(String setting) {
    String method = Sample.TARGET.replaceFirst(",\"" + setting + "\":\"[^\"]*\"", "");
    JsonRecord message = Sample.invocation(method + ",\"" + setting + "\":\"{{ .x }}\"", "{}");

    for (InvocationRules rules : new InvocationRules[] {Sample.RULES, STRICT, OFF}) {
      InvalidInvocation refusal = Sample.refusal(rules, message);

      assertThat(refusal.reason()).isEqualTo("UNRESOLVED_TEMPLATE");
      assertThat(refusal.sentence()).contains("\"invocationMethod." + setting + "\"");
    }
  }

  @Test
  void lets_single_braces_and_nested_objects_pass() {
    JsonRecord message = Sample.v2("{\"a\":\"{ {x} }\",\"b\":{\"c\":{\"d\":{}}}}");

    assertThat(STRICT.check(message).inputs()).hasSize(2);
  }

  @Test
  void does_not_look_into_the_generated_payload() {
    JsonRecord message =
        Sample.message(
            "{\"title\":\"{{ x }}\",\"context\":{\"runId\":\"r_1\"},\"payload\":{\"action\":"
                + "{\"description\":\"{{ y }}\",\"invocationMethod\":{"
                + Sample.TARGET
                + "}}}}");

    assertThat(STRICT.check(message).inputs().get("port_payload")).contains("{{ x }}", "{{ y }}");
  }

  @Test
  void does_not_look_into_properties_that_are_not_sent() {
    String properties = "{\"a\":\"{{ x }}\"}";

    assertThat(STRICT.check(Sample.v1(",\"omitUserInputs\":true", properties)).inputs())
        .containsOnlyKeys("port_payload");
  }

  @Test
  @Tag("P5")
  void does_not_quote_the_value() {
    assertThat(Sample.refusal(Sample.v2("{\"a\":\"s3cr3t {{ .inputs.x }}\"}")))
        .hasMessageNotContaining("s3cr3t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{", "{{.inputs.x}}", "{{.inputs.", "{{ ", "}}{{", ".inputs ", "{{}}"})
  void looks_through_a_megabyte_of_braces_in_no_time(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());
    JsonRecord message =
        Sample.invocation(
            Sample.TARGET
                + ",\"workflowInputs\":{\"a\":{\"b\":\""
                + text
                + "\",\"c\":\"{{.run}}\"}}",
            "{\"x\":\"" + text + "\"}");

    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(Sample.refusal(message).reason()).isNotEmpty());
  }
}
