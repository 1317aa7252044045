package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {

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
  void refuses_an_unresolved_template_and_says_where(String inputs, String sentence) {
    for (JsonRecord message : new JsonRecord[] {Sample.v2(inputs), Sample.v1("", inputs)}) {
      InvalidInvocation refusal = Sample.refusal(message);

      assertThat(refusal.reason()).isEqualTo("UNRESOLVED_TEMPLATE");
      assertThat(refusal.sentence()).startsWith(sentence);
    }
  }

  @ParameterizedTest
  @CsvSource({"org", "repo", "workflow", "reportWorkflowStatus", "omitPayload", "omitUserInputs"})
  void refuses_an_unresolved_template_in_a_setting(String setting) {
    String method = Sample.TARGET.replaceFirst(",\"" + setting + "\":\"[^\"]*\"", "");

    InvalidInvocation refusal =
        Sample.refusal(Sample.invocation(method + ",\"" + setting + "\":\"{{ .x }}\"", "{}"));

    assertThat(refusal.reason()).isEqualTo("UNRESOLVED_TEMPLATE");
    assertThat(refusal.sentence()).contains("\"invocationMethod." + setting + "\"");
  }

  @Test
  void lets_single_braces_and_nested_objects_pass() {
    assertThat(Sample.check(Sample.v2("{\"a\":\"{ {x} }\",\"b\":{\"c\":{\"d\":{}}}}")).inputs())
        .hasSize(2);
  }

  @Test
  void does_not_look_into_the_generated_payload() {
    JsonRecord message =
        Sample.message(
            "{\"title\":\"{{ x }}\",\"context\":{\"runId\":\"r_1\"},\"payload\":{\"action\":"
                + "{\"description\":\"{{ y }}\",\"invocationMethod\":{"
                + Sample.TARGET
                + "}}}}");

    assertThat(Sample.check(message).inputs().get("port_payload")).contains("{{ x }}", "{{ y }}");
  }

  @Test
  void does_not_look_into_properties_that_are_not_sent() {
    String properties = "{\"a\":\"{{ x }}\"}";

    assertThat(Sample.check(Sample.v1(",\"omitUserInputs\":true", properties)).inputs())
        .containsOnlyKeys("port_payload");
  }

  @Test
  @Tag("P5")
  void does_not_quote_the_value() {
    assertThat(Sample.refusal(Sample.v2("{\"a\":\"s3cr3t {{ x }}\"}")))
        .hasMessageNotContaining("s3cr3t");
  }
}
