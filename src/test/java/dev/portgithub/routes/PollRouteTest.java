package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.poll.Polling;
import dev.portgithub.run.Repository;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** 40-poll: one list call serves a repository; nothing that is missing stops it. */
class PollRouteTest extends RouteTest {

  @Test
  void one_call_serves_all_open_runs_of_a_repository() {
    String first = running();
    String second = running();
    GITHUB.complete(workflowRunId(second), "success");
    GITHUB.journal().clear();
    poll();
    assertThat(state(first)).isEqualTo("RUNNING");
    assertThat(run(first).status()).isEqualTo("in_progress");
    assertThat(reports(first)).last().asString().contains("\"statusLabel\":\"Running\"");
    assertThat(state(second)).isEqualTo("FINISHED");
    assertThat(reports(second)).last().asString().contains("\"status\":\"SUCCESS\"");
    assertThat(GITHUB.journal().calls()).hasSize(1);
  }

  @Test
  void a_page_that_has_not_changed_is_not_read_again() {
    String runId = running();
    poll();
    int told = reports(runId).size();
    GITHUB.journal().clear();
    poll();
    assertThat(GITHUB.journal().calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.header("If-None-Match")).isNotBlank();
              assertThat(call.status()).isEqualTo(304);
            });
    assertThat(reports(runId)).hasSize(told);
    assertThat(count("repository where due_at is not null and etag is not null")).isEqualTo(1);
  }

  @Test
  void a_single_run_that_is_missing_does_not_stop_the_poll() {
    String deleted = running();
    String other = running();
    GITHUB.delete(workflowRunId(deleted));
    GITHUB.complete(workflowRunId(other), "success");
    CLOCK.tick(Duration.ofMinutes(2));
    poll();
    assertThat(state(other)).isEqualTo("FINISHED");
    assertThat(state(deleted)).isEqualTo("RUNNING");
    assertThat(run(deleted).attempts()).isEqualTo(1);
    assertThat(count("repository where attempts = 0 and due_at > ?", CLOCK.instant())).isEqualTo(1);
  }

  @Test
  void a_missing_page_says_nothing_about_any_run() {
    List<String> deleted = List.of(running(), running(), running());
    deleted.forEach(runId -> GITHUB.delete(workflowRunId(runId)));
    CLOCK.tick(Duration.ofMinutes(2));
    GITHUB
        .faults()
        .next(LIST_RUNS.and(request -> request.param("created").isPresent()), Fault.status(404));
    GITHUB.journal().clear();
    poll();
    // The first page, the missing one, and each run by itself.
    assertThat(GITHUB.journal().calls()).hasSize(5);
    assertThat(count("run where state = 'RUNNING' and attempts = 1")).isEqualTo(3);
    assertThat(count("repository where attempts = 0 and due_at > ?", CLOCK.instant())).isEqualTo(1);
  }

  @Test
  void a_page_off_the_first_is_free_as_long_as_nothing_changes() {
    List<String> all = List.of(running(), running(), running());
    pushOffTheFirstPage();
    poll();
    poll();
    GITHUB.journal().clear();
    poll();
    assertThat(GITHUB.journal().calls()).hasSize(2).allMatch(call -> call.status() == 304);
    GITHUB.complete(workflowRunId(all.get(1)), "success");
    poll();
    assertThat(all).map(this::state).containsExactly("RUNNING", "FINISHED", "RUNNING");
  }

  @Test
  void the_ends_that_cost_a_call_come_last() {
    String failed = running();
    String fine = running();
    GITHUB.complete(workflowRunId(failed), "failure", "deploy", "Roll out");
    GITHUB.complete(workflowRunId(fine), "success");
    poll();
    assertThat(reports(failed)).last().asString().contains("Failed job: deploy");
    assertThat(
            texts(
                "select run_id from report where ends_run = true and run_id in (?, ?) order by id",
                failed,
                fine))
        .containsExactly(fine, failed);
  }

  @Test
  void a_run_that_stays_missing_is_finished_as_deleted() {
    String deleted = running();
    GITHUB.delete(workflowRunId(deleted));
    for (int miss = 1; miss <= 5; miss++) {
      assertThat(state(deleted)).isEqualTo("RUNNING");
      CLOCK.tick(Duration.ofMinutes(5));
      poll();
    }
    assertThat(state(deleted)).isEqualTo("FINISHED");
    assertThat(reports(deleted)).last().asString().contains("FAILURE", "deleted in GitHub");
  }

  @Test
  void a_missing_single_run_while_github_is_in_trouble_counts_for_nothing() {
    String runId = running();
    GITHUB.delete(workflowRunId(runId));
    CLOCK.tick(Duration.ofMinutes(2));
    GITHUB.faults().next(Request.of("GET", "/actions/runs/\\d+$"), Fault.status(503));
    poll();
    assertThat(run(runId).attempts()).isZero();
    assertThat(count("repository where attempts = 0")).isEqualTo(1);
  }

  @Test
  void a_single_run_that_cannot_be_read_holds_up_no_other() {
    String broken = running();
    String other = running();
    pushOffTheFirstPage();
    GITHUB.complete(workflowRunId(other), "success");
    GITHUB
        .faults()
        .always(
            Request.of("GET", "/actions/runs/" + workflowRunId(broken) + "$"), Fault.status(502));
    CLOCK.tick(Duration.ofMinutes(2));
    poll();
    assertThat(state(other)).isEqualTo("FINISHED");
    assertThat(state(broken)).isEqualTo("RUNNING");
    assertThat(dueAt(broken)).isAfter(CLOCK.instant());
    assertThat(count("repository where attempts = 0 and due_at > ?", CLOCK.instant())).isEqualTo(1);
  }

  @Test
  void a_first_attempt_that_is_gone_holds_up_no_other_run_on_the_first_page() {
    List<String> all = List.of(running(), running(), running());
    all.forEach(runId -> GITHUB.complete(workflowRunId(runId), "success"));
    GITHUB.rerun(workflowRunId(all.get(1)));
    GITHUB.forgetFirstAttempt(workflowRunId(all.get(1)));
    poll();
    assertThat(all).map(this::state).containsExactly("FINISHED", "RUNNING", "FINISHED");
    // Kept for this run alone: the repository counts as polled, and its page is not read again.
    assertThat(count("repository where attempts = 0 and etag is not null")).isEqualTo(1);
    assertThat(dueAt(all.get(1))).isAfter(CLOCK.instant());
    // The second attempt is still going on: no verdict, however often the first is not shown.
    pollOften();
    assertThat(state(all.get(1))).isEqualTo("RUNNING");

    GITHUB.complete(workflowRunId(all.get(1)), "failure", "deploy", "Roll out");
    pollOften();
    assertThat(state(all.get(1))).isEqualTo("FINISHED");
    assertThat(reports(all.get(1)))
        .anyMatch(report -> report.contains("This is the end of attempt 2."))
        .last()
        .asString()
        .contains("\"status\":\"FAILURE\"", "Failed job: deploy");
  }

  @Test
  void a_first_attempt_without_a_conclusion_holds_up_no_other_run_off_the_first_page() {
    List<String> all = List.of(running(), running(), running(), running());
    pushOffTheFirstPage();
    all.forEach(runId -> GITHUB.complete(workflowRunId(runId), "success"));
    GITHUB.rerun(workflowRunId(all.get(0)), Plan.stayInProgress());
    GITHUB.blankFirstAttempt(workflowRunId(all.get(0)));
    GITHUB.complete(workflowRunId(all.get(0)), "success");
    CLOCK.tick(Duration.ofMinutes(2));
    poll();
    poll();
    assertThat(all).map(this::state).containsExactly("RUNNING", "FINISHED", "FINISHED", "FINISHED");
    assertThat(count("repository where attempts = 0 and due_at is not null")).isEqualTo(1);
    pollOften();
    assertThat(state(all.get(0))).isEqualTo("FINISHED");
    assertThat(reports(all.get(0))).last().asString().contains("\"status\":\"SUCCESS\"");
    assertThat(count("repository where due_at is null")).isEqualTo(1);
  }

  @Test
  void a_limit_met_while_one_end_is_recorded_keeps_that_one_and_records_the_others() {
    List<String> all = List.of(running(), running());
    all.forEach(runId -> GITHUB.complete(workflowRunId(runId), "success"));
    GITHUB.rerun(workflowRunId(all.get(1)), Plan.stayInProgress());
    GITHUB
        .faults()
        .next(
            Request.of("GET", "/attempts/1$"),
            Fault.status(429, "{}", "application/json", Map.of("Retry-After", "30")));
    poll();
    assertThat(all).map(this::state).containsExactly("FINISHED", "RUNNING");
    assertThat(dueAt(all.get(1))).isEqualTo(CLOCK.instant().plusSeconds(30));
    pollOften();
    assertThat(state(all.get(1))).isEqualTo("FINISHED");
  }

  @Test
  void a_repository_that_cannot_be_read_is_polled_again_later() {
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "success");
    int attempts = 0;
    for (Fault fault :
        new Fault[] {
          Fault.status(500), Fault.status(404), Fault.dropBefore(), Fault.garbage(), Fault.html(502)
        }) {
      GITHUB.faults().next(LIST_RUNS, fault);
      CLOCK.tick(Duration.ofMinutes(5));
      poll();
      attempts++;
      assertThat(state(runId)).isEqualTo("RUNNING");
      assertThat(count("repository where attempts = ? and due_at > ?", attempts, CLOCK.instant()))
          .isEqualTo(1);
    }
    CLOCK.tick(Duration.ofMinutes(5));
    poll();
    assertThat(state(runId)).isEqualTo("FINISHED");
    assertThat(count("repository where attempts = 0 and due_at is null")).isEqualTo(1);
  }

  @Test
  void a_run_that_cannot_be_finished_is_found_ended_again() {
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "failure");
    GITHUB.rerun(workflowRunId(runId));
    GITHUB.faults().next(Request.of("GET", "/attempts/1$"), Fault.status(502));
    poll();
    assertThat(state(runId)).isEqualTo("RUNNING");
    poll();
    assertThat(state(runId)).isEqualTo("FINISHED");
  }

  @Test
  void a_run_past_its_deadline_is_parked() {
    String runId = running();
    CLOCK.tick(Duration.ofDays(37));
    poll();
    assertThat(state(runId)).isEqualTo("PARKED");
    assertThat(value(String.class, "select reason from dead_letter")).isEqualTo("DEADLINE");
  }

  @Test
  void a_claimed_repository_is_not_claimed_again_during_its_lease() {
    running();
    CLOCK.tick(Duration.ofSeconds(5));
    assertThat(bean("polling", Polling.class).claim(4)).hasSize(1);
    assertThat(bean("polling", Polling.class).claim(4)).isEmpty();
    CLOCK.tick(Duration.ofMinutes(5));
    assertThat(bean("polling", Polling.class).claim(4)).hasSize(1);
  }

  /** More workflow runs of others than a page shows. */
  private void pushOffTheFirstPage() {
    GITHUB.preload(OWNER, repo, "deploy.yml", 100, "somebody", CLOCK.instant().plusSeconds(1));
    CLOCK.tick(Duration.ofSeconds(1));
  }

  /** Long enough for every delay between misses. */
  private void pollOften() {
    for (int i = 0; i < 8; i++) {
      CLOCK.tick(Duration.ofMinutes(5));
      poll();
    }
  }

  /** Once everything is due. */
  private void poll() {
    CLOCK.tick(Duration.ofSeconds(5));
    execute("update repository set due_at = ? where due_at is not null", CLOCK.instant());
    for (Repository repository : bean("polling", Polling.class).claim(4)) {
      process("seda:poll-repository", repository);
    }
  }
}
