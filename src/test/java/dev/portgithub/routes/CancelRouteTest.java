package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.cancel.Cancellation;
import dev.portgithub.cancel.Wishes;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.Report;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Request;
import dev.portgithub.view.RunEvent;
import dev.portgithub.view.RunStory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 47-cancel: what a person ends in Port does not go on in GitHub, and nothing else is cancelled.
 */
class CancelRouteTest extends RouteTest {
  private static final String CANCEL = "/cancel$";
  private static final String FORCE = "/force-cancel$";

  @Test
  @Tag("P3")
  void a_run_that_a_person_ended_in_port_is_cancelled_in_github() {
    String runId = endedByPerson();
    cancel();
    assertThat(GITHUB.run(workflowRunId(runId)).conclusion()).isEqualTo("cancelled");
    assertThat(GITHUB.journal().count("POST", CANCEL)).isEqualTo(1);
    CLOCK.tick(Duration.ofMinutes(5));
    cancel();
    assertThat(outcome(runId)).isEqualTo("STOPPED");
    assertThat(GITHUB.journal().count("POST", FORCE)).isZero();
    assertThat(story(runId))
        .anyMatch(
            text ->
                text.matches(
                    "Nothing of it is to go on, because it was ended in Port: FAILURE by auth0.*"))
        .contains("GitHub was asked to cancel its workflow run.");
  }

  @Test
  void one_that_goes_on_is_forced_after_a_while() {
    String runId = endedByPerson();
    GITHUB.resistCancel(workflowRunId(runId));
    cancel();
    for (int minutes = 0; minutes < 5; minutes++) {
      assertThat(GITHUB.journal().count("POST", FORCE)).isZero();
      CLOCK.tick(Duration.ofMinutes(1));
      cancel();
    }
    assertThat(GITHUB.journal().count("POST", CANCEL)).isEqualTo(1);
    assertThat(GITHUB.run(workflowRunId(runId)).conclusion()).isEqualTo("cancelled");
    assertThat(outcome(runId)).isEqualTo("FORCED");
  }

  @Test
  void one_that_has_ended_meanwhile_is_left_alone() {
    String runId = endedByPerson();
    GITHUB.complete(workflowRunId(runId), "success");
    cancel();
    assertThat(GITHUB.journal().count("POST", CANCEL)).isZero();
    assertThat(outcome(runId)).isEqualTo("STOPPED");
  }

  @Test
  void a_conflict_is_looked_at_again() {
    String runId = endedByPerson();
    GITHUB.faults().next(Request.of("POST", CANCEL), Fault.status(409));
    cancel();
    assertThat(outcome(runId)).isNull();
    GITHUB.complete(workflowRunId(runId), "success");
    CLOCK.tick(Duration.ofSeconds(15));
    cancel();
    assertThat(GITHUB.journal().count("POST", CANCEL)).isEqualTo(1);
    assertThat(outcome(runId)).isEqualTo("STOPPED");
  }

  @Test
  void a_lost_answer_is_followed_by_a_look() {
    String runId = endedByPerson();
    GITHUB.faults().next(Request.of("POST", CANCEL), Fault.dropAfter());
    cancel();
    CLOCK.tick(Duration.ofSeconds(5));
    cancel();
    assertThat(GITHUB.journal().count("POST", CANCEL)).isEqualTo(1);
    assertThat(outcome(runId)).isEqualTo("STOPPED");
  }

  @Test
  void a_refusal_is_told_and_not_repeated() {
    String runId = endedByPerson();
    GITHUB
        .faults()
        .next(
            Request.of("POST", CANCEL),
            Fault.status(
                403, "{\"message\":\"Resource not accessible\"}", "application/json", Map.of()));
    cancel();
    assertThat(outcome(runId)).isEqualTo("REFUSED");
  }

  @Test
  void what_the_workflow_itself_or_another_program_ends_goes_on() {
    String runId = running();
    PORT.endByProgram(runId, "FAILURE");
    report();
    await().until(() -> count("report where outcome = 'CLOSED'") == 2);
    assertThat(count("cancellation")).isZero();
  }

