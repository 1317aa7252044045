package dev.portgithub.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.PortRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Three instances of the packaged jar on one PostgreSQL, in one consumer group, with six
 * partitions. Each test ends with the checker of the chaos program.
 */
class ClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The lease of a dispatch, and the settling time, as ChaosWorld sets them, and a little. */
  private static final Duration LEASE_AND_SETTLING = Duration.ofSeconds(8 + 16 + 4);

  private static final Pattern STARTED = Pattern.compile("Run (r_\\w+) started workflow run");

  private ChaosWorld world;
  private Instance first;
  private Instance second;
  private Instance third;

  @BeforeEach
  void create(TestInfo test) throws Exception {
    long seed = 9_000 + Math.floorMod(test.getDisplayName().hashCode(), 900);
    Path home = Path.of("").toAbsolutePath();
    world = new ChaosWorld(new ChaosPlan(seed, 0, 0, 3, true, home), BackendJar.get());
    world.makeArchive();
    first = world.instances.get(0);
    second = world.instances.get(1);
    third = world.instances.get(2);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void ready(Instance... instances) {
    for (Instance instance : instances) {
      await().atMost(PATIENCE).until(instance::isReady);
    }
  }

  private List<String> deploy(int runs) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      ids.add(world.traffic.deploy());
    }
    return ids;
  }

  private void awaitSuccess(List<String> runs) {
    await()
        .atMost(PATIENCE)
        .until(() -> runs.stream().map(world.port::run).allMatch(PortRun::ended));
    assertThat(runs).allSatisfy(id -> assertThat(world.port.run(id).status()).isEqualTo("SUCCESS"));
  }

  /** Nothing lost, twice, untrue or open. */
  private void check() throws Exception {
    assertThat(world.check(world.settle()).violations()).isEmpty();
  }

  private long workflowRunsOf(String runId) {
    return world.github.runs().stream()
        .filter(run -> runId.equals(run.inputs().get("port_run_id")))
        .count();
  }

  private static List<String> startedBy(Instance instance) {
    List<String> started = new ArrayList<>();
    Matcher lines = STARTED.matcher(instance.logs());
    while (lines.find()) {
      started.add(lines.group(1));
    }
    return started;
  }

  @Test
  @Tag("P2")
  void three_instances_share_partitions_and_rows_and_start_nothing_twice() throws Exception {
    world.instances.forEach(instance -> instance.start(null, false));
    ready(first, second, third);
    awaitSuccess(deploy(150));

    assertThat(world.instances).allSatisfy(i -> assertThat(startedBy(i)).hasSizeGreaterThan(5));
    assertThat(world.instances.stream().mapToInt(i -> startedBy(i).size()).sum()).isEqualTo(150);
    check();
  }

  /** The first instance has written its intent, and stands just before (or after) the call. */
  private String frozenAt(String instant) {
    second.start(null, false);
    ready(second);
    // Until GitHub is known to name the workflow run, a workflow is dispatched one at a time.
    awaitSuccess(deploy(1));
    second.kill();
    first.start(FailPoint.freezeAt(instant), false);
    ready(first);
    String runId = world.traffic.deploy();
    await()
        .atMost(PATIENCE)
        .until(() -> first.passed().stream().anyMatch(line -> line.startsWith("STOP ")));
    second.start(null, false);
    third.start(null, false);
    ready(second, third);
    return runId;
  }

  /** The others work on, for longer than any lease and the settling time. */
  private void othersWorkOn() {
    Instant end = Instant.now().plus(LEASE_AND_SETTLING);
    while (Instant.now().isBefore(end)) {
      awaitSuccess(deploy(1));
    }
  }

  @Test
  @Tag("P2")
  void a_process_frozen_between_intent_and_call_is_passed_by_and_starts_its_run_once_it_thaws()
      throws Exception {
    String runId = frozenAt("to-github-dispatch-workflow:before");
    othersWorkOn();
    assertThat(world.port.run(runId).history()).as("nobody took it over").isEmpty();
    assertThat(workflowRunsOf(runId)).isZero();

    first.thaw();
    awaitSuccess(List.of(runId));
    assertThat(workflowRunsOf(runId)).isEqualTo(1);
    assertThat(first.logs()).contains("was not sent: it had waited too long");
    check();
  }

  @Test
  @Tag("long")
  @Tag("P2")
  void a_frozen_process_that_lost_its_lock_as_well_does_not_send_its_call_when_it_thaws()
      throws Exception {
    String runId = frozenAt("to-github-dispatch-workflow:before");
    StoreEvidence.endSessions(world.databaseUrl());
    awaitSuccess(List.of(runId));
    assertThat(startedBy(first)).isEmpty();

    first.thaw();
    await().atMost(PATIENCE).until(() -> first.logs().contains("was claimed anew meanwhile"));
    assertThat(workflowRunsOf(runId)).isEqualTo(1);
    check();
  }

  @Test
  @Tag("long")
  @Tag("P2")
  void late_writes_of_a_frozen_process_are_refused() throws Exception {
    String runId = frozenAt("to-github-dispatch-workflow:after");
    assertThat(workflowRunsOf(runId)).as("GitHub has started it").isEqualTo(1);
    StoreEvidence.endSessions(world.databaseUrl());
    awaitSuccess(List.of(runId));

    first.thaw();
    await().atMost(PATIENCE).until(() -> first.logs().contains("was claimed anew meanwhile"));
    assertThat(startedBy(first)).isEmpty();
    assertThat(workflowRunsOf(runId)).isEqualTo(1);
    check();
  }

  @Test
  @Tag("P2")
  void when_one_of_three_is_killed_its_runs_go_on_long_before_their_leases_end() throws Exception {
    // Whoever waited for a lease would not be done within the patience of this test.
    Map<String, String> settings =
        Map.of(
            "DISPATCH_LEASE", "1h",
            "LOCATE_SETTLE_AFTER", "1h",
            "LOCATE_GIVE_UP_AFTER", "2h",
            "REPORT_LEASE", "1h",
            "POLL_LEASE", "1h",
            "DISPATCH_WORKERS", "1");
    world.instances.forEach(instance -> instance.configure(settings));
    first.start(new FailPoint(Set.of("write-intent:before"), 3, "KILL"), false);
    ready(first);
    List<String> runs = deploy(20);
    await().atMost(PATIENCE).until(() -> !first.isAlive());
    second.start(null, false);
    third.start(null, false);
    ready(second, third);

    awaitSuccess(runs);
    assertThat(second.logs() + third.logs()).containsPattern("Instance \\d+ is dead: ");
    check();
  }

  @Test
  @Tag("long")
  void instances_join_and_leave_under_load() throws Exception {
    first.start(null, false);
    ready(first);
    List<String> runs = deploy(40);
    second.start(null, false);
    runs.addAll(deploy(40));
    ready(second);
    first.terminate();
    runs.addAll(deploy(40));
    third.start(null, false);
    ready(third);
    second.kill();
    runs.addAll(deploy(40));

    awaitSuccess(runs);
    check();
  }

  @Test
  @Tag("long")
  void a_rolling_upgrade_with_a_schema_change_stops_nobody() throws Exception {
    BackendJar.get()
        .packNextVersion(
            "alter table run add column next_version varchar(20) default 'new' not null;"
                + " create index run_next_version on run (next_version);");
    world.instances.forEach(instance -> instance.start(null, false));
    ready(first, second, third);
    List<String> runs = deploy(30);
    first.terminate();
    assertThat(first.awaitEnd(Duration.ofSeconds(40))).isTrue();
    first.startNextVersion();
    runs.addAll(deploy(30));
    ready(first);
    // One of the old version that is started again must live with the newer tables.
    second.kill();
    second.start(null, false);
    runs.addAll(deploy(30));
    ready(second);
    awaitSuccess(runs);
    for (Instance old : List.of(second, third)) {
      old.terminate();
      assertThat(old.awaitEnd(Duration.ofSeconds(40))).isTrue();
      old.startNextVersion();
      ready(old);
    }

    awaitSuccess(deploy(10));
    check();
  }
}
