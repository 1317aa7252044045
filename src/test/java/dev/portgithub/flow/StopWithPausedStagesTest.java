package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.DatabaseAccess;
import dev.portgithub.operator.Pausing;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.store.Database;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.kafka.clients.admin.Admin;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Stops the backend while an operator has paused stages in Hawtio. Nobody takes what waits in their
 * queues any more: it must neither hold up the stop nor stay claimed.
 */
@ExtendWith(OutputCaptureExtension.class)
class StopWithPausedStagesTest {
  private static final List<String> CLAIMS =
      List.of(
          "claim-confirmations",
          "claim-dispatches",
          "claim-locating",
          "claim-polls",
          "claim-reports");
  private static final List<String> WORKERS =
      List.of(
          "confirm-run",
          "dispatch-workflow",
          "locate-run",
          "poll-repository",
          "report-run",
          "settle-refused-report");
  private static final int DISPATCH_WORKERS = 4;

  /** More than the queue of the workers holds: the claim waits to hand on the rest. */
  private static final int RUNS = 3 * DISPATCH_WORKERS;

  private final World world = new World();
  private String database;
  private Map<String, String> settings;
  private CamelMainBackend backend;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    database = BackendSettings.h2(folder);
    settings = world.settings(database);
    settings.put("camel.main.shutdown-timeout", "8");
    settings.put("dispatch.workers", Integer.toString(DISPATCH_WORKERS));
    settings.put("dispatch.lease", "10m");
    settings.put("locate.settle-after", "10m");
    settings.put("report.lease", "10m");
    settings.put("poll.lease", "10m");
    backend = new CamelMainBackend(settings);
  }

  @AfterEach
  void stop() {
    backend.close();
    world.close();
  }

  @Test
  void wake_ups_in_the_queues_of_suspended_stages_hold_up_no_stop(CapturedOutput output)
      throws Exception {
    for (String claim : CLAIMS) {
      backend.camel().getRouteController().suspendRoute(claim);
    }
    CLAIMS.forEach(claim -> await().until(() -> waiting(claim) == 1));

    assertStopsByItself(output);
    assertThat(output)
        .contains("What is under way (0)", "0 of what was under way ended, 0 had not begun");
  }

  @Test
  void the_tick_and_the_intake_hold_up_no_stop_while_they_are_suspended(CapturedOutput output)
      throws Exception {
    for (String route : List.of("tick", "receive-invocations", "measure-backlog")) {
      backend.camel().getRouteController().suspendRoute(route);
    }
    assertStopsByItself(output);
  }

  @ParameterizedTest(name = "stopped: {0}")
  @ValueSource(booleans = {false, true})
  void what_waits_for_paused_workers_is_handed_back(boolean stopped, CapturedOutput output)
      throws Exception {
    PortRun followed = world.deploy("followed");
    world.awaitStarted("followed");
    for (String worker : WORKERS) {
      if (stopped) {
        backend.camel().getRouteController().stopRoute(worker);
      } else {
        backend.camel().getRouteController().suspendRoute(worker);
      }
    }
    await().until(() -> waiting("poll-repository") == 1);
    for (int i = 0; i < RUNS; i++) {
      world.deploy("waits-" + i);
    }
    world.awaitAllRead();
    await().until(() -> waiting("dispatch-workflow") == DISPATCH_WORKERS);

    assertStopsByItself(output);
    assertThat(claimed("run where state = 'ACCEPTED' and due_at > ?")).as("runs").isZero();
    assertThat(claimed("repository where due_at > ?")).as("repositories").isZero();
    assertThat(claimed("run where state = 'ACCEPTED' and due_at <= ?")).isEqualTo(RUNS);
    assertThat(world.github.journal().count("POST", "/dispatches$")).isEqualTo(1);
  }

  @Test
  void a_start_in_a_pause_takes_no_record_and_stops_by_itself_and_so_does_the_next_start(
      CapturedOutput output) throws Exception {
    backend.close();
    PortRun run = world.deploy("held-back");
    settings.put("pause.at-start", "receive,confirm,dispatch,poll,report");
    backend = new CamelMainBackend(settings);
    awaitTicksWithPartitions();
    assertThat(world.broker.lag(world.group, world.topic)).isEqualTo(1);
    assertStopsByItself(output);

    settings.remove("pause.at-start");
    backend = new CamelMainBackend(settings);
    awaitTicksWithPartitions();
    assertThat(world.broker.lag(world.group, world.topic)).isEqualTo(1);
    Pausing pausing = backend.camel().getRegistry().findSingleByType(Pausing.class);
    pausing.resume("receive");
    world.awaitAllRead();
    pausing.resume("report");
    world.awaitRun(
        run,
        waiting -> String.valueOf(waiting.statusLabel()).contains("dispatching was paused by"));
    assertThat(world.startedWith("held-back")).isEmpty();
    pausing.resume("dispatch");
    world.awaitStarted("held-back");
  }

  /** The consumer has its partitions, and has been polled since: what it may take, it has. */
  private void awaitTicksWithPartitions() throws Exception {
    try (Admin admin = Admin.create(world.broker.clientProperties())) {
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(
              () ->
                  admin
                          .describeConsumerGroups(List.of(world.group))
                          .describedGroups()
                          .get(world.group)
                          .get()
                          .members()
                          .stream()
                          .mapToInt(member -> member.assignment().topicPartitions().size())
                          .sum()
                      == 2);
    }
    long before = ticks();
    await().until(() -> ticks() > before + 10);
  }

  private long ticks() throws Exception {
    return backend
        .camel()
        .getCamelContextExtension()
        .getContextPlugin(ManagedCamelContext.class)
        .getManagedRoute("tick")
        .getExchangesTotal();
  }

  /**
   * Camel forces a stop when its time-out is over, and the backend breaks off calls before that.
   */
  private void assertStopsByItself(CapturedOutput output) {
    CamelContext camel = backend.camel();
    backend.close();
    assertThat(camel.getShutdownStrategy().isTimeoutOccurred()).as("forced").isFalse();
    assertThat(output).contains("Stopped after ").doesNotContain("broken off");
  }

  private int waiting(String route) {
    return backend.camel().getEndpoint("seda:" + route, SedaEndpoint.class).getQueue().size();
  }

  /** Rows of a store that nobody has open. */
  private int claimed(String condition) {
    // What is due at once was due a moment ago; a claim lasts ten minutes.
    Instant soon = Instant.now(Clock.systemUTC()).plus(Duration.ofMinutes(5));
    try (HikariDataSource store = Database.open(new DatabaseAccess(database, "", ""), 1)) {
      Jdbi jdbi = Database.jdbi(store);
      return jdbi.withHandle(
          handle ->
              handle.select("select count(*) from " + condition, soon).mapTo(Integer.class).one());
    }
  }
}
