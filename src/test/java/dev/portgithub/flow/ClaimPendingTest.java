package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Request;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.HealthIndicator;

/** The job without Kafka: runs are claimed from Port's API. */
class ClaimPendingTest {
  private static final String INSTALLATION = "acme-github-ocean";
  private static final String CLAIM = "/v1/actions/runs/claim-pending$";
  private static final String ACK = "/v1/actions/runs/ack$";

  private final World world = new World();
  private SpringBootBackend backend;

  @BeforeEach
  void start(@TempDir Path folder) {
    Map<String, String> settings = world.settings(BackendSettings.h2(folder));
    settings.put("port.installation-id", INSTALLATION);
    settings.put("claim.interval", "100");
    settings.put("kafka.brokers", "");
    backend = new SpringBootBackend(settings);
  }

  @AfterEach
  void stop() {
    backend.close();
    world.close();
  }

  @Test
  @Tag("P1")
  void a_pending_run_is_claimed_started_acknowledged_and_reported() {
    PortRun run = world.pending("r_pending", INSTALLATION, World.inputs("claimed", "1"));
    PortRun others = world.pending("r_others", "another", World.inputs("others", "1"));

    world.endWell(run, "claimed");
    assertThat(world.startedWith("claimed")).hasSize(1);
    assertThat(world.port.journal().count("PATCH", ACK)).isEqualTo(1);
    assertThat(world.startedWith("others")).isEmpty();
    assertThat(world.port.run(others.id()).status()).isEqualTo("IN_PROGRESS");
    assertThat(world.port.journal().count("GET", "/kafka-credentials")).isZero();
  }

  @Test
  @Tag("P2")
  void a_run_whose_acknowledgement_was_lost_is_started_once() {
    world.port.faults().next(Request.of("PATCH", ACK), Fault.status(503));
    world.port.claimsLast(Duration.ofSeconds(1));
    PortRun run = world.pending("r_unheard", INSTALLATION, World.inputs("unheard", "1"));

    world.awaitStarted("unheard");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> world.port.journal().count("PATCH", ACK) >= 2);
    world.endWell(run, "unheard");
    assertThat(world.startedWith("unheard")).hasSize(1);
  }

  @Test
  @Tag("P3")
  void a_run_of_a_workflow_node_is_told_in_the_words_of_nodes() {
    PortRun well = world.pending("wfnr_well", INSTALLATION, World.inputs("well", "1"));
    world.github.complete(world.awaitStarted("well").id(), "success");
    PortRun badly = world.pending("wfnr_badly", INSTALLATION, World.inputs("badly", "1"));
    world.github.complete(world.awaitStarted("badly").id(), "failure", "deploy", "Roll out");

    assertThat(world.awaitEnd(well).status()).isEqualTo("SUCCESS");
    PortRun failed = world.awaitEnd(badly);
    assertThat(failed.status()).isEqualTo("FAILED");
    assertThat(failed.link()).hasSizeGreaterThanOrEqualTo(1);
    assertThat(failed.externalRunId()).containsOnlyDigits();
    assertThat(failed.logs()).anyMatch(line -> line.contains("Roll out"));
  }

  @Test
  @Tag("P1")
  void what_an_installation_cannot_do_is_refused_in_words() {
    PortRun run = world.port.createRun("r_other_kind", "scale_service", otherKind());

    PortRun ended = world.awaitEnd(run);
    assertThat(ended.status()).isEqualTo("FAILURE");
    assertThat(ended.summary()).contains("can only dispatch workflows");
    assertThat(world.github.runs()).isEmpty();
  }

  @Test
  void while_port_refuses_claims_health_says_why_and_goes_on_by_itself() {
    world.port.faults().always(Request.of("POST", CLAIM), Fault.status(403));
    await().atMost(Duration.ofSeconds(30)).until(() -> health().contains("PORT_INSTALLATION_ID"));
    world.port.faults().clear();
    world.endWell(world.pending("r_later", INSTALLATION, World.inputs("later", "1")), "later");
    assertThat(health()).contains("UP");
  }

  private String health() {
    return backend.spring.getBean("consumer", HealthIndicator.class).health().toString();
  }

  private static JsonNode otherKind() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "INTEGRATION_ACTION")
        .put("installationId", INSTALLATION)
        .put("integrationActionType", "scale_cluster");
  }
}
