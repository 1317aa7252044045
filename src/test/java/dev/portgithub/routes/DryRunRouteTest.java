package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.receive.Intake;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rehearsed run goes all the way but for the dispatch, and Port shows what would have been. */
class DryRunRouteTest extends RouteTest {

  @Test
  void a_rehearsed_run_is_told_what_would_have_been_sent_and_nothing_is() {
    String runId = accepted("rehearsed", Map.of("service", "hush-checkout"));
    dispatch();

    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(reports(runId).get(1))
        .contains(
            "\"status\":\"FAILURE\"",
            "GitHub would have been asked to start",
            OWNER + "/" + repo,
            "deploy.yml",
            "main",
            "with the inputs service",
            "dry run")
        .doesNotContain("hush");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
    assertThat(count("run where inputs is not null")).isZero();
  }

  @Test
  void what_would_not_fit_is_refused_as_later() {
    String runId = accepted("rehearsed", Map.of("servcie", "checkout"));
    dispatch();

    assertThat(reports(runId).get(1)).contains("does not declare the input servcie");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void another_action_is_dispatched() {
    String runId = accepted("live", Map.of("service", "checkout"));
    dispatch();

    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  private String accepted(String action, Map<String, String> inputs) {
    String runId = newRunId();
    invocation(runId);
    Invocation invocation =
        new Invocation(runId, action, OWNER, repo, "deploy.yml", null, inputs, true);
    bean("intake", Intake.class)
        .store(1, List.of(new Outcome.Accepted(record(new byte[0]), invocation, true, false)));
    return runId;
  }
}
