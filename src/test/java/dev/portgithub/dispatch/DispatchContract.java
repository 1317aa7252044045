package dev.portgithub.dispatch;

import static dev.portgithub.world.TestBackend.LEASE;
import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static dev.portgithub.world.TestBackend.startedAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.github.HourlyQuota;
import dev.portgithub.github.RefUnknown;
import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.ClaimLost;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries.Dispatching;
import dev.portgithub.run.RunState;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.store.Seal.SealBroken;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An accepted run is dispatched by one instance at a time, within GitHub's limits, and never again
 * once it may have been started.
 */
abstract class DispatchContract extends DatabaseContract {
  private static final RemoteCall POST =
      RemoteCall.post("/repos/a/b/dispatches", "token").withJson("{}");
  private static final RemoteCall POLL = RemoteCall.get("/repos/acme-inc/infra", "token");

  DispatchContract(StoreUnderTest store) {
    super(store);
  }

  // --- Claims

  @Test
  void the_run_that_has_waited_longest_is_claimed_first() {
    for (String runId : List.of("r_b", "r_a", "r_c")) {
      backend.accept(runId);
      backend.clock.tick(Duration.ofMillis(1));
    }

    assertThat(backend.dispatches.claim(2)).extracting(Run::runId).containsExactly("r_b", "r_a");
    assertThat(backend.dispatches.claim(2)).extracting(Run::runId).containsExactly("r_c");
  }

  @Test
  void a_claimed_run_comes_back_when_its_lease_has_ended() {
    backend.accept("r_1");
    Run first = backend.claim("r_1");

    backend.clock.tick(LEASE.minusMillis(1));
    assertThat(backend.dispatches.claim(10)).isEmpty();
    // Twice a second it is looked which lanes have become due.
    backend.clock.tick(Duration.ofMillis(500));
    assertThat(backend.claim("r_1").claim()).isEqualTo(first.claim() + 1);
  }

  @Test
  @Tag("P2")
  void concurrent_claimants_never_get_the_same_run_and_leave_none() throws Exception {
    backend.accept(IntStream.range(0, 60).mapToObj(i -> "r_" + i).toArray(String[]::new));
    List<TestBackend> instances =
        IntStream.range(0, 3)
            .mapToObj(i -> backend.another("github.writes-per-minute", "1000"))
            .toList();

    List<String> claimed = new ArrayList<>();
    for (List<String> part : together(instances, DispatchContract::claimUntilEmpty)) {
      claimed.addAll(part);
    }

    assertThat(claimed).doesNotHaveDuplicates();
    // Rows that another claimant just held are skipped, not lost: the next look finds them.
    claimed.addAll(claimUntilEmpty(instances.get(0)));
    assertThat(claimed).hasSize(60).doesNotHaveDuplicates();
  }

  private static List<String> claimUntilEmpty(TestBackend instance) {
    List<String> ids = new ArrayList<>();
    List<Run> runs;
    do {
      runs = instance.dispatches.claim(3);
      runs.forEach(run -> ids.add(run.runId()));
    } while (!runs.isEmpty());
    return ids;
  }

  // --- The intent

  @Test
  @Tag("P2")
  void the_intent_is_durable_before_the_call() {
    backend.accept("r_1");
    backend.clock.tick(Duration.ofSeconds(1));
    Run intended = backend.dispatches.intend(backend.claim("r_1"));

    Run stored = backend.another().find("r_1");
    assertThat(stored).isEqualTo(intended);
    assertThat(stored.state()).isEqualTo(RunState.DISPATCHING);
    assertThat(stored.intentAt()).isEqualTo(START.plusSeconds(1));
    assertThat(backend.dueAt("r_1")).isEqualTo(START.plusSeconds(1).plus(LEASE));
  }

  @Test
  @Tag("P2")
  void a_run_with_an_intent_is_never_claimed_for_dispatch_again() {
    backend.intend("r_1");
    backend.clock.tick(Duration.ofDays(30));

    assertThat(backend.dispatches.claim(10)).isEmpty();
  }

