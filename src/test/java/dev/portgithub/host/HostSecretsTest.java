package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.runtime.StartLine;
import dev.portgithub.simulator.OidcServer;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No secret shows where people and machines look, after a deployment has used them all. */
class HostSecretsTest {
  private static final String INPUT = "input-that-nobody-else-may-see-51d0";
  private static final String CONTEXT =
      "org.apache.camel:context=port-github-backend,type=context,name=\"port-github-backend\"";

  private static RunningHost host;
  private static Map<String, String> secrets;

  @BeforeAll
  static void use_every_secret() {
    host = RunningHost.get();
    World world = host.world;
    PortRun run = world.createRun("deploy.yml", World.inputs("checkout", INPUT), true);
    world.publish(run);
    PortRun linked = world.awaitRun(run, seen -> seen.externalRunId() != null);
    world.github.complete(Long.parseLong(linked.externalRunId()), "success");
    world.awaitEnd(run);

    secrets = new LinkedHashMap<>();
    secrets.put("Port's client secret", world.port.clientSecret());
    secrets.put(
        "Port's access token",
        world.port.journal().calls("PATCH", ".*").get(0).header("Authorization").substring(7));
    secrets.put("GitHub's token", World.TOKEN);
    secrets.put("the operator's password", RunningHost.PASSWORD);
    secrets.put("the database's password", RunningHost.DATABASE_PASSWORD);
    secrets.put("Kafka's password", RunningHost.KAFKA_PASSWORD);
    secrets.put("the secret for the OpenID Connect provider", OidcServer.CLIENT_SECRET);
    secrets.put("the webhook's secret", RunningHost.WEBHOOK_SECRET);
    secrets.put("an input", INPUT);
  }

  @Test
  @Tag("P5")
  void not_in_health_even_for_an_operator() {
    assertSafe(host.getWithLogin("/observe/health").body());
    assertSafe(host.getWithLogin("/observe/health/ready").body());
  }

  @Test
  @Tag("P5")
  void not_in_the_metrics() {
    String metrics = host.get("/observe/metrics").body();
    assertThat(metrics).contains("port_github_dispatch_runs_total");
    assertSafe(metrics);
  }

  @Test
  @Tag("P5")
  void not_in_the_line_at_the_start_that_says_what_it_is_connected_to() {
    String line = StartLine.of(host.backend.camel());
    assertThat(line)
        .startsWith("organisation org_")
        .contains("Port at 127.0.0.1:", "GitHub at 127.0.0.1:", "with a token; store H2 ")
        .contains("; topic ", ".github.runs as group ", " of the brokers 127.0.0.1:")
        .containsPattern("; instance \\d+$");
    assertSafe(line);
  }

  @Test
  void not_in_the_names_and_descriptions_of_mbeans() {
    assertSafe(host.jolokia(Map.of("type", "list")).toString());
    assertSafe(host.jolokia(Map.of("type", "search", "mbean", "*:*")).toString());
  }

  @Test
  @Tag("P5")
  void not_in_any_attribute_of_any_mbean() {
    for (String mbeans : List.of("org.apache.camel:*", "kafka.consumer:*", "*:*")) {
      String attributes =
          host.jolokia(
                  Map.of("type", "read", "mbean", mbeans, "config", Map.of("ignoreErrors", true)))
              .toString();
      assertThat(attributes).contains("\"status\":200");
      assertSafe(attributes);
    }
  }

  @Test
  @Tag("P5")
  void not_in_the_routes_as_hawtio_shows_their_source() {
    String routes =
        host.jolokia(
                Map.of(
                    "type",
                    "exec",
                    "mbean",
                    CONTEXT,
                    "operation",
                    "dumpRoutesAsXml(boolean)",
                    "arguments",
                    List.of(true)))
            .toString();
    assertThat(routes).contains("dispatch-workflow");
    assertSafe(routes);
  }

  private static void assertSafe(String seen) {
    assertThat(seen).isNotBlank();
    secrets.forEach(
        (name, value) -> assertThat(seen.contains(value)).as("shows %s", name).isFalse());
  }
}
