package dev.portgithub.locate;

import static dev.portgithub.world.TestBackend.LEASE;
import static dev.portgithub.world.TestBackend.LOCATE_GIVE_UP;
import static dev.portgithub.world.TestBackend.SETTLE_AFTER;
import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.httpDate;
import static dev.portgithub.world.TestBackend.json;
import static dev.portgithub.world.TestBackend.list;
import static dev.portgithub.world.TestBackend.only;
import static dev.portgithub.world.TestBackend.startedAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.ClaimLost;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dispatch without an outcome is settled by evidence: never by a guess, never by a repeat. */
abstract class LocatingContract extends DatabaseContract {
  LocatingContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  @Tag("P2")
  void one_workflow_run_that_fits_is_adopted() {
    backend.lose("r_1");
    backend.settle("r_1", list(workflowRun(7)));

    assertThat(backend.find("r_1"))
        .returns(RunState.RUNNING, Run::state)
        .returns(7L, Run::workflowRunId)
        .returns("https://github.example/runs/7", Run::htmlUrl);
    assertThat(backend.reports("r_1")).first().asString().contains("\"externalRunId\":\"7\"");
    assertThat(backend.count("repository where due_at is not null")).isOne();
    assertThat(backend.count("run where inputs is not null")).isZero();
  }