  @Test
  @Tag("P2")
  void no_intent_is_written_under_an_ended_lease() {
    backend.accept("r_1");
    Run stale = backend.claim("r_1");
    backend.clock.tick(LEASE);
    Run anew = backend.another().claim("r_1");

    assertThatThrownBy(() -> backend.dispatches.intend(stale)).isInstanceOf(ClaimLost.class);
    assertThat(backend.dispatches.intend(anew).state()).isEqualTo(RunState.DISPATCHING);
  }

  @Test
  @Tag("P2")
  void one_claim_gives_one_intent_although_two_workers_use_it() {
    backend.accept("r_1");
    Run claimed = backend.claim("r_1");
    learnThatTheHostNamesRuns();
    backend.dispatches.intend(claimed);

    assertThatThrownBy(() -> backend.dispatches.intend(claimed)).isInstanceOf(ClaimLost.class);
  }

  // --- Limits

  @Test
  void no_more_runs_are_claimed_than_may_be_dispatched() {
    TestBackend limited = backend.another("github.writes-per-minute", "6");
    backend.accept("r_1", "r_2", "r_3", "r_4", "r_5");

    assertThat(limited.dispatches.claim(10)).hasSize(3);
    assertThat(limited.dispatches.claim(10)).isEmpty();
  }

  @Test
  void any_sixty_seconds_hold_no_more_dispatches_than_allowed_over_all_instances() {
    learnThatTheHostNamesRuns();
    backend.clock.tick(Duration.ofMinutes(2));
    TestBackend one = backend.another("github.writes-per-minute", "2");
    TestBackend two = backend.another("github.writes-per-minute", "2");
    backend.accept("r_1", "r_2", "r_3");
    List<Run> runs = backend.dispatches.claim(10);
    Instant first = Instant.now(backend.clock);
    one.dispatches.intend(runs.get(0));
    backend.clock.tick(Duration.ofSeconds(20));
    two.dispatches.intend(runs.get(1));

    RemoteBusy busy =
        catchThrowableOfType(RemoteBusy.class, () -> one.dispatches.intend(runs.get(2)));
    assertThat(busy.until()).isBetween(first.plusSeconds(60), first.plusSeconds(61));
    assertThat(two.dispatches.claim(10)).isEmpty();
    backend.clock.set(first.plusSeconds(60).minusMillis(1));
    assertThatThrownBy(() -> two.dispatches.intend(runs.get(2))).isInstanceOf(RemoteBusy.class);
    backend.clock.set(busy.until());
    assertThatCode(() -> two.dispatches.intend(runs.get(2))).doesNotThrowAnyException();
  }

  @Test
  void concurrent_instances_share_the_limit() throws Exception {
    learnThatTheHostNamesRuns();
    backend.clock.tick(Duration.ofMinutes(2));
    backend.accept(IntStream.range(0, 12).mapToObj(i -> "r_" + i).toArray(String[]::new));
    List<TestBackend> instances =
        IntStream.range(0, 3)
            .mapToObj(i -> backend.another("github.writes-per-minute", "5"))
            .toList();

    Queue<Run> runs = new ConcurrentLinkedQueue<>(backend.dispatches.claim(12));
    together(instances, instance -> intendAll(instance, runs));

    assertThat(backend.count("run where state = 'DISPATCHING'")).isEqualTo(5);
    assertThat(backend.count("run where state = 'ACCEPTED'")).isEqualTo(7);
  }

  private static List<String> intendAll(TestBackend instance, Queue<Run> runs) {
    for (Run run = runs.poll(); run != null; run = runs.poll()) {
      try {
        instance.dispatches.intend(run);
      } catch (RemoteBusy busy) {
        instance.dispatchFailures.postpone(run, busy);
      }
    }
    return List.of();
  }

