package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubWebhooks.Delivery;
import dev.portgithub.simulator.GithubWebhooks.Trouble;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.Folder;
import dev.portgithub.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ends that are announced by webhooks; polling alone would see them an hour later. */
class WebhookFlowTest {
  private static final String SECRET = "It's a Secret to Everybody";

  private static World world;
  private static SpringBootBackend backend;

  @BeforeAll
  static void start() {
    world = new World();
    Map<String, String> settings =
        world.settings(BackendSettings.h2(Folder.temporary("webhook-flow")));
    settings.put("github.webhook-secret", SECRET);
    settings.put("poll.first-after", "1h");
    settings.put("poll.shortest-interval", "1h");
    settings.put("poll.longest-interval", "1h");
    backend = new SpringBootBackend(settings);
  }

  @AfterAll
  static void stop() {
    backend.close();
    world.close();
  }

  @BeforeEach
  void set_the_webhook_up() {
    world.github.webhooks().sendTo(address(), SECRET);
  }

  private static String address() {
    return "http://127.0.0.1:" + backend.port() + "/webhooks/github";
  }

  @Test
  void an_end_is_in_port_as_soon_as_its_webhook_is() {
    PortRun run = world.deploy("prompt");
    world.endWell(run, "prompt");
    assertThat(deliveries(run)).allMatch(delivery -> delivery.status() == 202);
  }

  @Test
  @Tag("P3")
  void a_webhook_that_says_success_of_a_failure_is_not_believed() {
    PortRun run = world.deploy("liar");
    GithubRun started = world.awaitStarted("liar");
    world.awaitRun(run, seen -> seen.externalRunId() != null);
    world.github.complete(started.id(), "failure", "deploy", "Roll out");
    assertThat(world.awaitEnd(run).status()).isEqualTo("FAILURE");
  }

  @Test
  void a_webhook_that_comes_twice_ends_the_run_once() {
    PortRun run = world.deploy("twice");
    world.awaitRun(run, seen -> seen.externalRunId() != null);
    awaitQuiet();
    world.github.webhooks().next(Trouble.DOUBLED);
    world.endWell(run, "twice");
    await().until(() -> ends(run).size() == 2);
  }

  @Test
  @Tag("P6")
  void a_forged_webhook_does_nothing_and_the_right_one_after_it_does() {
    PortRun run = world.deploy("forged");
    GithubRun started = world.awaitStarted("forged");
    world.awaitRun(run, seen -> seen.externalRunId() != null);
    awaitQuiet();
    world.github.webhooks().next(Trouble.FORGED);
    world.github.complete(started.id(), "success");
    await().until(() -> ends(run).stream().anyMatch(delivery -> delivery.status() == 401));
    assertThat(world.port.run(run.id()).ended()).isFalse();

    world.github.rerun(started.id(), Plan.endAfter(Duration.ZERO, Duration.ZERO, "failure"));
    assertThat(world.awaitEnd(run).status()).isEqualTo("SUCCESS");
  }

  @Test
  void a_hundred_ends_at_once_are_read_with_few_calls() {
    List<PortRun> runs = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      runs.add(world.deploy("many"));
    }
    runs.forEach(run -> world.awaitRun(run, seen -> seen.externalRunId() != null));
    awaitQuiet();
    world.github.journal().clear();
    world.startedWith("many").forEach(run -> world.github.complete(run.id(), "success"));
    runs.forEach(run -> assertThat(world.awaitEnd(run).status()).isEqualTo("SUCCESS"));
    assertThat(world.github.journal().count("GET", "/actions/runs")).isLessThan(50);
    assertThat(world.github.webhooks().deliveries())
        .filteredOn(delivery -> delivery.action().equals("completed"))
        .hasSizeGreaterThanOrEqualTo(100);
  }

  /** Until what was announced before has been taken, and a poll that it caused has ended. */
  private static void awaitQuiet() {
    long[] before = {-1};
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              long now =
                  world.github.webhooks().deliveries().size()
                      + world.github.journal().count("GET", ".*");
              boolean quiet = now == before[0];
              before[0] = now;
              return quiet;
            });
  }

  private static List<Delivery> deliveries(PortRun run) {
    long id = Long.parseLong(world.port.run(run.id()).externalRunId());
    return world.github.webhooks().deliveries().stream()
        .filter(delivery -> delivery.runId() == id)
        .toList();
  }

  private static List<Delivery> ends(PortRun run) {
    return deliveries(run).stream()
        .filter(delivery -> delivery.action().equals("completed"))
        .toList();
  }
}
