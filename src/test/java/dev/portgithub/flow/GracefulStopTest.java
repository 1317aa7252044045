package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Ports;
import dev.portgithub.simulator.Request;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.Probe;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops the backend's process with SIGTERM while it is at work, as a platform does, starts another
 * on the same store, and looks at what Port, GitHub and Kafka have seen. Leases and Kafka's session
 * last longer than any test waits: what ends well has waited for none of them.
 */
class GracefulStopTest {
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final int SHUTDOWN_TIMEOUT = 8;

  /** What a process needs on a busy machine beside the time that it is given. */
  private static final Duration MARGIN = Duration.ofSeconds(15);

  private static final int RUNS = 60;
  private static final int SIGTERM_EXIT = 128 + 15;

  private final World world = new World();
  private Map<String, String> settings;
  private final int port = Ports.free();
  private JavaProcess backend;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    settings = world.settings(BackendSettings.h2(folder));
    settings.put("server.port", Integer.toString(port));
    settings.put("camel.main.shutdown-timeout", Integer.toString(SHUTDOWN_TIMEOUT));
    settings.put("remote.response-timeout", "60000");
    settings.put("receive.session-timeout", "60000");
    settings.put("dispatch.lease", "10m");
    settings.put("locate.settle-after", "10m");
    settings.put("confirm.lease", "10m");
    settings.put("report.lease", "10m");
    settings.put("poll.lease", "10m");
    backend = JavaProcess.backend(settings);
  }

  @AfterEach
  void stop() {
    backend.close();
    world.close();
  }

  @Test
  @Tag("P1")
  void under_load_what_has_begun_is_finished_and_the_rest_is_handed_back() throws Exception {
    world.github.faults().always(World.DISPATCH, Fault.delay(Duration.ofSeconds(3)));
    Map<String, PortRun> runs = new LinkedHashMap<>();
    for (int i = 0; i < RUNS; i++) {
      runs.put("load-" + i, world.deploy("load-" + i));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> dispatchCalls() >= 20);
    JavaProcess first = backend;
    first.terminate();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Probe.readiness(port, Duration.ofSeconds(5)) == 503);
    awaitEnd(first);
    assertThat(dispatchCalls()).as("what had not begun").isLessThan(RUNS);
    assertThat(members()).as("members of the consumer group").isZero();
    assertThat(first.log())
        .containsOnlyOnce("Stopping: no new work is taken")
        .containsOnlyOnce("Stopped after ")
        .contains(" had not begun and were handed back")
        .doesNotContain("broken off");
    assertThat(sinceStop(first)).doesNotContain("WARN");

    JavaProcess second = startAgain();
    runs.keySet().forEach(s -> world.github.complete(world.awaitStarted(s).id(), "success"));
    for (Map.Entry<String, PortRun> run : runs.entrySet()) {
      assertThat(world.awaitEnd(run.getValue()).status()).isEqualTo("SUCCESS");
      assertThat(world.startedWith(run.getKey())).hasSize(1);
    }
    world.awaitAllRead();
    assertThat(dispatchCalls()).isEqualTo(RUNS);
    assertThat(second.log()).doesNotContain("located", "duplicate", "claimed anew");
  }

  @Test
  @Tag("P2")
  void a_dispatch_that_hangs_is_broken_off_in_time_and_located_afterwards() {
    world.github.faults().always(World.DISPATCH, Fault.delayAfter(NEVER));
    PortRun run = world.deploy("hanging");
    await().atMost(Duration.ofSeconds(60)).until(() -> dispatchCalls() == 1);
    JavaProcess first = backend;
    first.terminate();

    awaitEnd(first);
    assertThat(first.log()).contains("it will be located", "1 got no answer in time");
    startAgain();
    world.endWell(run, "hanging");
    assertThat(dispatchCalls()).isEqualTo(1);
  }

  @Test
  void a_dispatch_that_hangs_before_github_acts_is_made_again_after_the_settling_time() {
    world.github.faults().always(World.DISPATCH, Fault.delay(NEVER));
    PortRun run = world.deploy("unheard");
    await().atMost(Duration.ofSeconds(60)).until(() -> dispatchCalls() == 1);
    JavaProcess first = backend;
    first.terminate();

    awaitEnd(first);
    settings.put("dispatch.lease", "3s");
    settings.put("locate.settle-after", "4s");
    startAgain();
    world.endWell(run, "unheard");
  }

  @Test
  @Tag("P3")
  void a_report_that_hangs_is_broken_off_in_time_and_told_again_afterwards() {
    world.port.faults().always(Request.of("PATCH", "/v1/actions/runs/"), Fault.delay(NEVER));
    PortRun run = world.deploy("untold");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.port.journal().count("PATCH", "/v1/actions/runs/") > 0);
    JavaProcess first = backend;
    first.terminate();

    awaitEnd(first);
    assertThat(first.log()).contains("it will be tried again", "were broken off");
    startAgain();
    world.endWell(run, "untold");
  }

  private static void awaitEnd(JavaProcess stopping) {
    await()
        .atMost(Duration.ofSeconds(SHUTDOWN_TIMEOUT).plus(MARGIN))
        .until(() -> !stopping.isAlive());
    assertThat(stopping.exitCode()).isEqualTo(SIGTERM_EXIT);
    assertThat(sinceStop(stopping)).doesNotContain("ERROR", "\tat ");
  }

  private static String sinceStop(JavaProcess stopping) {
    return stopping.log().substring(stopping.log().indexOf("Stopping: "));
  }

  private JavaProcess startAgain() {
    world.github.faults().clear();
    world.port.faults().clear();
    backend = JavaProcess.backend(settings);
    return backend;
  }

  private int members() throws Exception {
    try (Admin admin = Admin.create(world.broker.clientProperties())) {
      return admin
          .describeConsumerGroups(List.of(world.group))
          .describedGroups()
          .get(world.group)
          .get()
          .members()
          .size();
    }
  }

  private long dispatchCalls() {
    return world.github.journal().count("POST", "/dispatches$");
  }
}
