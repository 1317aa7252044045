package dev.portgithub.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.world.TestSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an embedding runtime gets. That the whole flow runs on it: FlowOnCamelMainTest. */
class BackendTest {
  @TempDir Path folder;

  @Test
  void the_library_carries_the_routes_and_defaults_of_this_checkout() throws Exception {
    URL inside = Backend.class.getResource("/port-github-backend/routes");
    for (Path file : files(Path.of("routes"))) {
      Path copy = Path.of(URI.create(inside + "/" + file.getFileName()));
      assertThat(copy).as("run ./mvnw process-resources").hasSameTextualContentAs(file);
    }
    assertThat(files(Path.of(inside.toURI()))).hasSameSizeAs(files(Path.of("routes")));
    try (InputStream defaults =
        Backend.class.getResourceAsStream("/port-github-backend/config/application.properties")) {
      assertThat(Path.of("config", "application.properties"))
          .hasBinaryContent(defaults.readAllBytes());
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void defaults_hold_every_setting_of_the_routes_and_nothing_of_a_host() {
    Properties defaults = Backend.defaults();
    assertThat(defaults)
        .containsEntry("tick.period", "1000")
        .containsEntry("camel.main.shutdown-timeout", "20")
        .containsEntry("camel.component.seda.default-poll-timeout", "100");
    assertThat(defaults.stringPropertyNames())
        .noneMatch(name -> name.matches("(spring|server|management|hawtio|logging|host)\\..*"))
        .doesNotContain("camel.main.name", "camel.main.routes-include-pattern");
  }

  @Test
  void the_store_is_open_until_camel_has_stopped_and_closed_then() throws Exception {
    DefaultCamelContext camel = camel();
    HikariDataSource store = Backend.bind(camel);
    addRoutes(camel, Backend.ROUTES);
    AtomicBoolean openAtStop = new AtomicBoolean();
    camel.addService(
        new ServiceSupport() {
          @Override
          protected void doStop() {
            openAtStop.set(!store.isClosed());
          }
        });
    camel.start();
    camel.stop();
    assertThat(openAtStop).isTrue();
    assertThat(store.isClosed()).isTrue();
  }

  @Test
  void a_name_that_is_taken_is_refused_before_anything_is_opened() throws Exception {
    try (DefaultCamelContext camel = camel()) {
      camel.getRegistry().bind("dataSource", new Object());
      assertThatThrownBy(() -> Backend.bind(camel))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("dataSource already");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void routes_that_are_missing_are_named_by_the_start_and_by_health() throws Exception {
    try (DefaultCamelContext camel = camel()) {
      HikariDataSource store = Backend.bind(camel);
      HealthCheck health = (HealthCheck) camel.getRegistry().lookupByName("backendHealth");
      addRoutes(camel, Backend.ROUTES);
      camel.start();
      assertThat(Backend.missingRoutes(camel)).isEmpty();
      assertThat(health.call(Map.of()).getState()).isEqualTo(HealthCheck.State.UP);

      for (String id : List.of("tick", "report-run")) {
        camel.getRouteController().stopRoute(id);
        camel.removeRoute(id);
      }
      HealthCheck.Result down = health.call(Map.of());
      assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
      assertThat(down.getMessage()).hasValue("Routes are missing: tick, report-run");
      addRoutes(camel, List.of("tick", "report-run"));
      assertThat(health.call(Map.of()).getState()).isEqualTo(HealthCheck.State.UP);

      store.close();
      HealthCheck.Result away = health.call(Map.of());
      assertThat(away.getState()).isEqualTo(HealthCheck.State.DOWN);
      assertThat(away.getMessage().orElse("")).startsWith("The store cannot be reached");
    }
  }

  @Test
  void camel_does_not_start_without_the_routes() throws Exception {
    try (DefaultCamelContext camel = camel()) {
      Backend.bind(camel);
      addRoutes(camel, Backend.ROUTES.subList(1, Backend.ROUTES.size()));

      assertThatThrownBy(camel::start)
          .isInstanceOf(RequiredRoutes.Missing.class)
          .hasMessageContaining("1 routes are missing in what was loaded")
          .hasMessageEndingWith(": tick");
    }
  }

  private static void addRoutes(DefaultCamelContext camel, List<String> ids) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            ids.forEach(id -> from("direct:" + id).routeId(id).stop());
          }
        });
  }

  private DefaultCamelContext camel() {
    DefaultCamelContext camel = new DefaultCamelContext();
    Properties settings = new Properties();
    TestSettings.values().forEach(settings::setProperty);
    settings.setProperty("database.url", "jdbc:h2:file:" + folder.resolve("store"));
    camel.getPropertiesComponent().setInitialProperties(Backend.defaults());
    camel.getPropertiesComponent().setOverrideProperties(settings);
    return camel;
  }
}
