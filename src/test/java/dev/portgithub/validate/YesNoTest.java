package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YesNoTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true|true",
        "false|false",
        "null|true",
        "\"true\"|true",
        "\"false\"|false",
        "\" False\\n\"|false",
        "\"TRUE\"|true",
      })
  void reads_a_flag_that_is_a_boolean_or_its_name(String json, boolean expected) {
    JsonRecord message = Sample.v1(",\"reportWorkflowStatus\":" + json, "{}");

    assertThat(Sample.check(message).reportWorkflowStatus()).isEqualTo(expected);
  }

  @Test
  void reports_unless_told_otherwise() {
    assertThat(Sample.check(Sample.v1("", "{}")).reportWorkflowStatus()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yes\"", "\"\"", "1", "0", "{}", "[true]", "\"s3cr3t\""})
  void refuses_anything_else(String json) {
    for (String flag : new String[] {"reportWorkflowStatus", "omitPayload", "omitUserInputs"}) {
      InvalidInvocation refusal = Sample.refusal(Sample.v1(",\"" + flag + "\":" + json, "{}"));

      assertThat(refusal.reason()).isEqualTo("BAD_FLAG");
      assertThat(refusal.sentence()).contains(flag).doesNotContain("s3cr3t");
    }
  }
}
