package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.dispatch.Dispatches;
import dev.portgithub.github.HostFacts;
import dev.portgithub.run.Run;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubSimulator.DispatchMode;
import dev.portgithub.simulator.Request;
import dev.portgithub.store.Seal;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 30-dispatch: the intent before the call, and never a second call. */
class DispatchRouteTest extends RouteTest {

  @Test
  void the_intent_is_in_the_store_before_github_is_asked() {
    String runId = accepted();
    GITHUB.faults().next(DISPATCH, Fault.hang());
    CompletableFuture<Void> dispatching = CompletableFuture.runAsync(this::dispatch);
    await().until(() -> GITHUB.journal().count("POST", DISPATCHES) == 1);
    assertThat(GITHUB.runs()).noneMatch(run -> run.repo().equals(repo));
    Run intended = run(runId);
    assertThat(intended.state()).hasToString("DISPATCHING");
    assertThat(intended.intentAt()).isEqualTo(CLOCK.instant());
    assertThat(intended.target().ref()).isEqualTo("main");
    assertThat(dueAt(runId)).as("the lease").isEqualTo(CLOCK.instant().plusSeconds(30));
    GITHUB.faults().release();
    dispatching.join();
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  void a_start_is_recorded_with_its_reports_and_without_the_inputs() {
    String runId = accepted();
    dispatch();
    Run started = run(runId);
    assertThat(started.state()).hasToString("RUNNING");
    assertThat(GITHUB.run(started.workflowRunId()).inputs())
        .isEqualTo(Map.of("service", "checkout", "version", "2.1.0"));
    assertThat(count("run where inputs is not null")).isZero();
    assertThat(reports(runId)).hasSize(2);
    assertThat(reports(runId).get(0))
        .contains("externalRunId", started.workflowRunId().toString(), started.htmlUrl());
    assertThat(count("repository where due_at is not null")).isEqualTo(1);
  }

  @Test
  void a_default_branch_is_asked_for_once() {
    accepted();
    accepted();
    dispatch();
    assertThat(GITHUB.journal().count("GET", "/repos/acme-inc/" + repo + "$")).isEqualTo(1);
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(2);
  }

  @Test
  void a_default_branch_that_was_renamed_is_asked_for_again() {
    running();
    GITHUB.repository(OWNER, repo).defaultBranch("trunk");
    String runId = accepted();
    dispatch();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(run(runId).target().ref()).isNull();
    dispatch();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(run(runId).target().ref()).isEqualTo("trunk");
  }

  @Test
  @Tag("P4")
  void a_workflow_with_an_unsettled_dispatch_waits_without_a_call_or_an_attempt() {
    GITHUB.faults().next(DISPATCH, Fault.dropAfter());
    String lost = accepted();
    bean("hostFacts", HostFacts.class).learnThatRunsAreNotNamed(run(lost));
    dispatch();
    assertThat(state(lost)).isEqualTo("LOCATING");
    GITHUB.journal().clear();
    String waiting = accepted();
    dispatch();
    assertThat(state(waiting)).isEqualTo("ACCEPTED");
    assertThat(dueAt(waiting)).isEqualTo(CLOCK.instant().plusSeconds(2));
    assertThat(run(waiting).attempts()).isZero();
    assertThat(run(waiting).intentAt()).isNull();
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  @Tag("P4")
  void a_limit_postpones_the_run_to_the_time_that_github_asked_for() {
    GITHUB
        .faults()
        .next(
            DISPATCH,
            Fault.status(429, "{\"message\":\"slow\"}", "application/json", retryAfter(30)));
    String runId = accepted();
    dispatch();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(run(runId).intentAt()).isNull();
    assertThat(dueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(30));
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);

    accepted();
    dispatch();
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).as("while it is paused").isEqualTo(1);
    CLOCK.tick(Duration.ofSeconds(31));
    dispatch();
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  @Tag("P3")
  void a_token_that_has_expired_refuses_no_run_and_is_tried_by_one_of_those_that_wait() {
    GITHUB.revokeToken(TOKEN);
    List<String> waiting = List.of(accepted(), accepted(), accepted());
    dispatch();
    CLOCK.tick(Duration.ofSeconds(2));
    dispatch();
    assertThat(GITHUB.journal().calls()).as("one call each time").hasSize(2);
    CLOCK.tick(Duration.ofSeconds(5));
    dispatch();
    for (String runId : waiting) {
      assertThat(state(runId)).isEqualTo("ACCEPTED");
      assertThat(reports(runId).get(0)).contains("Waiting for the platform team");
    }

    GITHUB.addToken(TOKEN, "deploy-bot");
    CLOCK.tick(Duration.ofMinutes(5));
    dispatch();
    for (String runId : waiting) {
      assertThat(state(runId)).isEqualTo("RUNNING");
      assertThat(reports(runId).get(2)).as("the label goes on").contains("Started");
    }
  }

  @Test
  void a_dispatch_that_is_shut_out_waits_without_an_intent_and_reading_goes_on() {
    String before = running();
    GITHUB
        .faults()
        .always(
            DISPATCH,
            Fault.status(
                403,
                "{\"message\":\"As an Enterprise Managed User, you cannot access this content\"}",
                "application/json",
                Map.of()));
    String runId = accepted();
    dispatch();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(run(runId).intentAt()).isNull();
    CLOCK.tick(Duration.ofSeconds(2));
    GITHUB.journal().clear();
    dispatch();
    accepted();
    dispatch();
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
    assertThat(reports(runId).get(1)).contains("another credential for this owner");
    assertThat(state(before)).isEqualTo("RUNNING");

    GITHUB.faults().clear();
    CLOCK.tick(Duration.ofMinutes(1));
    dispatch();
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  void a_refusal_ends_the_run_with_githubs_words_and_a_hint_for_port() {
    String runId = accepted();
    GITHUB.repository(OWNER, repo).removeWorkflow("deploy.yml");
    dispatch();
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(count("run where inputs is not null")).isZero();
    assertThat(reports(runId)).hasSize(2);
    assertThat(reports(runId).get(1))
        .contains("\"status\":\"FAILURE\"", "Not Found", "HTTP 404", "default branch");
  }

  @Test
  void a_workflow_that_does_not_exist_is_refused_with_the_one_that_may_be_meant() {
    GITHUB.repository(OWNER, repo).removeWorkflow("deploy.yml");
    GITHUB
        .repository(OWNER, repo)
        .workflow("roll-back.yml", workflow -> {})
        .workflow("Deploy.yaml", workflow -> workflow.state("disabled_manually"));
    GITHUB
        .faults()
        .next(
            Request.of("GET", "/actions/workflows$"),
            Fault.status(403, "{\"message\":\"single sign-on\"}", "application/json", Map.of()));
    String unlisted = accepted();
    dispatch();
    assertThat(reports(unlisted).get(1)).contains("FAILURE", "Not Found");
    assertThat(count("shut_out")).isZero();

    String first = accepted();
    String second = accepted();
    dispatch();
    for (String runId : List.of(first, second)) {
      assertThat(state(runId)).isEqualTo("REFUSED");
      assertThat(reports(runId).get(1))
          .contains(
              "/"
                  + repo
                  + " has no workflow deploy.yml on its default branch. Did you mean Deploy.yaml (disabled)?");
    }
    assertThat(GITHUB.journal().count("GET", "/actions/workflows$")).isEqualTo(2);
  }

  @Test
  void a_repository_that_was_just_created_is_waited_for_and_port_is_told() {
    Instant shown = CLOCK.instant().plusSeconds(10);
    GITHUB.repository(OWNER, repo).createdAt(CLOCK.instant()).shownFrom(shown);
    String runId = accepted();
    dispatch();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(dueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(1));
    assertThat(reports(runId)).hasSize(2);
    assertThat(reports(runId).get(0)).contains("Waiting for the repository");

    dispatchUntilSettled(runId);
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(CLOCK.instant()).isBetween(shown, shown.plusSeconds(5));
    assertThat(reports(runId))
        .filteredOn(report -> report.contains("Waiting for the repository"))
        .hasSize(1);
    assertThat(GITHUB.journal().count("GET", "/repos/acme-inc/" + repo + "$")).isEqualTo(5);
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void a_repository_that_does_not_appear_is_refused_after_half_a_minute_and_few_calls() {
    GITHUB.repository(OWNER, repo).shownFrom(Instant.MAX);
    String runId = accepted();
    Instant start = CLOCK.instant();
    dispatchUntilSettled(runId);
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(Duration.between(start, CLOCK.instant())).isEqualTo(Duration.ofSeconds(30));
    assertThat(reports(runId).get(reports(runId).size() - 1)).contains("FAILURE", "Not Found");
    assertThat(GITHUB.journal().count("GET", "/repos/acme-inc/" + repo + "$")).isEqualTo(6);
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void a_workflow_file_of_a_new_repository_is_waited_for() {
    GITHUB.repository(OWNER, repo).createdAt(CLOCK.instant().minusSeconds(20));
    GITHUB.repository(OWNER, repo).removeWorkflow("deploy.yml");
    String runId = accepted();
    dispatch();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(run(runId).intentAt()).isNull();
    GITHUB
        .repository(OWNER, repo)
        .workflow("deploy.yml", workflow -> workflow.input("service").input("version"));
    dispatchUntilSettled(runId);
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(GITHUB.journal().count("GET", "/repos/acme-inc/" + repo + "$")).isEqualTo(1);
  }

  @Test
  void a_missing_workflow_file_of_an_old_repository_is_refused_once_its_age_is_known() {
    GITHUB.repository(OWNER, repo).removeWorkflow("deploy.yml");
    String runId = accepted();
    execute("update run set ref = 'release' where run_id = ?", runId);
    Instant start = CLOCK.instant();
    dispatchUntilSettled(runId);
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(run(runId).target().ref()).isEqualTo("release");
    assertThat(CLOCK.instant()).isEqualTo(start);
    assertThat(reports(runId)).hasSize(2);
    assertThat(GITHUB.journal().count("GET", "/repos/acme-inc/" + repo + "$")).isEqualTo(1);
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(2);
  }

  private void dispatchUntilSettled(String runId) {
    while (state(runId).equals("ACCEPTED")) {
      if (dueAt(runId).isAfter(CLOCK.instant())) {
        CLOCK.set(dueAt(runId));
      }
      dispatch();
    }
  }

  @Test
  void a_server_that_refuses_the_flag_is_asked_again_without_it_and_remembered() {
    GITHUB.dispatchMode(DispatchMode.REFUSES_FLAG_422);
    String runId = accepted();
    dispatch();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(
            value(
                Boolean.class, "select run_details from credential where run_details is not null"))
        .isFalse();
    dispatch();
    assertThat(state(runId)).isEqualTo("LOCATING");
    assertThat(run(runId).startedAt()).isNotNull();
    assertThat(GITHUB.journal().calls("POST", DISPATCHES))
        .extracting(call -> call.body().contains("return_run_details"))
        .containsExactly(true, false);
  }

  @Test
  @Tag("P2")
  void an_answer_that_is_lost_is_located_and_never_repeated() {
    for (Fault fault :
        new Fault[] {
          Fault.statusAfter(502),
          Fault.dropAfter(),
          Fault.dropBefore(),
          Fault.emptyAnswer(),
          Fault.garbage(),
          Fault.html(200),
          Fault.delayAfter(Duration.ofSeconds(3))
        }) {
      execute("delete from report");
      execute("delete from run");
      GITHUB.journal().clear();
      String runId = accepted();
      GITHUB.faults().next(DISPATCH, fault);
      dispatch();
      assertThat(state(runId)).isEqualTo("LOCATING");
      assertThat(run(runId).startedAt()).isNull();
      assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
      assertThat(count("run where inputs is not null")).as("for a repetition").isEqualTo(1);
    }
  }

  @Test
  void a_connection_that_was_never_made_postpones_the_run() {
    String runId = accepted();
    execute("update run set ref = 'main'");
    gitHubFails(new ConnectException("Connection refused"));
    dispatch();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(run(runId).attempts()).isEqualTo(1);
    assertThat(dueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(2));
  }

  @Test
  void a_run_is_refused_when_github_was_out_of_reach_for_too_long() {
    String runId = accepted();
    execute("update run set ref = 'main', attempts = 1000");
    gitHubFails(new ConnectException("Connection refused"));
    dispatch();
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(reports(runId).get(1)).contains("FAILURE", "24 h");
  }

  @Test
  void words_of_github_that_were_cut_in_the_middle_of_an_emoji_reach_port() {
    String runId = accepted();
    execute("update run set ref = 'main'");
    GITHUB
        .faults()
        .next(
            DISPATCH,
            Fault.status(422, "{\"message\":\"Boom \\ud83d\"}", "application/json", Map.of()));
    dispatch();
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(reports(runId)).hasSize(2).allMatch(report -> report.contains("Boom \ufffd"));
  }

  @Test
  void inputs_that_cannot_be_opened_park_the_run() {
    String runId = accepted();
    byte[] other = new Seal("another-secret", null).close("{}".getBytes(StandardCharsets.UTF_8));
    execute("update run set inputs = ? where run_id = ?", other, runId);
    dispatch();
    assertThat(state(runId)).isEqualTo("PARKED");
    assertThat(value(String.class, "select reason from dead_letter")).isEqualTo("SEALED");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void a_run_that_was_claimed_anew_is_left_alone() {
    String runId = accepted();
    Run claimed = bean("dispatches", Dispatches.class).claim(1).get(0);
    execute("update run set claim = claim + 1");
    process("seda:dispatch-workflow", claimed);
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(run(runId).intentAt()).isNull();
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void claimed_runs_reach_the_workers_by_themselves() throws Exception {
    // One at a time until the host is known to name the workflow run.
    running();
    String first = accepted();
    String second = accepted();
    camel.getRouteController().startRoute("claim-dispatches");
    try {
      wake("claim-dispatches");
      await().until(() -> state(first).equals("RUNNING") && state(second).equals("RUNNING"));
    } finally {
      camel.getRouteController().stopRoute("claim-dispatches");
    }
  }

  private static Map<String, String> retryAfter(int seconds) {
    return Map.of("Retry-After", String.valueOf(seconds));
  }
}
