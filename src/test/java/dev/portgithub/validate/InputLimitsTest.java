package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputLimitsTest {

  @Test
  void refuses_the_twenty_sixth_input() {
    assertThat(Sample.check(Sample.v2(inputs(25))).inputs()).hasSize(25);

    InvalidInvocation refusal = Sample.refusal(Sample.v2(inputs(26)));

    assertThat(refusal.reason()).isEqualTo("TOO_MANY_INPUTS");
    assertThat(refusal.sentence()).contains("26", "25");
  }

  @Test
  void does_not_count_the_ref_but_counts_the_payload() {
    String withRef = inputs(25).replace("{", "{\"ref\":\"main\",");

    assertThat(Sample.check(Sample.v2(withRef)).inputs()).hasSize(25);
    assertThat(Sample.refusal(Sample.v1("", inputs(25))).reason()).isEqualTo("TOO_MANY_INPUTS");
  }

  @Test
  void refuses_the_first_character_too_many() {
    // {"x":"..."} has 8 characters besides the value
    String fits = "a".repeat(InputLimits.MOST_CHARACTERS - 8);

    assertThat(Sample.check(Sample.v2("{\"x\":\"" + fits + "\"}")).inputs()).hasSize(1);
    assertThat(Sample.refusal(Sample.v2("{\"x\":\"" + fits + "a\"}")).reason())
        .isEqualTo("INPUTS_TOO_LARGE");
  }

  @Test
  void counts_characters_not_bytes_and_counts_escapes() {
    String wide = "é".repeat(InputLimits.MOST_CHARACTERS - 8);
    String escaped = "\\\"".repeat(40_000);

    assertThat(Sample.check(Sample.v2("{\"x\":\"" + wide + "\"}")).inputs()).hasSize(1);
    assertThat(Sample.refusal(Sample.v2("{\"x\":\"" + escaped + "\"}")).reason())
        .isEqualTo("INPUTS_TOO_LARGE");
  }

  @Test
  void says_how_large_the_inputs_are_and_which_ones_no_value() {
    String inputs =
        "{\"small\":\"s3cr3t\",\"c\":\"%s\",\"b\":\"%s\",\"a\":\"%s\"}"
            .formatted("x".repeat(30_000), "y".repeat(40_000), "z".repeat(50_000));

    InvalidInvocation refusal = Sample.refusal(Sample.v2(inputs));

    assertThat(refusal.sentence())
        .contains("120,", "65,535", "\"a\" (50,000), \"b\" (40,000), \"c\" (30,000)")
        .doesNotContain("small", "s3cr3t", "zz");
  }

  @Test
  void names_the_member_of_an_entity_that_makes_it_too_large() {
    String entity =
        "{\"entity\":{\"identifier\":\"a\",\"properties\":{\"tier\":1,\"readme\":\"%s\"}}}"
            .formatted("x".repeat(70_000));

    assertThat(Sample.refusal(Sample.v2(entity)).sentence())
        .contains("Most of it is \"entity.properties.readme\" (70,000)")
        .doesNotContain("xx");
  }

  @Test
  void any_number_of_inputs_passes_where_they_are_packed() {
    InvocationRules packing =
        new InvocationRules(new InputSettings("off", "leave-out", "", "port_extra"));

    assertThat(packing.check(Sample.v2(inputs(30))).inputs()).hasSize(30);
  }

  @Test
  void refuses_a_payload_that_does_not_fit() {
    String properties = "{\"a\":\"" + "x".repeat(40_000) + "\"}";

    assertThat(Sample.refusal(Sample.v1("", properties)).sentence())
        .contains("\"port_payload\" (40,");
  }

  @Test
  void refuses_a_million_inputs_without_choking() {
    String inputs =
        IntStream.range(0, 1_000_000)
            .mapToObj(i -> "\"i" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}"));

    assertThat(Sample.refusal(Sample.v2(inputs)).reason()).isEqualTo("TOO_MANY_INPUTS");
  }

  @Test
  void finds_a_template_beside_many_values_under_a_long_name() {
    // the path must not be built anew for each of the values
    String values = String.join(",", Collections.nCopies(200_000, "0"));
    String inputs = "{\"%s\":{\"v\":[%s,\"{{\"]}}".formatted("n".repeat(500_000), values);

    InvocationRules strict =
        new InvocationRules(new InputSettings("strict", "leave-out", "inputs.ref", ""));

    assertThat(Sample.refusal(strict, Sample.v2(inputs)).reason()).isEqualTo("UNRESOLVED_TEMPLATE");
  }

  private static String inputs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"i" + i + "\":" + i)
        .collect(Collectors.joining(",", "{", "}"));
  }
}
