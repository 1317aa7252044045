package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.compare.Comparing;
import dev.portgithub.compare.Comparing.Comparison;
import dev.portgithub.compare.ComparisonRow;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.Report;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Request;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 49-compare: what ended in Port while there was nothing to tell is noticed; nothing is started.
 */
class CompareRouteTest extends RouteTest {
  @BeforeEach
  void nothing_of_other_tests_is_open_in_port() {
    PORT.runs().stream()
        .filter(run -> !run.ended())
        .map(PortRun::id)
        .forEach(id -> PORT.endByProgram(id, "SUCCESS"));
    execute("update comparison set misfits = '', misfit_count = 0");
    CLOCK.tick(Duration.ofHours(1));
  }

  @Test
  @Tag("P3")
  void a_run_that_a_person_ended_while_there_was_nothing_to_tell_is_to_be_cancelled() {
    String ended = told(running());
    String open = told(running());
    CLOCK.tick(Duration.ofMinutes(2));
    PORT.endRun(ended, "FAILURE");
    PORT.journal().clear();
    compare();
    assertThat(texts("select run_id from cancellation")).containsExactly(ended);
    assertThat(PORT.journal().count("GET", "/v1/actions/runs$")).isEqualTo(1);
    assertThat(PORT.journal().count("GET", open)).isZero();
    assertThat(misfits()).isEmpty();
  }

  @Test
  void what_was_accepted_a_moment_ago_is_not_asked_about() {
    String runId = told(running());
    PORT.endRun(runId, "FAILURE");
    compare();
    assertThat(count("cancellation")).isZero();
  }

  @Test
  void a_run_that_is_open_in_port_and_unknown_here_is_told_and_never_started() {
    PORT.createRun("r_unknown" + repo, "deploy_service", payload("GITHUB"));
    PORT.createRun("r_webhook" + repo, "rotate", payload("WEBHOOK"));
    compare();
    assertThat(misfits()).as("it is new").isEmpty();
    CLOCK.tick(Duration.ofMinutes(11));
    compare();
    assertThat(misfits())
        .startsWith("Run r_unknown" + repo + " of action deploy_service is open in Port since ")
        .doesNotContain("r_webhook");
    assertThat(bean("comparisonRow", ComparisonRow.class).advice()).contains("1 runs do not fit");
    assertThat(count("run")).isZero();

    PORT.endRun("r_unknown" + repo, "FAILURE");
    compare();
    assertThat(misfits()).isEmpty();
  }

  @Test
  void a_run_that_has_ended_here_and_is_open_in_port_is_told() {
    String runId = told(running());
    execute(
        "update run set state = 'FINISHED', finished_at = ? where run_id = ?",
        CLOCK.instant(),
        runId);
    CLOCK.tick(Duration.ofMinutes(11));
    compare();
    assertThat(misfits()).contains(runId, "has ended here at").contains("open in Port");
    execute("update run set report_status = false where run_id = ?", runId);
    compare();
    assertThat(misfits()).as("its action wants no status").isEmpty();
  }

  @Test
  void it_is_made_once_in_its_interval_and_not_while_port_takes_no_calls() {
    CLOCK.tick(Duration.ofMinutes(5));
    assertThat(bean("comparing", Comparing.class).claim()).isNotNull();
    assertThat(bean("comparing", Comparing.class).claim()).isNull();
    CLOCK.tick(Duration.ofMinutes(5));
    assertThat(bean("comparing", Comparing.class).claim()).isNotNull();
  }

  @Test
  void an_answer_without_a_list_changes_nothing() {
    String runId = told(running());
    CLOCK.tick(Duration.ofMinutes(2));
    PORT.endRun(runId, "FAILURE");
    PORT.faults().next(Request.of("GET", "/v1/actions/runs$"), Fault.garbage());
    CLOCK.tick(Duration.ofMinutes(5));
    Comparison comparison = bean("comparing", Comparing.class).claim();
    send("direct:compare-runs", comparison, Map.of());
    assertThat(count("cancellation")).isZero();
  }

  private static ObjectNode payload(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /** Port has everything that there is to tell. */
  private String told(String runId) {
    for (Report report : bean("outbox", Outbox.class).claim(8)) {
      process("seda:report-run", report);
    }
    return runId;
  }

  private void compare() {
    execute("update comparison set due_at = ?", CLOCK.instant());
    process("direct:compare-runs", bean("comparing", Comparing.class).claim());
  }

  private String misfits() {
    return value(String.class, "select misfits from comparison");
  }
}