  @Test
  void a_pause_that_github_asked_for_holds_for_every_instance_and_survives_a_restart() {
    backend.accept("r_1");
    Run claimed = backend.claim("r_1");
    TestBackend other = backend.another();
    limited(backend, "30");

    assertThat(other.dispatches.claim(10)).isEmpty();
    RemoteBusy busy =
        catchThrowableOfType(RemoteBusy.class, () -> other.dispatches.intend(claimed));
    assertThat(busy.until()).isEqualTo(START.plusSeconds(30));
    assertThatThrownBy(() -> backend.another().budget.admit(POLL)).isInstanceOf(RemoteBusy.class);
    backend.clock.tick(Duration.ofSeconds(30));
    assertThat(backend.another().budget.admit(POLL)).isEqualTo(POLL);
    assertThat(other.dispatches.intend(claimed).state()).isEqualTo(RunState.DISPATCHING);
  }

  @Test
  void a_shorter_pause_never_shortens_a_longer_one() {
    limited(backend, "60");
    limited(backend, "5");
    backend.clock.tick(Duration.ofSeconds(10));

    assertThatThrownBy(() -> backend.budget.admit(POLL)).isInstanceOf(RemoteBusy.class);
    assertThat(backend.free()).isZero();
  }

  @Test
  void the_last_calls_of_the_hour_are_kept_for_dispatches() {
    String reset = Long.toString(START.plusSeconds(600).getEpochSecond());
    backend.answers.judge(
        POLL, answer(200, "{}", "x-ratelimit-remaining", "100", "x-ratelimit-reset", reset));

    RemoteCall dispatch = POST.notAfter(START.plusSeconds(20), backend.clock);
    assertThat(backend.budget.admit(dispatch)).isEqualTo(dispatch);
    Run run = backend.lose("r_1");
    for (RemoteCall needed :
        List.of(backend.calls.repository(run), backend.locateCalls.candidates(run))) {
      assertThat(backend.budget.admit(needed)).as("a dispatch needs it").isEqualTo(needed);
    }
    assertThatThrownBy(() -> backend.budget.admit(POST)).isInstanceOf(RemoteBusy.class);
    assertThatThrownBy(() -> backend.budget.admit(POLL))
        .isInstanceOfSatisfying(
            RemoteBusy.class, busy -> assertThat(busy.until()).isEqualTo(START.plusSeconds(600)));
    assertThat(backend.bean(HourlyQuota.class).callsPerSecond("token")).isZero();
    backend.clock.tick(Duration.ofSeconds(600));
    assertThat(backend.budget.admit(POLL)).isEqualTo(POLL);
    assertThat(backend.bean(HourlyQuota.class).callsPerSecond("token")).isNull();
  }

  // --- One workflow

  @Test
  void on_a_host_that_names_runs_nobody_waits_for_a_run_that_is_being_located() {
    learnThatTheHostNamesRuns();
    backend.lose("r_1");

    assertThat(backend.intend("r_2").state()).isEqualTo(RunState.DISPATCHING);
  }

  @Test
  void on_another_host_a_workflow_waits_while_one_of_its_runs_is_being_located() {
    backend.lose("r_1");
    backend.accept("r_2");
    Run next = backend.claim("r_2");

    NotYet wait = catchThrowableOfType(NotYet.class, () -> backend.dispatches.intend(next));
    backend.dispatchFailures.await(next, wait);

    assertThat(backend.find("r_2"))
        .returns(RunState.ACCEPTED, Run::state)
        .returns(0, Run::attempts)
        .returns(START.plusSeconds(2), row -> backend.dueAt(row.runId()));
    assertThat(backend.intend(TestRun.of("r_3").workflow("other.yml")).state())
        .isEqualTo(RunState.DISPATCHING);
    assertThat(backend.intend(TestRun.of("r_4").repo("other")).state())
        .isEqualTo(RunState.DISPATCHING);
  }

  @Test
  void a_repository_in_another_case_is_the_same_repository() {
    backend.lose(TestRun.of("r_1").repo("Infra"));

    assertThatThrownBy(() -> backend.intend(TestRun.of("r_2").repo("infra")))
        .isInstanceOf(NotYet.class);
  }

  @Test
  void a_workflow_by_its_number_may_be_one_by_its_file() {
    backend.lose(TestRun.of("r_1").workflow("161335"));

    assertThatThrownBy(() -> backend.intend(TestRun.of("r_2").workflow("deploy.yml")))
        .isInstanceOf(NotYet.class);
    assertThat(backend.intend(TestRun.of("r_3").workflow("161336")).state())
        .isEqualTo(RunState.DISPATCHING);
  }

