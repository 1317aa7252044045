package dev.portgithub.confirm;

import static dev.portgithub.confirm.Confirmation.Verdict.CLOSED;
import static dev.portgithub.confirm.Confirmation.Verdict.CONFIRMED;
import static dev.portgithub.confirm.Confirmation.Verdict.MISMATCH;
import static dev.portgithub.confirm.Confirmation.Verdict.STARTED_ELSEWHERE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.confirm.Confirmation.Verdict;
import dev.portgithub.run.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationTest {
  private static final String OPEN = "\"status\":\"IN_PROGRESS\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"payload\":null",
        ",\"link\":null,\"externalRunId\":null",
        ",\"link\":[],\"externalRunId\":\"\"",
        ",\"link\":[\"\"]",
        ",\"link\":\"\"",
        ",\"payload\":{}",
        ",\"payload\":{\"type\":\"GITHUB\",\"org\":null}",
      })
  void confirms_an_open_run_that_says_nothing_else(String members) {
    assertThat(decide("{" + OPEN + members + "}", false)).isEqualTo(CONFIRMED);
  }

  @Test
  void confirms_a_run_with_the_same_target() {
    assertThat(decide(open("\"Acme-Inc\"", "\"INFRA\"", "\"deploy.yml\""), true))
        .isEqualTo(CONFIRMED);
    assertThat(decide(open("\"acme-inc\"", "\"infra\"", "\"deploy.yml\""), false))
        .isEqualTo(CONFIRMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "./"})
  void confirms_a_workflow_that_port_names_by_its_path(String start) {
    String path = '"' + start + ".github/workflows/deploy.yml\"";

    assertThat(decide(open("\"acme-inc\"", "\"infra\"", path), true)).isEqualTo(CONFIRMED);
  }

  @Test
  void compares_a_workflow_number_that_is_not_quoted() {
    Verdict verdict =
        new Confirmation()
            .decide(tree(open("\"acme-inc\"", "\"infra\"", "4711")), target("4711"), true);

    assertThat(verdict).isEqualTo(CONFIRMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"status\":null}",
        "{\"status\":\"SUCCESS\"}",
        "{\"status\":\"FAILURE\"}",
        "{\"status\":\"WAITING_FOR_APPROVAL\"}",
        "{\"status\":\"DECLINED\"}",
        "{\"status\":\"in_progress\"}",
        "{\"status\":\"SUCCESS\",\"link\":\"https://x.test\"}",
      })
  void calls_every_other_status_closed(String run) {
    assertThat(decide(run, false)).isEqualTo(CLOSED);
  }

  @Test
  void calls_no_answer_closed() {
    assertThat(new Confirmation().decide(null, target("deploy.yml"), false)).isEqualTo(CLOSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"link\":\"https://x.test\"",
        "\"link\":[\"https://x.test\"]",
        "\"link\":[\"\",\"https://x.test\"]",
        "\"externalRunId\":\"gh_1\"",
        "\"externalRunId\":7",
      })
  void notices_that_somebody_else_started_the_run(String member) {
    assertThat(decide("{" + OPEN + "," + member + "}", false)).isEqualTo(STARTED_ELSEWHERE);
  }

  @Test
  void notices_another_target() {
    for (boolean matchPayload : new boolean[] {true, false}) {
      assertThat(decide(open("\"other\"", "\"infra\"", "\"deploy.yml\""), matchPayload))
          .isEqualTo(MISMATCH);
      assertThat(decide(open("\"acme-inc\"", "\"other\"", "\"deploy.yml\""), matchPayload))
          .isEqualTo(MISMATCH);
      assertThat(decide(open("\"acme-inc\"", "\"infra\"", "\"Deploy.yml\""), matchPayload))
          .isEqualTo(MISMATCH);
    }
  }

  @Test
  void notices_a_run_of_another_backend() {
    assertThat(decide("{" + OPEN + ",\"payload\":{\"type\":\"WEBHOOK\"}}", false))
        .isEqualTo(MISMATCH);
  }

  @Test
  void wants_to_see_the_target_if_told_so() {
    assertThat(decide("{" + OPEN + "}", true)).isEqualTo(MISMATCH);
    assertThat(decide("{" + OPEN + ",\"payload\":null}", true)).isEqualTo(MISMATCH);
    assertThat(decide(open("\"acme-inc\"", "\"infra\"", "null"), true)).isEqualTo(MISMATCH);
    assertThat(decide(open("\"acme-inc\"", "\"infra\"", "null"), false)).isEqualTo(CONFIRMED);
  }

  private static String open(String org, String repo, String workflow) {
    return "{%s,\"payload\":{\"type\":\"GITHUB\",\"org\":%s,\"repo\":%s,\"workflow\":%s}}"
        .formatted(OPEN, org, repo, workflow);
  }

  private static Verdict decide(String run, boolean matchPayload) {
    return new Confirmation().decide(tree(run), target("deploy.yml"), matchPayload);
  }

  private static Target target(String workflow) {
    return new Target("acme-inc", "infra", workflow, "main");
  }

  private static JsonNode tree(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
