package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.POLL_DEADLINE;
import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.github.Ended;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestRun;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The open runs of a repository are followed with one list call and at most two more, and Port gets
 * the verdict of the attempt that was dispatched.
 */
abstract class PollContract extends DatabaseContract {
  private static final String ETAG = "W/\"one\"";
  private static final String PAGE = "https://github.example/acme-inc/infra/actions/runs/1";
  private static final String LINK = "\"link\":\"" + PAGE + "\"";

  PollContract(StoreUnderTest store) {
    super(store);
  }

  // --- Claims

  @Test
  void a_repository_is_polled_soon_after_a_start_and_by_one_instance() {
    backend.start("r_1", 1);
    assertThat(backend.polls.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(3));

    assertThat(backend.polls.claim(10))
        .extracting(Repository::toString)
        .containsExactly("acme-inc/infra");
    assertThat(backend.another().polls.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofMinutes(5));
    assertThat(backend.another().polls.claim(10)).hasSize(1);
  }

  @Test
  void a_repository_without_open_runs_is_not_polled() {
    backend.start("r_1", 1);
    Repository repository = claim();
    finish(observe(repository, list(ended(1, "success"))).get(0));
    backend.polls.polled(repository, list());

    backend.clock.tick(Duration.ofDays(1));
    assertThat(backend.polls.claim(10)).isEmpty();
  }

  // --- The first page

  @Test
  void one_page_brings_all_runs_of_a_repository_up_to_date() {
    backend.start("r_1", 1);
    backend.start("r_2", 2);
    observe(claim(), list(run(1, "in_progress"), run(2, "queued"), run(99, "in_progress")));

    assertThat(backend.find("r_1"))
        .returns("in_progress", Run::status)
        .returns(true, Run::listed)
        .returns(null, Run::dueAt);
    assertThat(backend.find("r_2").status()).isEqualTo("queued");
    assertThat(last("r_1")).contains("\"statusLabel\":\"Running\"");
    assertThat(last("r_2")).contains("\"statusLabel\":\"Queued in GitHub\"");
  }

  @Test
  void port_is_told_of_a_status_only_when_it_changes() {
    backend.start("r_1", 1);
    Repository repository = claim();
    int before = backend.reports("r_1").size();
    observe(repository, list(run(1, "queued")));
    observe(repository, list(run(1, "queued")));
    observeSingle(repository, run(1, "queued"));
    assertThat(backend.reports("r_1")).hasSize(before + 1);

    observe(repository, list(run(1, "waiting")));
    assertThat(last("r_1")).contains("Waiting for an approval in GitHub");
    observe(repository, list(run(1, "a_new_status")));
    assertThat(last("r_1")).contains("a new status");
    assertThat(backend.reports("r_1")).hasSize(before + 3);
  }

  @Test
  void a_workflow_run_that_an_operator_named_by_its_number_gets_its_link_when_it_is_seen() {
    startWithoutLink();
    observe(claim(), list(run(1, "in_progress", PAGE)));
    assertThat(backend.reports("r_1")).filteredOn(report -> report.contains(LINK)).hasSize(1);
    assertThat(backend.find("r_1").htmlUrl()).isEqualTo(PAGE);

    finish(observe(claim(), list(run(1, "completed", PAGE, "success"))).get(0));
    assertThat(backend.reports("r_1")).filteredOn(report -> report.contains(LINK)).hasSize(1);
  }

  @Test
  void a_workflow_run_that_has_ended_when_it_is_first_seen_gets_its_link_before_its_end() {
    startWithoutLink();
    finish(observe(claim(), list(run(1, "completed", PAGE, "success"))).get(0));

    List<String> reports = backend.reports("r_1");
    assertThat(reports.subList(reports.size() - 3, reports.size()))
        .satisfiesExactly(
            link -> assertThat(link).contains(LINK),
            line -> assertThat(line).contains("Workflow completed"),
            end -> assertThat(end).contains("SUCCESS"));
    assertThat(backend.find("r_1").htmlUrl()).isEqualTo(PAGE);
  }

  @Test
  void a_run_of_a_repository_that_cannot_be_polled_any_more_is_parked_at_its_deadline() {
    backend.start("r_1", 1);
    RemoteRefused deleted = new RemoteRefused(404, "Not Found", "");
    backend.polls.postpone(claim(), deleted);
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");

    backend.clock.tick(POLL_DEADLINE.plusSeconds(1));
    backend.polls.postpone(claim(), deleted);
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.count("dead_letter where reason = 'DEADLINE'")).isEqualTo(1);

