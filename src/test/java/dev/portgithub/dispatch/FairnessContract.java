package dev.portgithub.dispatch;

import static dev.portgithub.world.TestBackend.startedAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.run.Run;
import dev.portgithub.run.Stored;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No action, and no owner, holds up another; and no run is forgotten. */
abstract class FairnessContract extends DatabaseContract {
  private static final Duration SECOND = Duration.ofSeconds(1);

  FairnessContract(StoreUnderTest store) {
    super(store);
  }

  /** A run of an action; each has a workflow of its own, since those of one wait for each other. */
  private static Outcome run(String runId, String action, String org) {
    return new Outcome.Accepted(
        TestRun.record(7),
        new Invocation(runId, action, org, "infra", runId + ".yml", "main", Map.of(), true),
        true,
        false);
  }

  private static void accept(TestBackend instance, Outcome... runs) {
    assertThat(instance.intake.store(runs.length, List.of(runs))).containsOnly(Stored.ACCEPTED);
  }

  private static void accept(TestBackend instance, String action, int runs) {
    accept(instance, action, "acme-inc", runs);
  }

  private static void accept(TestBackend instance, String action, String org, int runs) {
    accept(
        instance,
        IntStream.range(0, runs)
            .mapToObj(i -> run("r_%s_%s_%04d".formatted(action, org, i), action, org))
            .toArray(Outcome[]::new));
  }

  private TestBackend quick() {
    return backend.another("github.writes-per-minute", "100000");
  }

  private static List<String> claim(TestBackend instance, int limit) {
    return instance.dispatches.claim(limit).stream().map(Run::runId).toList();
  }

  private static List<String> actions(List<String> runIds) {
    return runIds.stream().map(id -> id.split("_")[1]).toList();
  }

  /** Claims and starts what may be started now. */
  private static List<String> start(TestBackend instance) {
    List<String> started = new ArrayList<>();
    for (List<Run> runs = instance.dispatches.claim(16);
        !runs.isEmpty();
        runs = instance.dispatches.claim(16)) {
      for (Run run : runs) {
        instance.dispatches.started(
            instance.dispatches.intend(run),
            startedAnswer(1 + instance.count("run where workflow_run_id > 0")));
        started.add(run.runId());
      }
    }
    return started;
  }

  // --- Turns

  @Test
  void one_run_of_another_action_is_next_although_a_thousand_wait() {
    TestBackend quick = quick();
    accept(quick, "bulk", 1000);
    assertThat(actions(claim(quick, 16))).hasSize(16).containsOnly("bulk");
    accept(quick, "rollback", 1);

    assertThat(actions(claim(quick, 16))).hasSize(16).startsWith("rollback", "bulk");
  }

  @Test
  void actions_take_turns() {
    TestBackend quick = quick();
    accept(quick, "a", 10);
    accept(quick, "b", 2);
    accept(quick, "c", 10);

    assertThat(actions(claim(quick, 3))).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(actions(claim(quick, 4))).contains("a", "b", "c");
    assertThat(actions(claim(quick, 4)).stream().filter("a"::equals)).hasSize(2);
    assertThat(actions(claim(quick, 100))).hasSize(11);
  }

  @Test
  void an_action_whose_runs_come_one_by_one_does_not_take_every_turn() {
    TestBackend quick = quick();
    accept(quick, "bulk", 100);
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      accept(quick, run("r_single_" + i, "single", "acme-inc"));
      claimed.addAll(actions(claim(quick, 1)));
      claimed.addAll(actions(claim(quick, 1)));
    }

