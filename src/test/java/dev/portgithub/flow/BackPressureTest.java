package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Request;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.Probe;
import dev.portgithub.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More arrives than GitHub takes: the intake pauses, and nothing else. */
class BackPressureTest {
  private static final int RECORDS = 200;
  private static final int PAUSE_ABOVE = 40;
  private static final int RESUME_BELOW = 20;
  private static final int BATCH = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The first call of a dispatch whose action names no branch. */
  private static final Predicate<Request> READ_REPOSITORY =
      Request.of("GET", "^/repos/" + World.ORG + "/" + World.REPO + "$");

  private final World world = new World();

  @Test
  @Tag("P1")
  @Tag("P4")
  void the_intake_pauses_while_github_is_away_and_takes_everything_once_it_is_back(
      @TempDir Path folder) throws Exception {
    Map<String, String> settings = world.settings(BackendSettings.h2(folder));
    settings.put("receive.pause-above", String.valueOf(PAUSE_ABOVE));
    settings.put("receive.resume-below", String.valueOf(RESUME_BELOW));
    settings.put("receive.measure-interval", "100");
    settings.put("receive.batch-size", String.valueOf(BATCH));
    world.github.faults().always(READ_REPOSITORY, Fault.status(503));
    try (SpringBootBackend backend = new SpringBootBackend(settings)) {
      for (int i = 0; i < RECORDS; i++) {
        world.deploy("flood-" + i);
      }
      patiently().until(() -> intake(backend).path("status").asText().equals("PAUSED"));

      // The records that were polled before the pause are stored.
      patiently()
          .until(() -> waiting(backend) == RECORDS - world.broker.lag(world.group, world.topic));
      assertThat(world.broker.lag(world.group, world.topic)).as("stay in Kafka").isPositive();
      // A count between the commit of a batch and its addition has that batch twice.
      assertThat(waiting(backend))
          .isBetween((long) PAUSE_ABOVE + 1 - BATCH, PAUSE_ABOVE + 3L * BATCH);
      assertThat(intake(backend).path("details").path("pausedSince").asText()).isNotEmpty();
      awaitMetrics(backend, "port_github_receive_paused 1.0");
      assertThat(get(backend, "/observe/health/ready", false).body())
          .startsWith("{\"status\":\"UP\"")
          .contains("\"status\":\"PAUSED\"", "records stay in Kafka")
          .doesNotContain("details");
      assertThat(get(backend, "/observe/health/ready", false).statusCode()).isEqualTo(200);
      assertThat(assignedPartitions()).containsExactly(2);

      world.github.faults().clear();

      world.awaitAllRead();
      patiently().until(() -> world.github.runs().size() >= RECORDS);
      patiently().until(() -> intake(backend).path("status").asText().equals("UP"));
      awaitMetrics(
          backend,
          "port_github_receive_paused 0.0",
          "port_github_run_open{state=\"ACCEPTED\"} 0.0",
          "port_github_run_open{state=\"RUNNING\"} 200.0");
      assertThat(startedServices()).hasSize(RECORDS);
      assertThat(world.github.runs()).hasSize(RECORDS);
    } finally {
      world.close();
    }
  }

  private static ConditionFactory patiently() {
    return await().atMost(PATIENCE);
  }

  private Set<String> startedServices() {
    return world.github.runs().stream()
        .map(run -> run.inputs().get("service"))
        .collect(Collectors.toSet());
  }

  /** How many partitions each member of the group has, as the broker sees it. */
  private List<Integer> assignedPartitions() throws Exception {
    try (Admin admin = Admin.create(world.broker.clientProperties())) {
      Collection<MemberDescription> members =
          admin
              .describeConsumerGroups(List.of(world.group))
              .describedGroups()
              .get(world.group)
              .get()
              .members();
      return members.stream().map(member -> member.assignment().topicPartitions().size()).toList();
    }
  }

  private long waiting(SpringBootBackend backend) {
    return intake(backend).path("details").path("waiting").asLong();
  }

  /** As an operator sees it. */
  private JsonNode intake(SpringBootBackend backend) {
    try {
      return new ObjectMapper()
          .readTree(get(backend, "/observe/health", true).body())
          .at("/components/intake");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Awaited, because gauges belong to the process, and other backends of these tests set them. */
  private void awaitMetrics(SpringBootBackend backend, String... lines) {
    patiently()
        .untilAsserted(
            () -> assertThat(get(backend, "/observe/metrics", false).body()).contains(lines));
  }

  private HttpResponse<String> get(SpringBootBackend backend, String path, boolean login) {
    try {
      return login
          ? Probe.getAsOperator(backend.port(), path, PATIENCE, "operator-password")
          : Probe.get(backend.port(), path, PATIENCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