  @Test
  void the_search_names_the_workflow_and_the_window_of_the_dispatch() {
    Run run = backend.lose("r_1");

    assertThat(backend.locateCalls.candidates(run))
        .returns("GET", call -> call.method())
        .returns("/repos/acme-inc/infra/actions/workflows/deploy.yml/runs", call -> call.path())
        .satisfies(
            call ->
                assertThat(call.query())
                    .contains("event=workflow_dispatch", "per_page=100")
                    .endsWith("created=2026-11-22T09%3A59%3A00Z..2026-11-22T10%3A02%3A00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-22T10:10:00Z", "2026-11-22T09:50:00Z"})
  @Tag("P2")
  void the_window_is_wider_by_what_githubs_clock_differs_from_ours(String theirs) {
    Run run = backend.lose("r_1");
    learnTime("Date", httpDate(Instant.parse(theirs)));

    assertThat(backend.locateCalls.candidates(run).query())
        .endsWith("created=2026-11-22T09%3A49%3A00Z..2026-11-22T10%3A12%3A00Z");
  }

  @Test
  void a_few_seconds_or_a_date_that_is_none_are_no_difference() {
    learnTime("Date", httpDate(START.plusSeconds(4)));
    learnTime("Date", "yesterday");
    learnTime();

    assertThat(backend.gitHubTime.difference()).isZero();
  }

  @Test
  void nothing_found_before_the_settling_time_means_look_again() {
    backend.lose("r_1");
    for (int seconds : new int[] {1, 2, 4, 8, 15, 15}) {
      backend.clock.set(backend.dueAt("r_1"));
      backend.locate(claim("r_1"), list());

      assertThat(backend.find("r_1"))
          .returns(RunState.LOCATING, Run::state)
          .returns(
              Instant.now(backend.clock).plusSeconds(seconds), row -> backend.dueAt(row.runId()));
    }
  }

  @Test
  @Tag("P2")
  void nothing_found_after_the_settling_time_means_that_it_was_not_started() {
    backend.lose("r_1");
    lookUntil(START.plus(SETTLE_AFTER));
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");

    lookUntil(START.plus(SETTLE_AFTER).plusSeconds(15));

    Run again = backend.claim("r_1");
    assertThat(again.intentAt()).isNull();
    assertThat(backend.dispatchCall(backend.dispatches.intend(again)).json())
        .contains("\"service\":\"checkout\"");
  }

  @Test
  @Tag("P2")
  void dispatches_that_fail_in_github_are_repeated_after_growing_pauses_and_then_refused() {
    backend.accept("r_1");
    List<Long> pauses = new ArrayList<>();
    for (int failures = 0; failures < 5; failures++) {
      loseAgain(new AnswerLost("HTTP 500", "Failed to run workflow dispatch"));
      backend.lookInVain("r_1");
      Duration pause = Duration.between(backend.clock.instant(), backend.dueAt("r_1"));
      // Each is up to a tenth shorter.
      pauses.add(Math.round(pause.toSeconds() / 57.0));
    }
    assertThat(pauses).containsExactly(0L, 1L, 2L, 4L, 8L);

    backend.clock.set(backend.dueAt("r_1"));
    Run run = backend.claim("r_1");
    RemoteRefused refusal =
        catchThrowableOfType(RemoteRefused.class, () -> backend.dispatches.intend(run));
    backend.dispatchFailures.refused(run, refusal);
    assertThat(backend.state("r_1")).isEqualTo("REFUSED");
    assertThat(backend.reports("r_1"))
        .last()
        .asString()
        .contains("FAILURE", "Failed to run workflow dispatch (HTTP 500)");
  }

  @Test
  void answers_that_are_lost_on_the_way_refuse_nothing_however_often() {
    backend.accept("r_1");
    for (int failures = 0; failures < 7; failures++) {
      loseAgain(new IOException("reset"));
      backend.lookInVain("r_1");
    }
    assertThat(backend.find("r_1"))
        .returns(RunState.ACCEPTED, Run::state)
        .returns(7, Run::lostRounds);
    assertThat(Duration.between(backend.clock.instant(), backend.dueAt("r_1")))
        .isBetween(Duration.ofSeconds(810), Duration.ofMinutes(15));
  }

  @Test
  void a_login_that_does_not_fit_is_not_learned() {
    Run run = backend.start("r_1", 1);
    backend.facts.learn(run, TestBackend.json("{'actor':{'login':'" + "x".repeat(101) + "'}}"));
    assertThat(backend.facts.read(run).actor()).isNull();

    backend.facts.learn(run, TestBackend.json("{'actor':{'login':'" + "x".repeat(100) + "'}}"));
    assertThat(backend.facts.read(run).actor()).hasSize(100);
  }

  private void loseAgain(Exception failure) {
    if (backend.dueAt("r_1").isAfter(backend.clock.instant())) {
      backend.clock.set(backend.dueAt("r_1"));
    }
    Run intent = backend.dispatches.intend(backend.claim("r_1"));
    backend.dispatchFailures.lost(intent, failure);
  }

  @Test
  @Tag("P2")
  void a_clock_that_jumps_ahead_does_not_end_the_looking() {
    backend.lose("r_1");
    backend.clock.tick(Duration.ofHours(1));
    // The clock jumps an hour ahead between any two looks.
    lookFiveTimes();
  }

  @Test
  @Tag("P2")
  void the_looks_for_a_former_dispatch_do_not_count_for_the_next() {
    backend.lose("r_1");
    backend.lookInVain("r_1");
    backend.dispatches.intend(backend.claim("r_1"));
    // It dies in its call, and whoever takes it over has a clock that is ahead.
    backend.clock.tick(Duration.ofHours(1));

    lookFiveTimes();
  }

  /** Each an hour after the one before, long after the settling time; the fifth decides. */
  private void lookFiveTimes() {
    for (int looks = 0; looks < 4; looks++) {
      backend.locate(claim("r_1"), list());
      assertThat(backend.state("r_1")).as("after look %s", looks).isEqualTo("LOCATING");
      backend.clock.tick(Duration.ofHours(1));
    }
    backend.locate(claim("r_1"), list());
    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
  }

  @Test
  void the_looks_do_not_count_as_failed_dispatches() {
    backend.lose("r_1");
    backend.lookInVain("r_1");
    assertThat(backend.find("r_1"))
        .returns(RunState.ACCEPTED, Run::state)
        .returns(0, Run::attempts);
  }

  /** Looks as often as it is due, and finds nothing. */
  private void lookUntil(Instant end) {
    while (backend.state("r_1").equals("LOCATING") || backend.state("r_1").equals("DISPATCHING")) {
      Instant due = backend.dueAt("r_1");
      if (!due.isBefore(end)) {
        return;
      }
      backend.clock.set(due);
      backend.locate(claim("r_1"), list());
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"{}", "[]", "{'message':'ok'}", "{'total_count':0}"})
  @Tag("P2")
  void an_answer_without_a_list_is_no_evidence_that_nothing_was_started(String json) {
    backend.lose("r_1");
    backend.clock.tick(Duration.ofHours(1));
    Run run = claim("r_1");

    assertThatThrownBy(() -> backend.locate(run, answer(200, json))).isInstanceOf(RemoteBusy.class);
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
  }

  @Test
  @Tag("P2")
  void several_that_fit_are_parked_as_ambiguous_and_never_dispatched() {
    backend.lose("r_1");
    backend.locate(claim("r_1"), list(workflowRun(7), workflowRun(8)));
    assertThat(backend.state("r_1")).as("at the first look").isEqualTo("LOCATING");
    backend.settle("r_1", list(workflowRun(7), workflowRun(8)));

    assertThat(backend.find("r_1"))
        .returns(RunState.PARKED, Run::state)
        .matches(run -> !Instant.now(backend.clock).isBefore(run.intentAt().plus(SETTLE_AFTER)));
    assertThat(backend.deadLetterList.parked(10))
        .singleElement()
        .returns("AMBIGUOUS", letter -> letter.reason())
        .returns("r_1", letter -> letter.runId());
    assertThat(backend.reports("r_1"))
        .satisfiesExactly(
            label -> assertThat(label).contains("\"statusLabel\":\"Waits for an operator\""),
            line -> assertThat(line).startsWith("LOG ").doesNotContain("FAILURE"));
    nothingIsDispatchedForDays();
  }

  @Test
  void a_title_that_names_the_run_wins_over_others_that_fit() {
    backend.lose("r_1");
    backend.locate(
        claim("r_1"),
        list(workflowRun(7), workflowRun(8, "Deploy r_1", "main", "bot"), workflowRun(9)));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(8);
  }

  @Test
  void workflow_runs_that_other_runs_hold_are_left_out() {
    backend.start("r_0", 7);
    backend.lose("r_1");
    backend.settle("r_1", list(workflowRun(8), workflowRun(7)));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(8);
  }

  @Test
  void a_workflow_run_that_another_run_holds_is_none_even_if_its_title_fits() {
    backend.start("r_0", 7);
    backend.lose("r_1");
    backend.locate(claim("r_1"), list(workflowRun(7, "r_1", "main", "bot")));

    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
  }

  @Test
  void a_workflow_run_of_somebody_else_is_none_once_our_login_is_known() {
    learn(backend.start("r_0", 6), "Deploy");
    backend.lose("r_1");
    backend.settle("r_1", list(workflowRun(7, "Deploy", "main", "alice"), workflowRun(8)));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(8);
  }

  @Test
  @Tag("P2")
  void a_login_that_was_renamed_starts_nothing_twice() {
    knowTheLogin();
    backend.lose("r_1");
    backend.settle("r_1", list(workflowRun(7, "Deploy", "main", "renamed-bot")));

    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.count("dead_letter where reason = 'AMBIGUOUS'")).isEqualTo(1);
    assertThat(Instant.now(backend.clock))
        .isAfter(backend.find("r_1").intentAt().plus(SETTLE_AFTER));
  }

