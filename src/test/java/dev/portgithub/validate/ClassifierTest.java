package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {
  private final Classifier classifier = new Classifier();

  @ParameterizedTest
  @CsvSource({
    "e1-v1-create, r_Q4tYb2LmXc8ZpW0k",
    "e2-v1-day2-omit-payload, r_Day2Restart00001",
    "e3-v2-deploy, r_8HdK2vQ0mWzYt4Lb",
    "e4-v2-smallest, r_M1nimalShape0000",
    "e5-v2-automation, r_k86AutoExample01",
  })
  void takes_the_invocations_for_github(String fixture, String runId) {
    assertThat(classifier.requireOurs(Sample.fixture(fixture + ".json"))).isEqualTo(runId);
  }

  @ParameterizedTest
  @CsvSource({
    "e6-skip-kafka-body, NOT_AN_INVOCATION",
    "e7-skip-webhook-agent, TYPE_WEBHOOK",
    "e8-skip-workflow-node, WORKFLOW_NODE_RUN",
    "e9-skip-change-log, CHANGE_LOG",
  })
  void skips_what_shares_the_topics(String fixture, String reason) {
    assertThat(notOurs(Sample.text(fixture + ".json"))).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KAFKA",
        "WEBHOOK",
        "GITLAB",
        "AZURE_DEVOPS",
        "UPSERT_ENTITY",
        "INTEGRATION_ACTION"
      })
  void names_the_types_that_it_knows(String type) {
    assertThat(notOurs(typed('"' + type + '"'))).isEqualTo("TYPE_" + type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"github\"", "\"\"", "\"BRAND_NEW\"", "\"{{ .type }}\""})
  void counts_unknown_types_under_one_label(String type) {
    assertThat(notOurs(typed(type))).isEqualTo("TYPE_OTHER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "{}", "[\"GITHUB\"]"})
  void parks_an_invocation_without_a_type(String type) {
    assertThat(unprovable(typed(type))).isEqualTo("NO_TYPE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "\"\"", "\"  \"", "{}", "[\"r_1\"]"})
  void parks_an_invocation_without_a_run_id(String runId) {
    assertThat(unprovable(run(runId))).isEqualTo("NO_RUN_ID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"../r_1\"",
        "\"r_1/approval\"",
        "\"r_1?x=1\"",
        "\"r 1\"",
        "\"r_1\\n\"",
        "\"é\"",
        "\"r.1\""
      })
  @Tag("P6")
  void parks_a_run_id_that_is_not_safe_in_a_path(String runId) {
    assertThat(unprovable(run(runId))).isEqualTo("UNSAFE_RUN_ID");
  }

  @Test
  void takes_run_ids_up_to_a_hundred_characters() {
    String longest = "r".repeat(100);

    assertThat(classifier.requireOurs(Sample.message(run('"' + longest + '"')))).isEqualTo(longest);
    assertThat(unprovable(run('"' + longest + "r\""))).isEqualTo("UNSAFE_RUN_ID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"payload\":null,\"context\":7}",
        "{\"payload\":{\"action\":\"x\"}}",
        "{\"payload\":{\"action\":{\"invocationMethod\":\"GITHUB\"}}}",
        "{\"payload\":{\"action\":{\"invocationMethod\":[{\"type\":\"GITHUB\"}]}}}",
      })
  void skips_a_message_without_an_invocation_method(String json) {
    assertThat(notOurs(json)).isEqualTo("NOT_AN_INVOCATION");
  }

  @Test
  void does_not_lose_a_run_to_a_null_change_log_destination() {
    String json = "{\"changelogDestination\":null," + run("\"r_1\"").substring(1);

    assertThat(classifier.requireOurs(Sample.message(json))).isEqualTo("r_1");
  }

  @Test
  void skips_a_node_run_of_type_github_as_well() {
    assertThat(notOurs(run("\"wfnr_1\""))).isEqualTo("WORKFLOW_NODE_RUN");
  }

  private String notOurs(String json) {
    JsonRecord message = Sample.message(json);
    return catchThrowableOfType(NotOurs.class, () -> classifier.requireOurs(message)).reason();
  }

  private String unprovable(String json) {
    JsonRecord message = Sample.message(json);
    return catchThrowableOfType(Unprovable.class, () -> classifier.requireOurs(message)).reason();
  }

  private static String typed(String type) {
    return "{\"context\":{\"runId\":\"r_1\"},\"payload\":{\"action\":"
        + "{\"invocationMethod\":{\"type\":"
        + type
        + "}}}}";
  }

  private static String run(String runId) {
    return "{\"payload\":{\"action\":{\"invocationMethod\":{\"type\":\"GITHUB\"}}},"
        + "\"context\":{\"runId\":"
        + runId
        + "}}";
  }
}