  @Test
  void what_a_person_ended_as_success_goes_on() {
    String runId = running();
    PORT.endRun(runId, "SUCCESS");
    report();
    await().until(() -> count("report where outcome = 'CLOSED'") == 2);
    assertThat(count("cancellation")).isZero();
  }

  @Test
  @Tag("P3")
  void a_run_whose_end_was_ours_is_never_cancelled() {
    String runId = running();
    report();
    execute("update run set state = 'PARKED' where run_id = ?", runId);
    // Parked again after an operator has ended it, or restored from a backup: the final status is
    // there.
    jdbi.useTransaction(
        handle ->
            bean("outbox", Outbox.class)
                .add(handle, runId, PortReports.endedByOperator(false, "given up", "anna")));
    PORT.endRun(runId, "FAILURE");
    report();
    await().until(() -> count("report where outcome = 'CLOSED'") == 2);
    assertThat(count("cancellation")).isZero();
  }

  @Test
  void another_attempt_is_left_alone() {
    String runId = endedByPerson();
    GITHUB.complete(workflowRunId(runId), "failure");
    GITHUB.rerun(workflowRunId(runId));
    cancel();
    assertThat(GITHUB.journal().count("POST", CANCEL)).isZero();
    assertThat(outcome(runId)).isEqualTo("RERUN");
  }

  @Test
  @Tag("P2")
  void a_workflow_run_that_only_circumstances_show_to_be_its_own_is_not_cancelled() {
    String runId = endedByPerson();
    execute("update run set named = false where run_id = ?", runId);
    cancel();
    assertThat(GITHUB.journal().count("POST", CANCEL)).isZero();
    assertThat(outcome(runId)).isEqualTo("UNPROVEN");
  }

  @Test
  void a_run_that_ended_in_port_before_its_dispatch_is_not_started() {
    String runId = accepted();
    jdbi.useTransaction(
        handle -> bean("outbox", Outbox.class).add(handle, runId, PortReports.line("action:x=1")));
    PORT.endRun(runId, "FAILURE");
    report();
    await().until(() -> count("cancellation") == 1);
    cancel();
    assertThat(state(runId)).isEqualTo("SKIPPED");
    dispatch();
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
    assertThat(outcome(runId)).isEqualTo("NOT_STARTED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DISPATCHING", "LOCATING"})
  void while_its_workflow_run_is_not_known_it_waits_and_is_cancelled_then(String unsettled) {
    String runId = endedByPerson();
    execute("update run set state = ? where run_id = ?", unsettled, runId);
    cancel();
    assertThat(GITHUB.journal().count("GET", "/actions/runs/")).isZero();
    execute("update run set state = 'RUNNING' where run_id = ?", runId);
    CLOCK.tick(Duration.ofSeconds(15));
    cancel();
    assertThat(GITHUB.journal().count("POST", CANCEL)).isEqualTo(1);
  }

  @Test
  void a_cancel_takes_a_place_among_the_writes_of_the_minute() {
    String runId = endedByPerson();
    execute("update dispatch_count set dispatches = 1000");
    cancel();
    assertThat(GITHUB.journal().count("POST", CANCEL)).isZero();
    CLOCK.tick(Duration.ofSeconds(62));
    cancel();
    assertThat(GITHUB.journal().count("POST", CANCEL)).isEqualTo(1);
    assertThat(outcome(runId)).isNull();
  }

  /** The wish is stored; nothing was done yet. */
  private String endedByPerson() {
    String runId = running();
    PORT.endRun(runId, "FAILURE");
    report();
    await().until(() -> count("cancellation") == 1);
    GITHUB.journal().clear();
    return runId;
  }

  private void cancel() {
    for (Cancellation due : bean("wishes", Wishes.class).claim(8)) {
      process("seda:cancel-workflow-run", due);
    }
  }

  private void report() {
    for (Report report : bean("outbox", Outbox.class).claim(8)) {
      process("seda:report-run", report);
    }
  }

  private String outcome(String runId) {
    return jdbi.withHandle(
        handle ->
            handle
                .select("select outcome from cancellation where run_id = ?", runId)
                .mapTo(String.class)
                .findFirst()
                .orElse(null));
  }

  private List<String> story(String runId) {
    return bean("runStory", RunStory.class).of(runId).orElseThrow().events().stream()
        .map(RunEvent::text)
        .toList();
  }
}
