package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.locate.Locating;
import dev.portgithub.run.Run;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubSimulator.DispatchMode;
import dev.portgithub.simulator.Request;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 35-locate: a lost dispatch is settled by evidence. */
class LocateRouteTest extends RouteTest {
  private static final Predicate<Request> CANDIDATES =
      Request.of("GET", "/actions/workflows/deploy.yml/runs$");

  @Test
  void a_workflow_run_that_is_found_is_adopted() {
    String runId = lost(Fault.dropAfter());
    locate();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(GITHUB.run(workflowRunId(runId)).repo()).isEqualTo(repo);
    assertThat(reports(runId)).hasSize(2);
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void a_workflow_run_that_is_not_visible_yet_is_looked_for_again() {
    String runId = lost(Fault.dropBefore());
    locate();
    assertThat(state(runId)).isEqualTo("LOCATING");
    assertThat(run(runId).attempts()).isEqualTo(1);
    assertThat(dueAt(runId)).isAfter(CLOCK.instant());
  }

  @Test
  void a_run_without_a_workflow_run_after_the_settling_time_is_dispatched_once_more() {
    String runId = lost(Fault.dropBefore());
    CLOCK.tick(Duration.ofMinutes(5));
    while (state(runId).equals("LOCATING")) {
      assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
      locate();
      CLOCK.tick(Duration.ofSeconds(15));
    }
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    dispatch();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(GITHUB.runs().stream().filter(run -> run.repo().equals(repo))).hasSize(1);
  }

  @Test
  void a_lost_dispatch_of_a_workflow_that_github_does_not_know_is_made_again_and_refused() {
    GITHUB.repository(OWNER, repo).removeWorkflow("deploy.yml");
    String runId = lost(Fault.dropBefore());
    CLOCK.tick(Duration.ofMinutes(5));
    locateUntilSettled(runId);
    dispatch();
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(lastReport(runId)).contains("FAILURE", "Not Found");
  }

  @Test
  @Tag("P2")
  void what_github_fails_at_each_time_without_starting_anything_is_refused_in_its_words() {
    GITHUB
        .faults()
        .always(
            DISPATCH,
            Fault.status(
                500,
                "{\"message\":\"Failed to run workflow dispatch\"}",
                "application/json",
                Map.of()));
    String runId = accepted();
    for (int failures = 1; failures <= 5; failures++) {
      dispatch();
      assertThat(state(runId)).as("after failure %s", failures).isEqualTo("LOCATING");
      assertThat(reports(runId).get(0)).contains("GitHub failed; checking");
      CLOCK.tick(Duration.ofMinutes(5));
      locateUntilSettled(runId);
      assertThat(state(runId)).isEqualTo("ACCEPTED");
      assertThat(lastReport(runId)).contains("Failed to run workflow dispatch", "tried again at");
      CLOCK.tick(Duration.ofMinutes(15));
    }
    dispatch();
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(lastReport(runId))
        .contains("FAILURE", "Failed to run workflow dispatch (HTTP 500)", "5 times");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(5);
  }

  @Test
  @Tag("P2")
  void what_github_has_started_although_it_said_that_it_failed_is_found_at_any_time() {
    String runId = lost(Fault.status(500));
    CLOCK.tick(Duration.ofMinutes(5));
    locateUntilSettled(runId);
    GITHUB.faults().next(DISPATCH, Fault.statusAfter(500));
    dispatch();
    assertThat(state(runId)).isEqualTo("LOCATING");
    CLOCK.tick(Duration.ofMinutes(5));
    locateUntilSettled(runId);
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(GITHUB.runs()).filteredOn(run -> run.repo().equals(repo)).hasSize(1);
  }

  private String lastReport(String runId) {
    return reports(runId).get(reports(runId).size() - 1);
  }

  @Test
  void a_run_with_several_candidates_is_parked() {
    GITHUB.addForeignRun(OWNER, repo, "deploy.yml", "main", "deploy-bot", Map.of());
    String runId = lost(Fault.dropAfter());
    locate();
    assertThat(state(runId)).as("at the first look").isEqualTo("LOCATING");
    CLOCK.tick(Duration.ofMinutes(5));
    locateUntilSettled(runId);
    assertThat(state(runId)).isEqualTo("PARKED");
    assertThat(value(String.class, "select reason from dead_letter")).isEqualTo("AMBIGUOUS");
    assertThat(reports(runId)).hasSize(2).allMatch(body -> body.contains("operator"));
  }

  @Test
  void a_list_of_more_than_a_page_is_read_to_its_end() {
    String runId = lost(Fault.dropAfter());
    for (int i = 0; i < 120; i++) {
      GITHUB.addForeignRun(OWNER, repo, "deploy.yml", "release", "deploy-bot", Map.of());
    }
    locate();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(GITHUB.journal().calls("GET", "/actions/workflows/deploy.yml/runs$")).hasSize(2);
  }

  @Test
  void a_further_page_that_cannot_be_read_is_no_evidence() {
    String runId = lost(Fault.dropAfter());
    for (int i = 0; i < 120; i++) {
      GITHUB.addForeignRun(OWNER, repo, "deploy.yml", "release", "deploy-bot", Map.of());
    }
    for (Fault fault : new Fault[] {Fault.status(502), Fault.html(200)}) {
      GITHUB.faults().next(CANDIDATES.and(page -> page.param("page").isPresent()), fault);
      locate();
      assertThat(state(runId)).isEqualTo("LOCATING");
      CLOCK.tick(Duration.ofSeconds(15));
    }
    locate();
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  void a_workflow_run_of_another_port_run_is_no_candidate() {
    String other = running();
    String runId = lost(Fault.dropAfter());
    locate();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(workflowRunId(runId)).isNotEqualTo(workflowRunId(other));
  }

  @Test
  void a_start_without_an_id_is_located_and_never_dispatched_again() {
    GITHUB.dispatchMode(DispatchMode.NO_CONTENT);
    GITHUB.hideNewRunsFor(Duration.ofMinutes(10));
    try {
      String runId = accepted();
      dispatch();
      CLOCK.tick(Duration.ofMinutes(6));
      locate();
      assertThat(state(runId)).as("surely started").isEqualTo("LOCATING");
      CLOCK.tick(Duration.ofMinutes(5));
      locate();
      assertThat(state(runId)).isEqualTo("RUNNING");
    } finally {
      GITHUB.hideNewRunsFor(Duration.ZERO);
    }
  }

  @Test
  void github_that_cannot_be_asked_is_asked_again_later() {
    String runId = lost(Fault.dropAfter());
    for (Fault fault :
        new Fault[] {Fault.status(503), Fault.status(403), Fault.dropBefore(), Fault.html(200)}) {
      GITHUB.faults().next(CANDIDATES, fault);
      locate();
      assertThat(state(runId)).isEqualTo("LOCATING");
      assertThat(dueAt(runId)).isAfter(CLOCK.instant());
      CLOCK.tick(Duration.ofSeconds(15));
    }
    locate();
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  void a_dispatch_that_was_left_without_an_outcome_is_located() {
    String runId = accepted();
    execute("update run set ref = 'main'");
    gitHubFails(new IllegalStateException("the process dies here"));
    dispatch();
    gitHubFails(null);
    assertThat(state(runId)).isEqualTo("DISPATCHING");
    CLOCK.tick(Duration.ofSeconds(29));
    locate();
    assertThat(state(runId)).as("while the lease lasts").isEqualTo("DISPATCHING");
    CLOCK.tick(Duration.ofSeconds(2));
    locate();
    assertThat(state(runId)).isEqualTo("LOCATING");
  }

  /** A run whose dispatch had this fault, due to be located. */
  private String lost(Fault fault) {
    String runId = accepted();
    GITHUB.faults().next(DISPATCH, fault);
    dispatch();
    assertThat(state(runId)).isEqualTo("LOCATING");
    // By then GitHub surely lists what it has started.
    CLOCK.tick(Duration.ofMinutes(1));
    return runId;
  }

  private void locateUntilSettled(String runId) {
    while (state(runId).equals("LOCATING")) {
      locate();
      CLOCK.tick(Duration.ofSeconds(15));
    }
  }

  private void locate() {
    for (Run run : bean("locating", Locating.class).claim(4)) {
      process("seda:locate-run", run);
    }
  }
}