  @Test
  @Tag("P2")
  void what_was_learned_of_one_token_says_nothing_of_the_next() {
    knowTheLogin();
    TestBackend renewed = backend.another("github.token", "ghp_of_somebody_else");
    assertThat(renewed.facts.read(backend.find("r_0")).actor()).isNull();
    assertThat(backend.facts.read(backend.find("r_0")).actor()).isEqualTo("bot");
  }

  private void knowTheLogin() {
    learn(backend.start("r_0", 6), "Deploy");
  }

  @Test
  void a_repository_that_github_does_not_show_is_left_to_an_operator_in_the_end() {
    backend.lose("r_1");
    RemoteRefused unknown = new RemoteRefused(404, "Not Found", "");
    backend.clock.set(backend.dueAt("r_1"));
    backend.locating.postpone(claim("r_1"), unknown);
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");

    backend.clock.tick(Duration.ofHours(1));
    backend.locating.postpone(claim("r_1"), new RemoteRefused(401, "Bad credentials", ""));
    assertThat(backend.state("r_1")).as("with a token to be renewed").isEqualTo("LOCATING");
    backend.clock.tick(Duration.ofHours(1));
    backend.locating.postpone(claim("r_1"), unknown);
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.count("dead_letter where reason = 'NOT_FOUND'")).isEqualTo(1);
  }

  @Test
  @Tag("P2")
  void two_runs_that_look_for_theirs_adopt_nothing_that_could_be_of_either() {
    loseAtTheSameTime("r_1", "r_2");
    backend.settle("r_1", list(workflowRun(7)));

    assertThat(backend.find("r_1"))
        .returns(RunState.PARKED, Run::state)
        .returns(null, Run::workflowRunId);
    assertThat(backend.state("r_2")).isEqualTo("LOCATING");
  }

  @Test
  void two_runs_that_look_for_theirs_adopt_what_names_them() {
    loseAtTheSameTime("r_1", "r_2");
    RemoteAnswer both =
        list(workflowRun(7, "for r_2", "main", "bot"), workflowRun(8, "for r_1", "main", "bot"));
    backend.clock.tick(Duration.ofSeconds(1));
    for (Run run : backend.locating.claim(10)) {
      backend.locate(run, both);
    }

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(8);
    assertThat(backend.find("r_2").workflowRunId()).isEqualTo(7);
  }

  @Test
  void nothing_is_adopted_while_another_dispatch_of_the_workflow_is_under_way() {
    backend.start(TestRun.of("r_0").workflow("before.yml"), 1);
    Run dispatching = backend.intend("r_1");
    backend.accept("r_2");
    Run second = backend.dispatches.intend(backend.claim("r_2"));
    backend.dispatchFailures.lost(second, new IOException("reset"));

    backend.locate(claim("r_2"), list(workflowRun(7)));
    assertThat(backend.state("r_2")).isEqualTo("LOCATING");

    backend.dispatches.started(dispatching, startedAnswer(7));
    backend.settle("r_2", list(workflowRun(7), workflowRun(8)));
    assertThat(backend.find("r_2").workflowRunId()).isEqualTo(8);
  }

  @Test
  @Tag("P2")
  void a_dispatch_that_nobody_ended_is_located_when_its_lease_is_over() {
    backend.intend("r_1");
    backend.clock.tick(LEASE.minusMillis(1));
    assertThat(backend.another().locating.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofMillis(1));

    Run orphan = only(backend.another().locating.claim(10), "r_1");
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
    backend.locate(orphan, list(workflowRun(7)));
    backend.settle("r_1", list(workflowRun(7)));
    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
  }

  @Test
  void a_dispatch_that_nobody_ended_and_that_started_nothing_is_made_again() {
    backend.intend("r_1");
    lookUntil(START.plus(LEASE).plus(SETTLE_AFTER).plusSeconds(15));

    assertThat(backend.claim("r_1").state()).isEqualTo(RunState.ACCEPTED);
  }

  @Test
  @Tag("P2")
  void a_run_that_github_has_surely_started_is_parked_when_not_found_and_never_dispatched() {
    backend.dispatches.startedUnnamed(backend.intend("r_1"), answer(204, null));
    lookUntil(START.plus(LOCATE_GIVE_UP));
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");

    lookUntil(START.plus(LOCATE_GIVE_UP).plusSeconds(15));

    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.deadLetterList.parked(10)).extracting("reason").containsExactly("NOT_FOUND");
    nothingIsDispatchedForDays();
  }

  @Test
  void a_located_run_whose_action_asks_for_no_status_is_finished_with_its_link() {
    backend.lose(TestRun.of("r_1").unreported());
    backend.settle("r_1", list(workflowRun(7)));

    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    assertThat(backend.reports("r_1")).hasSize(2).noneMatch(r -> r.contains("\"status\":"));
  }

  @Test
  void a_search_that_github_limits_is_made_when_it_asks_for_it() {
    backend.lose("r_1");
    backend.locating.postpone(claim("r_1"), new RemoteBusy("limit", START.plusSeconds(500)));

    assertThat(backend.dueAt("r_1")).isEqualTo(START.plusSeconds(500));
  }

  @Test
  void a_search_that_fails_is_made_again_and_starts_nothing() {
    backend.lose("r_1");
    backend.clock.tick(Duration.ofDays(2));
    backend.locating.postpone(claim("r_1"), new RemoteRefused(403, "Forbidden", ""));

    assertThat(backend.find("r_1"))
        .returns(RunState.LOCATING, Run::state)
        .returns(1, Run::attempts)
        .returns(Instant.now(backend.clock).plusSeconds(1), row -> backend.dueAt(row.runId()));
  }

  @Test
  void evidence_that_comes_after_the_lease_changes_nothing() {
    backend.lose("r_1");
    Run stale = claim("r_1");
    backend.clock.tick(LEASE);
    Run anew = claim("r_1");

    for (RemoteAnswer answer :
        new RemoteAnswer[] {
          list(workflowRun(7, "r_1", "main", "bot")), list(), list(workflowRun(7), workflowRun(8))
        }) {
      assertThatThrownBy(() -> backend.locate(stale, answer)).isInstanceOf(ClaimLost.class);
    }
    assertThat(backend.find("r_1")).isEqualTo(anew);
    assertThat(backend.count("dead_letter")).isZero();
  }

  @Test
  void two_runs_of_a_repository_that_is_written_in_two_ways_are_not_taken_for_each_other() {
    loseAtTheSameTime(TestRun.of("r_1").repo("Infra"), TestRun.of("r_2").repo("infra"));
    backend.locate(claim("r_1"), list(workflowRun(7)));

    assertThat(backend.find("r_1")).returns(null, Run::workflowRunId);
  }

  @Test
  void two_runs_of_a_workflow_by_its_number_and_by_its_file_are_not_taken_for_each_other() {
    loseAtTheSameTime(TestRun.of("r_1"), TestRun.of("r_2").workflow("161335"));
    backend.locate(claim("r_1"), list(workflowRunOf("deploy.yml", 161335)));

    assertThat(backend.find("r_1")).returns(null, Run::workflowRunId);
  }

  @Test
  void a_workflow_by_its_number_is_no_rival_when_the_number_is_of_another_file() {
    loseAtTheSameTime(TestRun.of("r_1"), TestRun.of("r_2").workflow("98"));
    backend.settle("r_1", list(workflowRunOf("deploy.yml", 161335)));

    assertThat(backend.find("r_1")).returns(7L, Run::workflowRunId);
  }

  // --- When it was created

  @Test
  @Tag("P2")
  void one_that_somebody_else_started_and_that_is_visible_before_ours_is_not_adopted() {
    backend.knowTheTime();
    Run lost = backend.lose("r_1");
    String foreign = created(6, lost.intentAt());
    while (backend.dueAt("r_1").isBefore(lost.intentAt().plusSeconds(18))) {
      backend.locate(claim("r_1"), list(foreign));
      assertThat(backend.state("r_1")).isEqualTo("LOCATING");
    }
    backend.settle("r_1", list(foreign, created(7, lost.intentAt().plusSeconds(1))));

    assertThat(backend.state("r_1")).isEqualTo("PARKED");
  }

  @Test
  void one_is_adopted_as_soon_as_github_surely_shows_what_there_is() {
    backend.knowTheTime();
    Run lost = backend.lose("r_1");
    backend.settle("r_1", list(created(7, lost.intentAt())));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
    // 10 s that GitHub may go on, 5 s until it lists it, and what the clocks are not sure of.
    assertThat(Duration.between(lost.intentAt(), Instant.now(backend.clock)))
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(21));
  }

  @Test
  @Tag("P2")
  void a_list_that_was_read_long_ago_is_not_taken_for_one_of_now() {
    backend.knowTheTime();
    Run lost = backend.lose("r_1");
    RemoteAnswer early =
        answer(
            200,
            "{'total_count':1,'workflow_runs':[%s]}".formatted(created(7, lost.intentAt())),
            "Date",
            httpDate(lost.intentAt().plusSeconds(2)));
    Run claimed = claim("r_1");
    // The process is frozen between the list and its weighing.
    backend.clock.tick(Duration.ofMinutes(1));
    backend.locate(claimed, early);

    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
  }

  @Test
  @Tag("P2")
  void the_window_holds_by_githubs_clock_however_wrong_ours_is() {
    learnTime("Date", httpDate(START.minusSeconds(40)));
    Run lost = backend.lose("r_1");
    backend.settle("r_1", list(created(7, lost.intentAt().minusSeconds(39))));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
    assertThat(Instant.now(backend.clock)).isBefore(lost.intentAt().plusSeconds(30));
  }

  @Test
  @Tag("P2")
  void one_that_fits_no_time_is_adopted_when_nothing_else_came_and_never_started_again() {
    backend.knowTheTime();
    Run lost = backend.lose("r_1");
    backend.settle("r_1", list(created(7, lost.intentAt().minusSeconds(50))));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
    assertThat(Instant.now(backend.clock)).isAfterOrEqualTo(lost.intentAt().plus(SETTLE_AFTER));
  }

  @Test
  @Tag("P2")
  void a_window_that_a_version_before_did_not_note_is_a_wide_one() {
    backend.knowTheTime();
    Run lost = backend.lose("r_1");
    backend.execute("update run set created_from = null, created_to = null");
    backend.settle("r_1", list(created(7, lost.intentAt().plusSeconds(70))));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
    assertThat(Instant.now(backend.clock))
        .isBetween(lost.intentAt().plus(LEASE), lost.intentAt().plus(SETTLE_AFTER));
  }

  @Test
  @Tag("P2")
  void further_pages_are_read_and_weighed() {
    Run lost = backend.lose("r_1");
    Shown first =
        backend.locateCalls.firstPage(
            lost,
            backend.locateCalls.candidates(lost),
            answer(200, "{'total_count':102,'workflow_runs':[%s]}".formatted(workflowRun(7))));
    assertThat(first.isMore()).isTrue();
    assertThat(backend.locateCalls.nextPage(first).query()).endsWith("&page=2");
    assertThat(backend.locating.weigh(claim("r_1"), first).ending())
        .isEqualTo(Finding.Ending.LOOK_AGAIN);

    Shown both =
        backend.locateCalls.add(
            first,
            answer(
                200,
                "{'total_count':102,'workflow_runs':[%s]}"
                    .formatted(workflowRun(8, "Deploy r_1", "main", "bot"))));
    assertThat(both.isMore()).isFalse();
    assertThat(backend.locating.weigh(backend.find("r_1"), both))
        .returns(Finding.Ending.ADOPT, Finding::ending)
        .returns(8L, Finding::workflowRunId);
  }

  @Test
  void no_page_is_read_beyond_one_that_names_the_run() {
    Run lost = backend.lose("r_1");
    RemoteAnswer named =
        answer(
            200,
            "{'total_count':700,'workflow_runs':[%s]}"
                .formatted(workflowRun(8, "Deploy r_1", "main", "bot")));

    assertThat(backend.locateCalls.firstPage(lost, null, named).isMore()).isFalse();
  }

  // --- Titles

  @Test
  @Tag("P2")
  void where_titles_name_runs_one_that_names_none_is_left_to_an_operator() {
    learnFromTitle("r_0", "Deploy r_0");
    backend.lose(marked("r_1"));
    backend.settle("r_1", list(workflowRun(7)));

    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.deadLetterList.parked(10))
        .singleElement()
        .matches(letter -> letter.message().contains("title does not name the run"));
  }

  @Test
  void a_later_run_whose_title_names_it_not_unlearns_that_titles_do() {
    learnFromTitle("r_0", "Deploy r_0");
    backend.clock.tick(Duration.ofMinutes(1));
    learnFromTitle("r_00", "Deploy");
    backend.lose(marked("r_1"));
    backend.settle("r_1", list(workflowRun(7)));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
  }

  @Test
  void an_earlier_run_that_ends_late_does_not_teach_again_what_was_unlearned() {
    Run early = backend.start(marked("r_0"), ++number);
    backend.clock.tick(Duration.ofMinutes(1));
    learnFromTitle("r_00", "Deploy");
    backend.clock.tick(Duration.ofMinutes(10));
    learn(early, "Deploy r_0");
    backend.lose(marked("r_1"));
    backend.settle("r_1", list(workflowRun(7)));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
  }

  @Test
  void a_run_whose_inputs_do_not_hold_its_run_id_is_not_judged_by_titles() {
    learnFromTitle("r_0", "Deploy r_0");
    Run without = backend.start("r_00", ++number);
    learn(without, "Deploy");
    assertThat(backend.value(Boolean.class, "select names_run from workflow_title")).isTrue();

    backend.lose("r_1");
    backend.settle("r_1", list(workflowRun(7)));
    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
  }

  @Test
  void another_branch_may_have_another_run_name() {
    learnFromTitle("r_0", "Deploy r_0");
    backend.lose(marked("r_1").ref("release"));
    backend.settle("r_1", list(workflowRun(7, "Deploy", "release", "bot")));

    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
  }

  // --- The login

  @Test
  void a_login_is_learned_from_what_github_named_and_from_titles_but_not_from_what_was_found() {
    backend.lose("r_0");
    backend.settle("r_0", list(workflowRun(6, "Deploy", "main", "alice")));
    learn(backend.find("r_0"), "Deploy", "alice");
    assertThat(backend.facts.read(backend.find("r_0")).actor()).isNull();

    learn(backend.find("r_0"), "Deploy r_0", "bot");
    assertThat(backend.facts.read(backend.find("r_0")).actor()).isEqualTo("bot");
  }

  @Test
  void a_login_that_was_renamed_is_learned_anew_by_every_instance() {
    Run named = backend.start("r_0", 6);
    learn(named, "Deploy", "bot");
    TestBackend other = backend.another();
    assertThat(other.facts.read(named).actor()).isEqualTo("bot");
    learn(named, "Deploy", "renamed-bot");

    backend.clock.tick(Duration.ofMinutes(1));
    assertThat(backend.facts.read(named).actor()).isEqualTo("renamed-bot");
    assertThat(other.facts.read(named).actor()).isEqualTo("renamed-bot");
  }

  private int number = 100;

  private static TestRun marked(String runId) {
    return TestRun.of(runId).inputs(Map.of("service", "checkout", "port_run_id", runId));
  }

  private void learnFromTitle(String runId, String title) {
    learn(backend.start(marked(runId), ++number), title);
  }

  private void learn(Run run, String title) {
    learn(run, title, "bot");
  }

  private void learn(Run run, String title, String login) {
    backend.facts.learn(run, json(workflowRun(run.workflowRunId(), title, "main", login)));
  }

  private void learnTime(String... headers) {
    backend.gitHubTime.learn(answer(200, "{}", headers), backend.clock.instant());
  }

  @Test
  @Tag("P2")
  void an_answer_that_was_long_on_its_way_tells_no_time() {
    Instant sent = backend.clock.instant();
    backend.clock.tick(Duration.ofSeconds(3));
    backend.gitHubTime.learn(answer(200, "{}", "Date", httpDate(sent)), sent);

    assertThat(backend.gitHubTime.latest(sent)).isEqualTo(sent.plusSeconds(60));
    assertThat(backend.gitHubTime.earliest(sent)).isEqualTo(sent.minusSeconds(60));
  }

  @Test
  @Tag("P2")
  void a_quick_answer_tells_the_time_for_a_minute() {
    Instant sent = backend.clock.instant();
    backend.clock.tick(Duration.ofMillis(300));
    backend.gitHubTime.learn(answer(200, "{}", "Date", httpDate(sent.minusSeconds(7))), sent);

    assertThat(backend.gitHubTime.earliest(sent)).isEqualTo(sent.minusMillis(9300));
    assertThat(backend.gitHubTime.latest(sent)).isEqualTo(sent.minusSeconds(4));
    backend.clock.tick(Duration.ofSeconds(61));
    assertThat(backend.gitHubTime.latest(sent)).isEqualTo(sent.plusMillis(60_000 + 7_300));
  }

  private static String created(long id, Instant at) {
    return "{'id':%d,'head_branch':'main','actor':{'login':'bot'},'created_at':'%s'}"
        .formatted(id, at.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
  }

  private static String workflowRunOf(String file, long workflow) {
    return "{'id':7,'display_title':'Deploy','head_branch':'main','actor':{'login':'bot'},'workflow_id':%d,'path':'.github/workflows/%s'}"
        .formatted(workflow, file);
  }

  private void loseAtTheSameTime(String one, String two) {
    loseAtTheSameTime(TestRun.of(one), TestRun.of(two));
  }

  /** Both intents are written before either answer is lost, on a host that names runs. */
  private void loseAtTheSameTime(TestRun one, TestRun two) {
    backend.start(TestRun.of("r_0").workflow("before.yml"), 1);
    Run first = backend.intend(one);
    Run second = backend.intend(two);
    backend.dispatchFailures.lost(first, new IOException("reset"));
    backend.dispatchFailures.lost(second, new IOException("reset"));
  }

  private void nothingIsDispatchedForDays() {
    backend.clock.tick(Duration.ofDays(3));
    assertThat(backend.dispatches.claim(10)).isEmpty();
    assertThat(backend.locating.claim(10)).isEmpty();
  }

  private Run claim(String runId) {
    if (backend.dueAt(runId).isAfter(Instant.now(backend.clock))) {
      backend.clock.set(backend.dueAt(runId));
    }
    return only(backend.locating.claim(10), runId);
  }

  private static String workflowRun(long id) {
    return workflowRun(id, "Deploy", "main", "bot");
  }

  private static String workflowRun(long id, String title, String branch, String login) {
    return ("{'id':%d,'display_title':'%s','head_branch':'%s','actor':{'login':'%s'},"
            + "'html_url':'https://github.example/runs/%d'}")
        .formatted(id, title, branch, login, id);
  }
}