  @Test
  void on_a_host_that_may_not_name_runs_a_workflow_waits_while_one_is_being_dispatched() {
    backend.intend("r_1");
    backend.accept("r_2");
    Run next = backend.claim("r_2");

    assertThatThrownBy(() -> backend.dispatches.intend(next)).isInstanceOf(NotYet.class);
    backend.dispatches.started(backend.find("r_1"), startedAnswer(1));
    assertThat(backend.dispatches.intend(next).state()).isEqualTo(RunState.DISPATCHING);
  }

  @Test
  void on_a_host_that_names_runs_dispatches_of_a_workflow_overlap() {
    learnThatTheHostNamesRuns();
    backend.intend("r_1");

    assertThat(backend.intend("r_2").state()).isEqualTo(RunState.DISPATCHING);
  }

  @Test
  @Tag("P2")
  void on_another_host_a_dispatch_waits_until_it_cannot_be_mistaken_for_the_unsettled_one() {
    backend.knowTheTime();
    backend.lose("r_1");
    backend.accept("r_2");
    Run next = backend.claim("r_2");
    Instant lost = Instant.now(backend.clock);
    while (isTooEarly(next)) {
      backend.clock.tick(Duration.ofSeconds(1));
    }
    // GitHub may go on for 10 s; the rest is what the clocks are not sure of.
    assertThat(Duration.between(lost, Instant.now(backend.clock)))
        .isBetween(Duration.ofSeconds(13), Duration.ofSeconds(18));
  }

  private boolean isTooEarly(Run run) {
    try {
      backend.dispatches.intend(run);
      return false;
    } catch (NotYet wait) {
      return true;
    }
  }

  @Test
  @Tag("P2")
  void a_call_that_may_be_under_way_has_no_end() {
    backend.knowTheTime();
    backend.intend("r_1");
    backend.accept("r_2");
    Run next = backend.claim("r_2");
    backend.clock.tick(LEASE.minusSeconds(1));

    assertThatThrownBy(() -> backend.dispatches.intend(next)).isInstanceOf(NotYet.class);
  }

  @Test
  void on_another_host_nobody_waits_where_titles_name_runs() {
    TestRun first = marked("r_0");
    Run known = backend.intend(first);
    backend.dispatches.startedUnnamed(known, answer(204, null));
    backend.settle("r_0", list("{'id':6,'display_title':'Deploy r_0','head_branch':'main'}"));
    backend.intend(marked("r_1"));

    assertThat(backend.intend(marked("r_2")).state()).isEqualTo(RunState.DISPATCHING);
    assertThatThrownBy(() -> backend.intend("r_3")).isInstanceOf(NotYet.class);
  }

  private static TestRun marked(String runId) {
    return TestRun.of(runId).inputs(Map.of("port_run_id", runId));
  }

  // --- What the host can do

  @Test
  void a_host_that_does_not_name_runs_is_asked_again_after_a_start_and_once_a_day() {
    notNamed(backend.intend("r_1"));
    assertThat(asks("r_2")).isFalse();

    TestBackend restarted = backend.another();
    assertThat(restarted.facts.askForRunId(backend.find("r_1"))).isTrue();
    assertThat(restarted.facts.askForRunId(backend.find("r_1"))).isFalse();
    backend.clock.tick(Duration.ofDays(1));
    assertThat(asks("r_1")).isTrue();
    assertThat(asks("r_1")).isFalse();
    assertThat(restarted.facts.askForRunId(backend.find("r_1"))).as("another instance").isFalse();
  }

  private boolean asks(String runId) {
    if (backend.count("run where run_id = ?", runId) == 0) {
      backend.accept(runId);
    }
    return backend.facts.askForRunId(backend.find(runId));
  }

  private void notNamed(Run run) {
    backend.dispatchFailures.askWithoutRunDetails(run);
  }

