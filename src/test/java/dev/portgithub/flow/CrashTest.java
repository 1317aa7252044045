package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.TraceCollector;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the backend's process at a named instant, starts another on the same store, and looks at
 * what Port and GitHub have seen. The instants are held by the simulators: they leave the backend
 * without an answer exactly there.
 */
class CrashTest {
  private static final Duration NEVER = Duration.ofMinutes(10);

  private final World world = new World();
  private final TraceCollector collector = new TraceCollector();
  private Map<String, String> settings;
  private JavaProcess backend;

  @BeforeEach
  void start(@TempDir Path folder) {
    settings = world.settings(BackendSettings.h2(folder));
    settings.put("otel.exporter.otlp.endpoint", collector.url());
    settings.put("otel.bsp.schedule.delay", "100");
    backend = JavaProcess.backend(settings);
  }

  @AfterEach
  void stop() {
    backend.close();
    collector.close();
    world.close();
  }

  private void killAndStartAgain() {
    backend.kill();
    world.github.faults().clear();
    world.port.faults().clear();
    backend = JavaProcess.backend(settings);
  }

  private void awaitDispatchCall() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.github.journal().count("POST", "/dispatches$") == 1);
  }

  @Test
  @Tag("P2")
  void after_the_intent_before_github_acts_the_workflow_is_started_once() {
    world.github.faults().next(World.DISPATCH, Fault.delay(NEVER));
    PortRun run = world.deploy("intent-only");
    awaitDispatchCall();
    killAndStartAgain();
    world.endWell(run, "intent-only");
  }

  @Test
  @Tag("P2")
  void after_github_acted_before_the_answer_is_recorded_no_second_workflow_run_is_started() {
    world.github.faults().next(World.DISPATCH, Fault.delayAfter(NEVER));
    PortRun run = world.deploy("dispatched-not-recorded");
    world.awaitStarted("dispatched-not-recorded");
    killAndStartAgain();
    world.endWell(run, "dispatched-not-recorded");
    assertThat(world.github.journal().count("POST", "/dispatches$")).isEqualTo(1);
  }

  @Test
  @Tag("P3")
  void after_the_start_is_recorded_before_port_knows_the_link_and_the_end_are_told() {
    world.port.faults().always(Request.of("PATCH", "/v1/actions/runs/"), Fault.delay(NEVER));
    PortRun run = world.deploy("recorded-not-told");
    world.awaitStarted("recorded-not-told");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> world.port.journal().count("PATCH", "/v1/actions/runs/") > 0);
    killAndStartAgain();
    world.endWell(run, "recorded-not-told");
  }

  @Test
  @Tag("P3")
  void while_the_workflow_runs_its_end_is_told_after_the_restart() {
    PortRun run = world.deploy("ended-while-dead");
    world.awaitRun(run, seen -> seen.statusLabel() != null && seen.statusLabel().equals("Running"));
    backend.kill();
    world.github.complete(
        world.awaitStarted("ended-while-dead").id(), "failure", "deploy", "Roll out");
    killAndStartAgain();
    PortRun ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("FAILURE");
    assertThat(ended.summary()).contains("Roll out");
    assertOneTraceFromTheRecordToTheEnd(run.id());
  }

  /** What two processes have told a collector. */
  private void assertOneTraceFromTheRecordToTheEnd(String runId) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(collector.of(runId))
                    .extracting(span -> span.attributes().get("outcome"))
                    .contains("started", "final status delivered"));
    List<TraceCollector.Span> spans = collector.of(runId);
    assertThat(spans)
        .extracting(TraceCollector.Span::name)
        .contains("receive", "dispatch", "workflow run", "end", "report");
    assertThat(spans).extracting(TraceCollector.Span::trace).containsOnly(spans.get(0).trace());
    TraceCollector.Span receive =
        spans.stream().filter(span -> span.name().equals("receive")).findFirst().orElseThrow();
    assertThat(spans)
        .filteredOn(span -> !span.equals(receive))
        .extracting(TraceCollector.Span::parent)
        .containsOnly(receive.id());
    assertThat(receive.parent()).isEmpty();
  }

  @Test
  @Tag("P1")
  void after_the_batch_is_stored_before_its_offset_is_committed_the_redelivery_starts_nothing() {
    PortRun run = world.deploy("stored-not-committed");
    world.awaitStarted("stored-not-committed");
    backend.kill();
    world.rewindOffsets();
    killAndStartAgain();
    world.awaitAllRead();
    world.endWell(run, "stored-not-committed");
    assertThat(world.github.journal().count("POST", "/dispatches$")).isEqualTo(1);
  }
}