    // With nothing open there, one more failure is the last.
    backend.polls.postpone(claim(), deleted);
    backend.clock.tick(Duration.ofDays(1));
    assertThat(backend.polls.claim(10)).isEmpty();
  }

  private void startWithoutLink() {
    backend.start("r_1", 1);
    backend.execute("update run set html_url = null");
  }

  @Test
  void a_page_that_has_not_changed_changes_nothing() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(1, "in_progress")));
    Run before = backend.find("r_1");

    assertThat(observe(repository, answer(304, null))).isEmpty();
    assertThat(backend.find("r_1")).isEqualTo(before);
  }

  @Test
  void a_run_of_another_repository_is_left_alone() {
    backend.start(TestRun.of("r_1").repo("other"), 1);
    backend.start("r_2", 2);
    backend.clock.tick(Duration.ofSeconds(3));
    Repository infra =
        backend.polls.claim(10).stream()
            .filter(r -> r.repo().equals("infra"))
            .findFirst()
            .orElseThrow();

    assertThat(observe(infra, list(ended(1, "success")))).isEmpty();
  }

  // --- The ETag

  @Test
  void the_etag_of_the_first_page_is_sent_with_the_next_poll() {
    backend.start("r_1", 1);
    Repository first = claim();
    assertThat(backend.polls.firstPage(first).etag()).isNull();
    backend.polls.polled(first, answer(200, "{}", "etag", ETAG));

    Repository second = claim();
    assertThat(backend.polls.firstPage(second).etag()).isEqualTo(ETAG);
    backend.polls.polled(second, answer(304, null));
    assertThat(backend.polls.firstPage(claim()).etag()).isEqualTo(ETAG);
  }

  @Test
  void an_etag_that_does_not_cover_a_run_started_meanwhile_is_not_kept() {
    backend.start("r_1", 1);
    Repository repository = claim();
    RemoteAnswer page = answer(200, "{'workflow_runs':[]}", "etag", ETAG);
    backend.start("r_2", 2);
    Instant soon = Instant.now(backend.clock).plusSeconds(3);
    backend.polls.polled(repository, page);

    assertThat(backend.value(String.class, "select etag from repository")).isNull();
    assertThat(backend.value(Instant.class, "select due_at from repository")).isEqualTo(soon);
  }

  @Test
  void a_start_makes_a_kept_etag_be_forgotten() {
    backend.start("r_1", 1);
    backend.polls.polled(claim(), answer(200, "{}", "etag", ETAG));
    backend.start("r_2", 2);

    assertThat(backend.polls.firstPage(claim()).etag()).isNull();
  }

  // --- Runs that are not on the first page

  @Test
  void a_run_that_newer_ones_have_pushed_off_the_page_is_looked_at_by_itself() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(1, "in_progress")));
    assertThat(backend.polls.overdue(repository)).isEmpty();

    observe(repository, list(run(50, "in_progress")));
    assertThat(backend.polls.overdue(repository))
        .singleElement()
        .satisfies(
            overdue -> {
              assertThat(overdue.run().runId()).isEqualTo("r_1");
              assertThat(overdue.call().path()).isEqualTo("/repos/acme-inc/infra/actions/runs/1");
            });
  }

  @Test
  void a_run_off_the_page_is_looked_at_more_seldom_the_older_it_is() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(2000));
    Repository repository = claim();
    observeSingle(repository, run(1, "in_progress"));

    assertThat(backend.polls.overdue(repository)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(99));
    assertThat(backend.polls.overdue(repository)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(1));
    assertThat(backend.polls.overdue(repository)).hasSize(1);
  }

  @Test
  void a_poll_never_makes_more_than_two_calls_beyond_the_first_page() {
    Repository repository = null;
    for (int i = 1; i <= 12; i++) {
      backend.start("r_" + i, i);
      repository = claim();

      assertThat(backend.polls.overdue(repository)).hasSize(Math.min(i, 2));
    }
    assertThat(backend.polls.overdue(repository))
        .extracting(overdue -> overdue.call().toString())
        .satisfiesExactly(
            page -> assertThat(page).endsWith("per_page=100&page=2"),
            single -> assertThat(single).contains("/actions/runs/"));
  }

  @Test
  void a_further_page_brings_its_runs_up_to_date_without_listing_them() {
    backend.start("r_1", 1);
    Repository repository = claim();
    RemoteCall second = backend.calls.workflowRuns(TestRun.ORG, TestRun.REPO, 2);
    backend.polls.observe(repository, second, list(run(1, "in_progress")));

    assertThat(backend.find("r_1"))
        .returns("in_progress", Run::status)
        .returns(false, Run::listed)
        .returns(Instant.now(backend.clock).plusSeconds(5), Run::dueAt);
  }

  @Test
  void a_run_that_is_on_the_page_again_is_not_looked_at_by_itself() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(50, "queued")));
    observe(repository, list(run(1, "queued")));

    assertThat(backend.polls.overdue(repository)).isEmpty();
  }

  // --- Intervals, limits, failures

  @Test
  void the_pause_between_polls_grows_with_the_age_of_the_youngest_run() {
    backend.start("r_1", 1);
    assertThat(pauseAfterPoll()).isEqualTo(Duration.ofSeconds(5));
    backend.clock.tick(Duration.ofSeconds(997));
    assertThat(pauseAfterPoll()).isEqualTo(Duration.ofSeconds(50));
    backend.start("r_2", 2);
    assertThat(pauseAfterPoll()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void a_poll_that_fails_is_made_again_after_growing_delays() {
    backend.start("r_1", 1);
    for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 320, 640, 900, 900}) {
      backend.polls.postpone(claim(), new IOException("reset"));

      assertThat(backend.value(Instant.class, "select due_at from repository"))
          .isEqualTo(Instant.now(backend.clock).plusSeconds(seconds));
      backend.clock.tick(Duration.ofSeconds(seconds));
    }
    backend.polls.postpone(claim(), new RemoteBusy("limit", START.plusSeconds(100_000)));
    assertThat(backend.value(Instant.class, "select due_at from repository"))
        .isEqualTo(START.plusSeconds(100_000));
  }

  @Test
  void a_poll_that_succeeds_ends_the_growth_of_the_delays() {
    backend.start("r_1", 1);
    backend.polls.postpone(claim(), new IOException("reset"));
    backend.clock.tick(Duration.ofSeconds(5));
    backend.polls.polled(claim(), list());

    assertThat(backend.value(Integer.class, "select attempts from repository")).isZero();
  }

  @Test
  void a_poll_whose_lease_has_ended_changes_nothing_of_the_repository() {
    backend.start("r_1", 1);
    Repository stale = claim();
    backend.clock.tick(Duration.ofMinutes(5));
    backend.another().polls.claim(1);
    Instant lease = backend.value(Instant.class, "select due_at from repository");
    backend.polls.polled(stale, answer(200, "{}", "etag", ETAG));
    backend.polls.postpone(stale, new IOException("reset"));

    assertThat(backend.value(Instant.class, "select due_at from repository")).isEqualTo(lease);
    assertThat(backend.value(String.class, "select etag from repository")).isNull();
  }

  @Test
  void a_run_that_does_not_end_within_the_deadline_is_parked_and_port_is_not_told_failure() {
    backend.start("r_1", 1);
    backend.clock.tick(POLL_DEADLINE);
    backend.polls.polled(claim(), list());
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");

    backend.clock.tick(Duration.ofMinutes(6));
    backend.polls.polled(claim(), list());
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.deadLetterList.parked(10)).extracting("reason").containsExactly("DEADLINE");
    assertThat(last("r_1")).startsWith("LOG ").doesNotContain("FAILURE");
  }

  // --- The end

  @Test
  void an_ended_run_is_reported_once_with_the_final_status_last() {
    backend.start("r_1", 1);
    Repository repository = claim();
    Ended ended = observe(repository, list(ended(1, "success"))).get(0);
    assertThat(backend.ends.needsJobs(ended)).isFalse();
    finish(ended);
    finish(ended);

    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    assertThat(backend.reports("r_1").stream().filter(r -> r.contains("\"status\":")))
        .singleElement()
        .asString()
        .contains("SUCCESS")
        .isEqualTo(last("r_1"));
    assertThat(backend.value(String.class, "select conclusion from run")).isEqualTo("success");
  }

  @Test
  void an_end_that_could_not_be_recorded_is_found_again() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(ended(1, "failure")));

    assertThat(observe(repository, list(ended(1, "failure")))).hasSize(1);
    assertThat(observeSingle(repository, ended(1, "failure"))).hasSize(1);
  }

  @Test
  void a_completed_run_without_a_conclusion_has_not_ended() {
    backend.start("r_1", 1);

    assertThat(observe(claim(), list("{'id':1,'status':'completed','conclusion':null}"))).isEmpty();
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void a_second_attempt_hides_nothing_of_the_first() {
    backend.start("r_1", 1);
    Ended second = observe(claim(), list("{'id':1,'run_attempt':2,'status':'in_progress'}")).get(0);
    assertThat(second.rerun()).isTrue();
    assertThat(backend.ends.firstAttempt(second).path()).endsWith("/runs/1/attempts/1");

    Ended first =
        backend.ends.ofFirstAttempt(
            second,
            answer(200, "{'id':1,'run_attempt':1,'status':'completed','conclusion':'failure'}"));
    assertThat(backend.ends.needsJobs(first)).isTrue();
    assertThat(backend.ends.jobs(first).path()).endsWith("/runs/1/attempts/1/jobs");
    finish(first);
    assertThat(last("r_1")).contains("\"status\":\"FAILURE\"");
  }

  @Test
  void a_second_attempt_is_no_verdict_as_long_as_the_first_shows_none() {
    backend.start("r_1", 1);
    Ended second =
        observe(
                claim(),
                list("{'id':1,'run_attempt':2,'status':'completed','conclusion':'success'}"))
            .get(0);

    for (String json :
        List.of(
            "{'id':1,'run_attempt':1,'status':'in_progress'}",
            "{'id':1,'run_attempt':2,'status':'completed','conclusion':'success'}",
            "{}")) {
      assertThatThrownBy(() -> backend.ends.ofFirstAttempt(second, answer(200, json)))
          .isInstanceOf(RemoteBusy.class);
    }
  }

  @Test
  void an_ended_run_teaches_the_login_of_our_workflow_runs() {
    backend.start("r_1", 1);
    finish(
        observe(
                claim(),
                list(
                    "{'id':1,'status':'completed','conclusion':'success','actor':{'login':'bot'}}"))
            .get(0));

    assertThat(backend.value(String.class, "select actor from credential where actor is not null"))
        .isEqualTo("bot");
  }

  // --- Missing runs

  @Test
  void a_run_that_github_does_not_show_is_given_up_after_so_many_misses() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(60));
    for (int miss = 1; miss <= 4; miss++) {
      miss(404);
      assertThat(backend.state("r_1")).isEqualTo("RUNNING");
    }
    miss(404);

    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    assertThat(last("r_1")).contains("\"status\":\"FAILURE\"", "deleted");
  }

  @Test
  void a_run_that_was_started_just_now_cannot_be_missed() {
    backend.start("r_1", 1);
    for (int miss = 1; miss <= 10; miss++) {
      backend.ends.missing(overdue(), new RemoteRefused(404, "Not Found", ""));
    }

    assertThat(backend.find("r_1")).returns("RUNNING", Run::state).returns(0, Run::attempts);
  }

  @Test
  void misses_are_a_minute_apart() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(60));
    miss(404);
    Repository repository = claim();

    backend.clock.tick(Duration.ofSeconds(-1));
    assertThat(backend.polls.overdue(repository)).isEmpty();
  }

  @Test
  void a_run_that_is_shown_again_was_not_missed() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(60));
    for (int miss = 1; miss <= 4; miss++) {
      miss(404);
    }
    observeSingle(claim(), run(1, "in_progress"));
    backend.clock.tick(Duration.ofSeconds(60));
    miss(404);

    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void only_answers_that_say_not_found_count_as_misses() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(60));
    for (int miss = 1; miss <= 6; miss++) {
      miss(403);
    }
    miss(404);

    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void a_missing_page_says_nothing_about_any_run() {
    backend.start("r_1", 1);
    RemoteCall page = backend.calls.workflowRuns(TestRun.ORG, TestRun.REPO, 2);
    backend.ends.missing(new Overdue(null, page), new RemoteRefused(404, "Not Found", ""));

    assertThat(backend.find("r_1").attempts()).isZero();
  }

  private void miss(int status) {
    backend.ends.missing(overdue(), new RemoteRefused(status, "no", ""));
    backend.clock.tick(Duration.ofSeconds(60));
  }

  private Overdue overdue() {
    Run run = backend.find("r_1");
    return new Overdue(run, backend.calls.workflowRun(run));
  }

  private void finish(Ended ended) {
    backend.ends.finish(ended, "");
  }

  private Duration pauseAfterPoll() {
    backend.polls.polled(claim(), list());
    return Duration.between(
        Instant.now(backend.clock), backend.value(Instant.class, "select due_at from repository"));
  }

  /** Claims the only repository, at the time when it is due. */
  private Repository claim() {
    Instant due = backend.value(Instant.class, "select min(due_at) from repository");
    if (due.isAfter(Instant.now(backend.clock))) {
      backend.clock.set(due);
    }
    List<Repository> claimed = backend.polls.claim(1);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private List<Ended> observe(Repository repository, RemoteAnswer page) {
    return backend.polls.observe(repository, backend.polls.firstPage(repository), page);
  }

  private List<Ended> observeSingle(Repository repository, String json) {
    Run any = backend.find("r_1");
    return backend.polls.observe(repository, backend.calls.workflowRun(any), answer(200, json));
  }

  private String last(String runId) {
    List<String> reports = backend.reports(runId);
    return reports.get(reports.size() - 1);
  }

  private static String run(long id, String status) {
    return "{'id':%d,'run_attempt':1,'status':'%s','conclusion':null}".formatted(id, status);
  }

  private static String run(long id, String status, String page, String... conclusion) {
    return "{'id':%d,'run_attempt':1,'status':'%s','conclusion':'%s','html_url':'%s'}"
        .formatted(id, status, String.join("", conclusion), page);
  }

  private static String ended(long id, String conclusion) {
    return "{'id':%d,'run_attempt':1,'status':'completed','conclusion':'%s'}"
        .formatted(id, conclusion);
  }
}