  @Test
  void a_host_that_was_upgraded_is_asked_again() {
    Run run = backend.intend("r_1");
    notNamed(run);
    for (String version : List.of("3.19.2", "3.19.2")) {
      backend.facts.learnFromUnnamed(run, enterprise(version));
      assertThat(asks("r_1")).isFalse();
    }
    backend.facts.learnFromUnnamed(run, enterprise("3.21.0"));
    assertThat(asks("r_1")).isTrue();
    backend.facts.learnThatRunsAreNamed(run);
    assertThat(backend.facts.read(run).answersWithRunId()).isTrue();
  }

  private static RemoteAnswer enterprise(String version) {
    return answer(204, null, "X-GitHub-Enterprise-Version", version);
  }

  @Test
  void one_odd_answer_of_a_host_that_names_runs_is_located_and_changes_nothing() {
    learnThatTheHostNamesRuns();
    for (String runId : List.of("r_1", "r_2")) {
      Run run = backend.intend(runId);
      backend.dispatches.startedUnnamed(run, answer(204, null));
      assertThat(backend.state(runId)).isEqualTo("LOCATING");
      assertThat(backend.facts.read(run).answersWithRunId()).isTrue();
    }
    Run named = backend.intend("r_3");
    backend.dispatches.started(named, startedAnswer(3));
    for (int i = 0; i < 2; i++) {
      backend.facts.learnFromUnnamed(named, answer(204, null));
    }
    assertThat(backend.facts.read(named).answersWithRunId()).isTrue();
    backend.facts.learnFromUnnamed(named, answer(204, null));
    assertThat(backend.facts.read(named).answersWithRunId()).as("three in a row").isFalse();
  }

  @Test
  void a_dispatch_that_waits_takes_nothing_of_the_limit() {
    backend.lose("r_1");
    int free = backend.free();
    backend.accept("r_2");
    Run next = backend.claim("r_2");

    assertThatThrownBy(() -> backend.dispatches.intend(next)).isInstanceOf(NotYet.class);
    assertThat(backend.free()).isEqualTo(free);
  }

  // --- The answer

