package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvocationRulesTest {
  private static final String CIPHERTEXT =
      "AAECAwQFBgcICQoLDA0ODwe6DHtcz+ToKBWrdrCxXiiZYzJAFKtvK1qOhs4uwWj0Ow==";

  @Test
  void reads_an_action_of_the_first_version() throws Exception {
    JsonRecord message = Sample.fixture("e1-v1-create.json");

    Invocation invocation = Sample.check(message);

    assertThat(invocation.runId()).isEqualTo("r_Q4tYb2LmXc8ZpW0k");
    assertThat(invocation.action()).isEqualTo("create_environment");
    assertThat(invocation.org()).isEqualTo("acme-inc");
    assertThat(invocation.repo()).isEqualTo("platform-workflows");
    assertThat(invocation.workflow()).isEqualTo("create-env.yml");
    assertThat(invocation.ref()).isEqualTo("release/2.x");
    assertThat(invocation.reportWorkflowStatus()).isTrue();
    assertThat(invocation.inputs())
        .containsOnlyKeys("name", "replicas", "public", "token", "port_payload")
        .contains(
            entry("name", "qa-7"),
            entry("replicas", "3"),
            entry("public", "false"),
            entry("token", CIPHERTEXT));
    JsonNode payload = new ObjectMapper().readTree(invocation.inputs().get("port_payload"));
    assertThat(payload).isEqualTo(message.json());
  }

  @Test
  void reads_a_signed_action_without_payload_and_reporting() {
    Invocation invocation = Sample.check(Sample.fixture("e2-v1-day2-omit-payload.json"));

    assertThat(invocation.inputs()).containsExactly(entry("reason", "memory leak"));
    assertThat(invocation.ref()).isNull();
    assertThat(invocation.reportWorkflowStatus()).isFalse();
  }

  @Test
  void reads_an_action_of_the_second_version() {
    Invocation invocation = Sample.check(Sample.fixture("e3-v2-deploy.json"));

    assertThat(invocation.action()).isEqualTo("deploy_service");
    assertThat(invocation.ref()).isEqualTo("main");
    assertThat(invocation.inputs())
        .containsExactly(
            entry("environment", "staging"),
            entry("replicas", "3"),
            entry("dry_run", "false"),
            entry("tags", "[\"blue\",\"canary\"]"),
            entry("api_key", CIPHERTEXT),
            entry(
                "port_context",
                "{\"runId\":\"r_8HdK2vQ0mWzYt4Lb\",\"blueprint\":\"service\","
                    + "\"entity\":\"checkout\",\"requestedBy\":\"dana.ops@example.test\"}"));
  }

  @Test
  void reads_the_smallest_message() {
    Invocation invocation = Sample.check(Sample.fixture("e4-v2-smallest.json"));

    assertThat(invocation.action()).isNull();
    assertThat(invocation.workflow()).isEqualTo("98123456");
    assertThat(invocation.ref()).isNull();
    assertThat(invocation.reportWorkflowStatus()).isTrue();
    assertThat(invocation.inputs())
        .containsExactly(entry("port_context", "{\"run_id\":\"r_M1nimalShape0000\"}"));
  }

  @Test
  void reads_an_automation() {
    Invocation invocation = Sample.check(Sample.fixture("e5-v2-automation.json"));

    assertThat(invocation.inputs()).containsOnlyKeys("port_payload");
    assertThat(invocation.inputs().get("port_payload"))
        .startsWith("{\"inputs\":null,\"trigger\":{\"origin\":\"AUTOMATION\"")
        .endsWith("\"run\":{\"id\":\"r_k86AutoExample01\"}}");
  }

  @Test
  void makes_no_invocation_of_a_message_that_is_not_ours() {
    assertThatThrownBy(() -> Sample.check(Sample.fixture("e7-skip-webhook-agent.json")))
        .isInstanceOf(NotOurs.class);
    assertThatThrownBy(
            () ->
                Sample.check(
                    Sample.message(
                        "{\"payload\":{\"action\":{\"invocationMethod\":{"
                            + Sample.TARGET
                            + "}}}}")))
        .isInstanceOf(Unprovable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "\"a\"|\"b\"|a",
        "null|\"b\"|b",
        "\" \"|\"b\"|b",
        "{}|7|none",
        "\"two\\nlines\"|null|two?lines",
      })
  void names_the_action_for_people(String outer, String inner, String expected) {
    JsonRecord message =
        Sample.message(
            ("{\"action\":%s,\"context\":{\"runId\":\"r_1\"},\"payload\":{\"action\":"
                    + "{\"identifier\":%s,\"invocationMethod\":{%s}}}}")
                .formatted(outer, inner, Sample.TARGET));

    assertThat(Sample.check(message).action()).isEqualTo(expected);
  }

  @Test
  @Tag("P5")
  void prints_no_value_of_an_input() {
    Invocation invocation = Sample.check(Sample.v2("{\"pass\\nword\":\"s3cr3t\",\"n\":4711}"));

    assertThat(invocation.toString())
        .contains("r_1", "acme-inc", "infra", "deploy.yml", "\"pass?word\"", "\"n\"")
        .doesNotContain("s3cr3t", "4711", "\n");
  }

  @Test
  void does_not_let_its_inputs_be_changed() {
    Invocation invocation = Sample.check(Sample.v2("{\"a\":\"1\"}"));

    assertThatThrownBy(() -> invocation.inputs().put("b", "2"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
