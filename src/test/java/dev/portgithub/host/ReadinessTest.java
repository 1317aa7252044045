package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.flow.SpringBootBackend;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that cannot do its job says so. */
class ReadinessTest {
  private final World world = new World();

  @TempDir Path folder;

  @Test
  void not_ready_without_an_expected_route_or_without_the_store_but_with_a_stopped_one()
      throws Exception {
    try (SpringBootBackend backend =
        new SpringBootBackend(world.settings(BackendSettings.h2(folder)))) {
      CamelContext camel = backend.camel();
      assertThat(ready(backend).statusCode()).isEqualTo(200);

      camel.getRouteController().stopRoute("finish-run");
      assertThat(component(backend, "routes")).isEqualTo("UP");

      camel.getRouteController().stopRoute("receive-invocations");
      assertThat(details(backend)).contains("No records are received");
      camel.getRouteController().startRoute("receive-invocations");

      camel.removeRoute("finish-run");
      assertThat(ready(backend).statusCode()).isEqualTo(503);
      assertThat(component(backend, "routes")).isEqualTo("DOWN");
      assertThat(component(backend, "store")).isEqualTo("UP");

      backend.spring.getBean(HikariDataSource.class).close();
      assertThat(ready(backend).statusCode()).isEqualTo(503);
      assertThat(component(backend, "store")).isEqualTo("DOWN");
      assertThat(ready(backend).body()).doesNotContain("jdbc:");
    } finally {
      world.close();
    }
  }

  private static String component(SpringBootBackend backend, String name) throws IOException {
    JsonNode health = new ObjectMapper().readTree(ready(backend).body());
    return health.at("/components/" + name + "/status").asText();
  }

  private static String details(SpringBootBackend backend) {
    return RunningHost.send(
            RunningHost.browser(),
            RunningHost.withLogin(
                HttpRequest.newBuilder(RunningHost.uri(backend, "/observe/health"))))
        .body();
  }

  private static HttpResponse<String> ready(SpringBootBackend backend) {
    return RunningHost.send(
        RunningHost.browser(),
        HttpRequest.newBuilder(RunningHost.uri(backend, "/observe/health/ready")));
  }
}