  @Test
  void a_started_run_is_followed_and_port_gets_the_link_first() {
    Run run = backend.start("r_1", 36_000_000_001L);

    assertThat(run)
        .returns(RunState.RUNNING, Run::state)
        .returns(36_000_000_001L, Run::workflowRunId)
        .returns("https://github.example/runs/36000000001", Run::htmlUrl)
        .returns(START, Run::startedAt);
    assertThat(backend.reports("r_1"))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("PATCH ")
                    .contains("\"link\":\"https://github.example/runs/36000000001\"")
                    .contains("\"externalRunId\":\"36000000001\""),
            second -> assertThat(second).startsWith("LOG ").contains("deploy.yml"));
    assertThat(backend.value(Instant.class, "select due_at from repository"))
        .isEqualTo(START.plusSeconds(3));
    assertThat(
            backend.value(
                Boolean.class, "select run_details from credential where run_details is not null"))
        .isTrue();
  }

  @Test
  @Tag("P5")
  void the_inputs_are_deleted_once_the_workflow_has_started() {
    backend.start("r_1", 1);
    backend.dispatches.startedUnnamed(
        backend.intend(TestRun.of("r_2").workflow("b.yml")), answer(204, null));

    assertThat(backend.count("run where inputs is not null")).isZero();
  }

  @Test
  void a_run_whose_action_asks_for_no_status_ends_with_its_start() {
    Run run = backend.start(TestRun.of("r_1").unreported(), 1);

    assertThat(run.state()).isEqualTo(RunState.FINISHED);
    assertThat(backend.reports("r_1"))
        .hasSize(2)
        .noneMatch(report -> report.contains("\"status\":"));
    assertThat(backend.count("repository")).isZero();
  }

  @Test
  void an_answer_204_starts_a_search_and_is_remembered_of_the_host() {
    Run run = backend.intend("r_1");
    assertThat(backend.dispatchCall(run).json()).contains("return_run_details");
    backend.dispatches.startedUnnamed(run, answer(204, null));

    assertThat(backend.find("r_1"))
        .returns(RunState.LOCATING, Run::state)
        .returns(START, Run::startedAt)
        .returns(START.plusSeconds(1), row -> backend.dueAt(row.runId()));
    backend.execute("update run set state = 'FINISHED'");
    assertThat(backend.dispatchCall(backend.intend("r_2")).json())
        .doesNotContain("return_run_details");
  }

  @Test
  void a_success_that_names_no_run_is_no_proof_of_anything() {
    Run run = backend.intend("r_1");

    assertThatThrownBy(() -> backend.dispatches.started(run, answer(200, "{}")))
        .isInstanceOf(AnswerLost.class);
    assertThat(backend.state("r_1")).isEqualTo("DISPATCHING");
  }

  @Test
  void a_lost_answer_starts_a_search() {
    Run run = backend.lose("r_1");

    assertThat(run).returns(RunState.LOCATING, Run::state).returns(null, Run::startedAt);
    assertThat(backend.dispatches.claim(10)).isEmpty();
  }

  @Test
  void a_host_that_refuses_the_question_for_the_run_id_is_asked_again_at_once_without_it() {
    Run run = backend.intend("r_1");
    backend.dispatchFailures.askWithoutRunDetails(run);

    Run again = backend.dispatches.intend(backend.claim("r_1"));
    assertThat(backend.dispatchCall(again).json()).doesNotContain("return_run_details");
  }

  @Test
  void a_connection_that_was_never_made_started_nothing() {
    for (IOException failure :
        List.of(new ConnectException("refused"), new UnknownHostException("github"))) {
      String runId = "r_" + failure.getClass().getSimpleName();
      Run run = backend.intend(TestRun.of(runId).workflow(runId + ".yml"));
      backend.dispatchFailures.connectionFailed(run, failure);

      assertThat(backend.find(runId))
          .returns(RunState.ACCEPTED, Run::state)
          .returns(null, Run::intentAt)
          .returns(1, Run::attempts);
    }
  }

  @Test
  void a_connection_that_broke_after_the_intent_may_have_started_it() {
    backend.dispatchFailures.connectionFailed(
        backend.intend("r_1"), new SocketTimeoutException("Read timed out"));

    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
  }

  @Test
  void a_connection_that_broke_before_the_intent_started_nothing() {
    backend.accept("r_1");
    backend.dispatchFailures.connectionFailed(
        backend.claim("r_1"), new SocketTimeoutException("Read timed out"));

    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
  }

  @Test
  @Tag("P4")
  void a_dispatch_waits_as_long_as_github_asks() {
    Run run = backend.intend("r_1");
    backend.dispatchFailures.postpone(run, new RemoteBusy("limit", START.plusSeconds(100)));

    assertThat(backend.find("r_1")).returns(null, Run::intentAt).returns(0, Run::attempts);
    backend.clock.tick(Duration.ofSeconds(99));
    assertThat(backend.dispatches.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(1));
    assertThat(backend.dispatches.claim(10)).hasSize(1);
  }

  @Test
  void delays_grow_when_github_names_no_time() {
    backend.accept("r_1");
    for (int seconds : List.of(2, 4, 8, 16, 32, 64, 128, 256, 300, 300)) {
      Run run = backend.claim("r_1");
      backend.dispatchFailures.postpone(run, new RemoteBusy("outage", null));

      Instant due = backend.dueAt("r_1");
      assertThat(Duration.between(Instant.now(backend.clock), due))
          .isBetween(Duration.ofMillis(seconds * 900L), Duration.ofSeconds(seconds));
      backend.clock.set(due);
    }
  }

  @Test
  void a_run_that_could_not_be_started_for_a_day_is_refused() {
    backend.accept("r_1");
    Instant begin = Instant.now(backend.clock);
    while (backend.state("r_1").equals("ACCEPTED")) {
      backend.clock.set(backend.dueAt("r_1"));
      backend.dispatchFailures.postpone(backend.claim("r_1"), new RemoteBusy("outage", null));
    }

    assertThat(backend.state("r_1")).isEqualTo("REFUSED");
    assertThat(Duration.between(begin, Instant.now(backend.clock)))
        .isBetween(Duration.ofHours(22), Duration.ofHours(24));
    assertThat(backend.reports("r_1")).last().asString().contains("FAILURE", "24 h", "outage");
  }

  @Test
  void waiting_for_a_limit_is_no_failure_however_long_it_takes() {
    backend.accept("r_1");
    for (int hours = 0; hours < 50; hours++) {
      Instant until = Instant.now(backend.clock).plus(Duration.ofHours(1));
      backend.dispatchFailures.postpone(backend.claim("r_1"), new RemoteBusy("limit", until));
      assertThat(backend.find("r_1"))
          .returns(RunState.ACCEPTED, Run::state)
          .returns(0, Run::attempts);
      backend.clock.set(backend.dueAt("r_1"));
    }
    // One failure after two days is the first.
    backend.dispatchFailures.postpone(backend.claim("r_1"), new RemoteBusy("outage", null));
    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
  }

  @Test
  void a_refusal_is_told_in_the_words_of_github_and_the_inputs_are_deleted() {
    backend.dispatchFailures.refused(
        backend.intend("r_1"), new RemoteRefused(422, "Unexpected inputs", "Declare them."));

    assertThat(backend.state("r_1")).isEqualTo("REFUSED");
    assertThat(backend.reports("r_1"))
        .hasSize(2)
        .allMatch(report -> report.contains("Unexpected inputs (HTTP 422). Declare them."))
        .last()
        .asString()
        .contains("\"status\":\"FAILURE\"");
    assertThat(backend.count("run where inputs is not null")).isZero();
    backend.clock.tick(Duration.ofDays(2));
    assertThat(backend.dispatches.claim(10)).isEmpty();
  }

  @Test
  void a_default_branch_that_was_renamed_is_looked_up_again() {
    backend.accept(TestRun.of("r_1").ref(null));
    Run filled =
        backend.branches.learn(backend.claim("r_1"), answer(200, "{'default_branch':'main'}"));
    Run run = backend.dispatches.intend(filled);
    assertThat(run.target().ref()).isEqualTo("main");
    backend.dispatchFailures.refused(run, noRefFound());

    Run again = backend.claim("r_1");
    assertThat(again.target().ref()).isNull();
    assertThat(backend.branches.fill(again).target().ref()).isNull();
  }

  @Test
  void a_default_branch_that_another_instance_looked_up_before_a_restart_is_looked_up_again() {
    backend.accept(TestRun.of("r_1").ref(null), TestRun.of("r_2").ref(null));
    List<Run> claimed = backend.dispatches.claim(10);
    backend.branches.learn(claimed.get(0), answer(200, "{'default_branch':'main'}"));
    Run intended = backend.dispatches.intend(backend.branches.fill(claimed.get(0)));
    Run postponed = backend.branches.fill(claimed.get(1));
    backend.dispatchFailures.postpone(postponed, new RemoteBusy("limit", START));

    TestBackend restarted = backend.another();
    restarted.dispatchFailures.refused(intended, noRefFound());
    restarted.dispatchFailures.refused(
        restarted.dispatches.intend(restarted.claim("r_2")), noRefFound());
    for (String runId : List.of("r_1", "r_2")) {
      assertThat(backend.state(runId)).isEqualTo("ACCEPTED");
      assertThat(backend.find(runId).target().ref()).isNull();
      assertThat(backend.branches.fill(backend.find(runId)).target().ref())
          .as("the instance that still remembers the old one")
          .isNull();
    }
  }

  @Test
  void a_default_branch_that_github_names_again_and_does_not_know_is_refused() {
    backend.accept(TestRun.of("r_1").ref(null));
    for (String state : List.of("ACCEPTED", "REFUSED")) {
      Run filled =
          backend.branches.learn(backend.claim("r_1"), answer(200, "{'default_branch':'main'}"));
      backend.dispatchFailures.refused(backend.dispatches.intend(filled), noRefFound());
      assertThat(backend.state("r_1")).isEqualTo(state);
    }
  }

  @Test
  void a_ref_that_the_invocation_names_and_github_does_not_know_is_refused() {
    backend.dispatchFailures.refused(backend.intend("r_1"), noRefFound());

    assertThat(backend.state("r_1")).isEqualTo("REFUSED");
  }

  @Test
  void inputs_that_cannot_be_opened_are_parked_and_port_is_told_of_the_wait() {
    Run run = backend.intend("r_1");
    TestBackend rotated = backend.another("port.client-secret", "anotherSecret");
    SealBroken broken = catchThrowableOfType(SealBroken.class, () -> rotated.dispatchCall(run));
    rotated.dispatchFailures.parkSealed(run, broken);

    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.deadLetterList.parked(10)).extracting("reason").containsExactly("SEALED");
    assertThat(backend.reports("r_1"))
        .satisfiesExactly(
            label -> assertThat(label).contains("\"statusLabel\":\"Waits for an operator\""),
            line -> assertThat(line).startsWith("LOG "));
    TestBackend repaired =
        backend.another(
            "port.client-secret",
            "anotherSecret",
            "port.previous-client-secret",
            dev.portgithub.world.TestSettings.CLIENT_SECRET);
    byte[] inputs = backend.value(byte[].class, "select inputs from run where run_id = 'r_1'");
    assertThat(
            repaired
                .dispatchCalls
                .make(run, new CallLock.Held(null, null, new Dispatching(inputs, null)))
                .json())
        .contains("\"service\":\"checkout\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"started", "204", "lost", "postpone", "refused", "details", "park"})
  void an_answer_that_comes_after_the_lease_changes_nothing(String answer) {
    Run stale = backend.intend("r_1");
    backend.clock.tick(LEASE);
    backend.another().locating.claim(10);
    Run before = backend.find("r_1");

    assertThatThrownBy(() -> note(answer, stale)).isInstanceOf(ClaimLost.class);
    assertThat(backend.find("r_1")).isEqualTo(before).returns(RunState.LOCATING, Run::state);
    assertThat(backend.reports("r_1")).isEmpty();
    assertThat(backend.count("dead_letter")).isZero();
    assertThat(backend.count("run where inputs is not null")).isOne();
  }

  private void note(String kind, Run run) {
    switch (kind) {
      case "started" -> backend.dispatches.started(run, startedAnswer(1));
      case "204" -> backend.dispatches.startedUnnamed(run, answer(204, null));
      case "lost" -> backend.dispatchFailures.lost(run, new IOException("reset"));
      case "postpone" -> backend.dispatchFailures.postpone(run, new RemoteBusy("limit", null));
      case "refused" -> backend.dispatchFailures.refused(run, new RemoteRefused(422, "no", ""));
      case "details" -> backend.dispatchFailures.askWithoutRunDetails(run);
      default -> backend.dispatchFailures.parkSealed(run, new IOException("sealed"));
    }
  }

  @Test
  @Tag("P2")
  void two_port_runs_never_hold_the_same_workflow_run() {
    backend.start("r_1", 1);

    assertThatThrownBy(() -> backend.start("r_2", 1)).isNotNull();
    assertThat(backend.state("r_2")).isEqualTo("DISPATCHING");
  }

  private RefUnknown noRefFound() {
    return catchThrowableOfType(
        RefUnknown.class,
        () -> backend.answers.judge(POST, answer(422, "{'message':'No ref found for: main'}")));
  }

  private void learnThatTheHostNamesRuns() {
    backend.start(TestRun.of("r_before").workflow("before.yml"), 999);
  }

  private static void limited(TestBackend instance, String seconds) {
    assertThatThrownBy(
            () -> instance.answers.judge(POLL, answer(403, "{}", "Retry-After", seconds)))
        .isInstanceOf(RemoteBusy.class);
  }

  private interface Work {
    List<String> of(TestBackend instance);
  }

  /** Does the same at the same time in all instances. */
  private static List<List<String>> together(List<TestBackend> instances, Work work)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(instances.size());
    ExecutorService threads = Executors.newFixedThreadPool(instances.size());
    try {
      List<Callable<List<String>>> tasks =
          instances.stream()
              .<Callable<List<String>>>map(
                  instance ->
                      () -> {
                        start.await();
                        return work.of(instance);
                      })
              .toList();
      List<List<String>> results = new ArrayList<>();
      for (Future<List<String>> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
