package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PrivateCa;
import dev.portgithub.simulator.Request;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.HealthIndicator;

/** The job with the other kinds of credentials: brokers that Port names, and a GitHub App. */
class CredentialsTest {
  private static final String KAFKA_USER = "org_kafka_user";
  private static final String KAFKA_PASSWORD = "scram-secret-of-the-organisation";

  @Test
  void without_brokers_of_its_own_the_backend_asks_port_for_them_until_port_answers(
      @TempDir Path folder) {
    try (KafkaBroker broker = KafkaBroker.withScram(KAFKA_USER, KAFKA_PASSWORD);
        World world = new World(broker, GithubSimulator.builder().token(World.TOKEN, "bot"))) {
      world.port.kafkaCredentials(List.of(broker.bootstrapServers()), KAFKA_USER, KAFKA_PASSWORD);
      world.port.faults().next(Request.of("GET", "/kafka-credentials"), Fault.status(503));
      Map<String, String> settings = world.settings(BackendSettings.h2(folder));
      settings.put("kafka.brokers", "");
      settings.put("kafka.security-protocol", "SASL_PLAINTEXT");
      settings.put("kafka.group-id", world.port.orgId() + ".backend");
      try (BackendUnderTest backend = new SpringBootBackend(settings)) {
        world.endWell(world.deploy(), "checkout");
      }
    }
  }

  @Test
  @Tag("P1")
  void with_brokers_guarded_as_ports_are_it_reads_and_goes_on_after_a_rotation(@TempDir Path folder)
      throws IOException {
    PrivateCa ca = new PrivateCa("brokers");
    try (KafkaBroker broker = KafkaBroker.guarded(ca);
        World world = new World(broker, GithubSimulator.builder().token(World.TOKEN, "bot"))) {
      String org = world.port.orgId();
      broker.letRead("first", KAFKA_PASSWORD, world.topic, org + ".");
      world.port.kafkaCredentials(List.of(broker.bootstrapServers()), "first", KAFKA_PASSWORD);
      Map<String, String> settings = world.settings(BackendSettings.h2(folder));
      settings.put("kafka.brokers", "");
      settings.put("kafka.group-id", org + ".backend");
      settings.put("network.ca-file", ca.file(folder).toString());
      try (BackendUnderTest backend = new SpringBootBackend(settings)) {
        world.endWell(world.deploy("before"), "before");

        broker.letRead("second", "another-" + KAFKA_PASSWORD, world.topic, org + ".");
        world.port.kafkaCredentials(
            List.of(broker.bootstrapServers()), "second", "another-" + KAFKA_PASSWORD);
        broker.revoke("first");
        long asked = world.port.journal().count("GET", "/kafka-credentials");
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> world.port.journal().count("GET", "/kafka-credentials") > asked);
        world.endWell(world.deploy("after"), "after");
      }
    }
  }

  @Test
  void a_group_that_ports_brokers_would_refuse_is_named_with_its_setting(@TempDir Path folder) {
    try (World world = new World()) {
      world.port.kafkaCredentials(List.of(world.broker.bootstrapServers()), "user", "password");
      Map<String, String> settings = world.settings(BackendSettings.h2(folder));
      settings.put("kafka.brokers", "");
      settings.put("kafka.group-id", "somebody-else");
      settings.put("kafka.security-protocol", "PLAINTEXT");
      try (SpringBootBackend backend = new SpringBootBackend(settings)) {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () ->
                    backend
                        .spring
                        .getBean("consumer", HealthIndicator.class)
                        .health()
                        .toString()
                        .contains("KAFKA_GROUP_ID is somebody-else"));
      }
    }
  }

  @Test
  void a_github_app_works_with_a_token_for_each_owner_and_renews_it(@TempDir Path folder)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair key = generator.generateKeyPair();
    GithubSimulator.Builder app =
        GithubSimulator.builder()
            .app("4711", "Iv1.client", "deploy-app", key.getPublic())
            .installation(World.ORG);
    try (KafkaBroker broker = KafkaBroker.start();
        World world = new World(broker, app)) {
      Map<String, String> settings = world.settings(BackendSettings.h2(folder));
      settings.put("github.token", "");
      settings.put("github.app-id", "4711");
      settings.put("github.app-private-key", pem(key));
      try (BackendUnderTest backend = new SpringBootBackend(settings)) {
        PortRun run = world.deploy();
        GithubRun started = world.awaitStarted("checkout");
        world.github.revokeInstallationTokens();
        world.github.complete(started.id(), "success");
        assertThat(world.awaitEnd(run).status()).isEqualTo("SUCCESS");
        assertThat(started.actor()).isEqualTo("deploy-app[bot]");
        assertThat(world.github.journal().count("POST", "/access_tokens$")).isEqualTo(2);
      }
    }
  }

  @Test
  @Tag("P3")
  void an_expired_token_makes_runs_wait_and_says_so_until_it_is_renewed(@TempDir Path folder)
      throws Exception {
    try (World world = new World();
        SpringBootBackend backend = new SpringBootBackend(checkedOften(world, folder))) {
      PortRun earlier = world.deploy("billing");
      GithubRun started = world.awaitStarted("billing");
      world.github.revokeToken(World.TOKEN);
      PortRun run = world.deploy("checkout");
      world.awaitRun(run, seen -> "Waiting for the platform team".equals(seen.statusLabel()));
      assertThat(world.startedWith("checkout")).isEmpty();
      awaitGitHub(backend, "DOWN");
      world.github.complete(started.id(), "success");

      world.github.addToken(World.TOKEN, "deploy-bot");
      world.endWell(run, "checkout");
      assertThat(world.awaitEnd(earlier).status()).isEqualTo("SUCCESS");
      assertThat(health(backend)).contains("\"github\":{\"status\":\"UP\"}");

      // No run needs it now.
      world.github.revokeToken(World.TOKEN);
      awaitGitHub(backend, "DOWN");
      world.github.addToken(World.TOKEN, "deploy-bot");
      awaitGitHub(backend, "UP");
    }
  }

  private static Map<String, String> checkedOften(World world, Path folder) {
    Map<String, String> settings = world.settings(BackendSettings.h2(folder));
    settings.put("github.check-interval", "500");
    return settings;
  }

  private static void awaitGitHub(SpringBootBackend backend, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(health(backend)).contains("\"github\":{\"status\":\"" + status + "\"}"));
  }

  @Test
  void a_token_in_a_file_is_rotated_without_a_restart(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), World.TOKEN);
    try (World world = new World()) {
      Map<String, String> settings = world.settings(BackendSettings.h2(folder));
      settings.put("github.token", "");
      settings.put("github.token-file", file.toString());
      try (BackendUnderTest backend = new SpringBootBackend(settings)) {
        world.endWell(world.deploy("billing"), "billing");
        world.github.revokeToken(World.TOKEN);
        PortRun run = world.deploy("checkout");
        world.awaitRun(run, seen -> "Waiting for the platform team".equals(seen.statusLabel()));

        world.github.addToken("ghp_renewed", "deploy-bot");
        Files.writeString(file, "ghp_renewed\n");
        world.endWell(run, "checkout");
      }
    }
  }

  private static String health(SpringBootBackend backend) throws IOException, InterruptedException {
    URI ready = URI.create("http://127.0.0.1:" + backend.port() + "/observe/health/ready");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString())
        .body();
  }

  private static String pem(KeyPair key) {
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getPrivate().getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
  }
}