    assertThat(claimed.stream().filter("bulk"::equals)).hasSizeBetween(9, 11);
  }

  @Test
  void a_new_action_is_next_although_a_thousand_actions_wait() {
    TestBackend quick = quick();
    accept(
        quick,
        IntStream.range(0, 1000)
            .mapToObj(i -> run("r_x_" + i, "action-" + i, "acme-inc"))
            .toArray(Outcome[]::new));
    for (int claims = 0; claims < 100; claims++) {
      assertThat(claim(quick, 10)).hasSize(10);
    }
    accept(quick, "x", 20);
    accept(quick, "rollback", 1);

    assertThat(actions(claim(quick, 2))).containsExactlyInAnyOrder("x", "rollback");
  }

  @Test
  void in_an_action_the_order_is_that_of_acceptance() {
    TestBackend quick = quick();
    for (int i = 0; i < 5; i++) {
      accept(quick, run("r_" + i, "deploy", "acme-inc"), run("r_other_" + i, "other", "acme-inc"));
      quick.clock.tick(Duration.ofMillis(1));
    }

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      claimed.addAll(claim(quick, 2));
    }
    assertThat(claimed.stream().filter(id -> !id.contains("other")))
        .containsExactly("r_0", "r_1", "r_2", "r_3", "r_4");
  }

  @Test
  void an_action_without_a_name_is_told_by_its_workflow() {
    TestBackend quick = quick();
    accept(quick, run("r_1", null, "acme-inc"), run("r_2", "", "acme-inc"));

    assertThat(claim(quick, 10)).containsExactlyInAnyOrder("r_1", "r_2");
    assertThat(quick.count("lane")).isEqualTo(2);
  }

  // --- The limit of a minute

  @Test
  void half_of_the_minute_is_taken_at_once_and_another_action_has_its_place_at_once() {
    accept(backend, "bulk", 1000);
    assertThat(start(backend)).hasSize(30);
    accept(backend, "rollback", 1);

    assertThat(actions(start(backend))).containsExactly("rollback");
  }

  @Test
  void the_limit_is_used_up_and_never_exceeded_and_nobody_waits_long_for_the_next_place() {
    accept(backend, "bulk", 1000);
    List<Instant> starts = new ArrayList<>();
    Instant begin = backend.clock.instant();
    int longest = 0;
    int wait = 0;
    for (int second = 0; second < 305; second++) {
      List<String> started = start(backend);
      started.forEach(run -> starts.add(backend.clock.instant()));
      wait = started.isEmpty() ? wait + 1 : 0;
      longest = Math.max(longest, wait);
      backend.clock.tick(SECOND);
    }

    for (Instant start : starts) {
      assertThat(
              starts.stream().filter(s -> !s.isBefore(start) && s.isBefore(start.plusSeconds(60))))
          .hasSizeLessThanOrEqualTo(60);
    }
    assertThat(starts).hasSizeBetween(290, 300);
    assertThat(longest).isLessThanOrEqualTo(3);
    assertThat(starts.stream().filter(begin::equals)).hasSize(30);
  }

  @Test
  void two_instances_share_the_limit_and_refuse_next_to_nothing() {
    accept(backend, "bulk", 1000);
    List<TestBackend> two = List.of(backend.another(), backend.another());
    int started = 0;
    for (int second = 0; second < 122; second++) {
      for (TestBackend instance : two) {
        started += start(instance).size();
      }
      backend.clock.tick(SECOND);
    }

    assertThat(started).isBetween(110, 120);
    assertThat(backend.value(Long.class, "select max(claim) from run")).isOne();
  }

  // --- Owners

  @Test
  void an_owner_without_room_is_passed_by_and_none_of_its_runs_is_touched() {
    TestBackend app =
        backend.another(
            "github.token", "",
            "github.app-id", "4711",
            "github.app-private-key", "-----BEGIN PRIVATE KEY-----",
            "github.writes-per-minute", "2");
    accept(app, "bulk", "busy", 200);
    accept(app, "bulk", "other", 200);
    assertThat(start(app)).hasSize(2);
    app.execute("update dispatch_count set dispatches = 2 where credential = 'app:busy'");
    long before = app.value(Long.class, "select sum(claim) from run where org = 'busy'");

    List<String> started = new ArrayList<>();
    for (int tick = 0; tick < 100; tick++) {
      started.addAll(start(app));
      app.clock.tick(Duration.ofMillis(500));
    }
    assertThat(started).hasSize(1).allMatch(run -> run.contains("other"));
    assertThat(app.value(Long.class, "select sum(claim) from run where org = 'busy'"))
        .isEqualTo(before);
  }

  @Test
  void owners_take_turns() {
    TestBackend app =
        backend.another(
            "github.token", "",
            "github.app-id", "4711",
            "github.app-private-key", "-----BEGIN PRIVATE KEY-----",
            "github.writes-per-minute", "100000");
    accept(app, "bulk", "one", 20);
    accept(app, "bulk", "three", 20);
    accept(app, "bulk", "two", 20);

    assertThat(claim(app, 4)).allMatch(run -> run.contains("one"));
    assertThat(claim(app, 4)).allMatch(run -> run.contains("three"));
    assertThat(claim(app, 4)).allMatch(run -> run.contains("two"));
    assertThat(claim(app, 4)).allMatch(run -> run.contains("one"));
  }

  @Test
  void a_lane_follows_its_owner_to_another_credential() {
    accept(backend, "bulk", 2);
    TestBackend app =
        backend.another(
            "github.token", "",
            "github.app-id", "4711",
            "github.app-private-key", "-----BEGIN PRIVATE KEY-----");
    app.dispatches.claim(1);
    app.clock.tick(SECOND);
    app.dispatches.claim(1);

    assertThat(app.value(String.class, "select credential from lane")).isEqualTo("app:acme-inc");
  }

  // --- Nothing is forgotten

  @Test
  void runs_are_found_although_their_lanes_are_lost() {
    accept(backend, "a", 1);
    accept(backend, "b", 1);
    backend.execute("delete from lane");

    assertThat(claim(backend, 10)).hasSize(2);
  }

  @Test
  void runs_are_found_although_their_lanes_say_that_nothing_waits() {
    accept(backend, "a", 1);
    backend.execute("update lane set waiting = 0, due_at = null");

    assertThat(claim(backend, 10)).hasSize(1);
  }

  @Test
  void runs_that_the_version_before_accepts_are_dispatched_in_turn() {
    accept(backend, "bulk", 5);
    backend.execute("update run set lane = ''");
    backend.execute("delete from lane");
    accept(backend, "rollback", 1);

    assertThat(actions(claim(backend, 2))).containsExactlyInAnyOrder("bulk", "rollback");
    assertThat(claim(backend, 10)).hasSize(4);
  }

  @Test
  void a_run_that_the_version_before_claims_is_left_to_it() {
    accept(backend, "bulk", 2);
    Instant lease = backend.clock.instant().plus(TestBackend.LEASE);
    backend.execute(
        "update run set due_at = ?, claim = claim + 1 where run_id = 'r_bulk_acme-inc_0000'",
        lease);

    assertThat(claim(backend, 10)).containsExactly("r_bulk_acme-inc_0001");
    backend.clock.set(lease);
    assertThat(claim(backend, 10)).hasSize(2);
  }

  @Test
  void what_is_accepted_while_others_claim_is_claimed_without_waiting_for_a_patrol()
      throws Exception {
    List<TestBackend> instances = IntStream.range(0, 4).mapToObj(i -> quick()).toList();
    instances.forEach(instance -> instance.dispatches.claim(1));
    Queue<String> claimed = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> accepting =
          IntStream.range(0, 2)
              .<Future<?>>mapToObj(n -> threads.submit(() -> acceptOneByOne(instances.get(n), n)))
              .toList();
      List<Future<?>> claiming =
          IntStream.range(2, 4)
              .<Future<?>>mapToObj(
                  n -> threads.submit(() -> claimUntil(instances.get(n), claimed, accepting)))
              .toList();
      for (Future<?> each : claiming) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    claimed.addAll(claim(instances.get(0), 1000));
    assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
  }

  private static void acceptOneByOne(TestBackend instance, int n) {
    for (int i = 0; i < 50; i++) {
      accept(
          instance,
          run("r_" + n + "_" + i, "action-" + i % 7, "acme-inc"),
          run("r_" + n + "_again_" + i, "action-" + (i + 3) % 7, "acme-inc"));
    }
  }

  private static void claimUntil(
      TestBackend instance, Queue<String> claimed, List<Future<?>> accepting) {
    while (!accepting.stream().allMatch(Future::isDone)) {
      claimed.addAll(claim(instance, 5));
    }
  }
}
