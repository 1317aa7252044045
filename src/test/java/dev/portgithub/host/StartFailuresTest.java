package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portgithub.Settings;
import dev.portgithub.flow.SpringBootBackend;
import dev.portgithub.runtime.Backend;
import dev.portgithub.runtime.RequiredRoutes;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.TestSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A start-up error that an operator can fix ends with one line that says what to fix. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailuresTest {
  private static final String BEGINNING = "Port GitHub Backend cannot start: ";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "port.api-url, PORT_API_URL",
    "port.org-id, PORT_ORG_ID",
    "port.client-id, PORT_CLIENT_ID",
    "port.client-secret, PORT_CLIENT_SECRET",
    "github.api-url, GITHUB_API_URL",
    "github.token, GITHUB_TOKEN",
    "github.writes-per-minute, GITHUB_WRITES_PER_MINUTE"
  })
  void a_required_setting_that_is_missing_is_named(
      String property, String variable, CapturedOutput output) {
    Map<String, String> settings = valid();
    settings.remove(property);
    assertNames(variable, settings, output);
    settings.put(property, "  ");
    assertNames(variable, settings, output);
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "port.api-url, api.port.io, PORT_API_URL",
    "port.api-url, ftp://api.port.io, PORT_API_URL",
    "port.api-url, https://user:hidden-part@api.port.io, PORT_API_URL",
    "port.api-url, https://api.port.io?key=hidden-part, PORT_API_URL",
    "github.api-url, https://, GITHUB_API_URL",
    "github.api-url, http://api github com, GITHUB_API_URL",
    "github.token, hidden part, GITHUB_TOKEN",
    "github.token, hidden\u00e9part, GITHUB_TOKEN",
    "github.app-id, 12345, GITHUB_APP_ID",
    "kafka.brokers, broker-without-port, KAFKA_BROKERS",
    "kafka.brokers, 'one:9092,two', KAFKA_BROKERS",
    "kafka.security-protocol, SASL, KAFKA_SECURITY_PROTOCOL",
    "github.writes-per-minute, 0, GITHUB_WRITES_PER_MINUTE",
    "github.writes-per-minute, many, GITHUB_WRITES_PER_MINUTE",
    "network.proxy, proxy.company:3128, NETWORK_PROXY",
    "network.proxy, https://user:hidden-part@proxy.company:3128, NETWORK_PROXY",
    "network.proxy, http://user:hidden-part%@proxy.company:3128, NETWORK_PROXY",
    "network.proxy, http://user:hidden-part@proxy.company, NETWORK_PROXY",
    "network.ca-file, /nowhere/hidden-part, NETWORK_CA_FILE",
    "kafka.certificate-file, pom.xml, KAFKA_CERTIFICATE_FILE",
    "kafka.private-key-file, /nowhere/hidden-part, KAFKA_PRIVATE_KEY_FILE",
    "server.port, 70000, SERVER_PORT",
    "database.url, mysql://user:hidden-part@db/store, DATABASE_URL"
  })
  @Tag("P5")
  void a_setting_that_is_malformed_is_named_and_its_value_is_not_shown(
      String property, String value, String variable, CapturedOutput output) {
    Map<String, String> settings = valid();
    settings.put(property, value);
    assertNames(variable, settings, output);
    assertThat(output.getErr()).doesNotContain("hidden");
  }

  @Test
  void an_app_without_its_key_is_named(CapturedOutput output) {
    Map<String, String> settings = valid();
    settings.remove("github.token");
    settings.put("github.app-id", "12345");
    assertNames("GITHUB_APP_PRIVATE_KEY", settings, output);
  }

  @Test
  void a_store_that_cannot_be_used_is_named_with_what_the_driver_says(CapturedOutput output) {
    SQLException driver = new SQLException("Connection to db:5432 refused.\n  Check the host.");
    assertThat(report(new BeanCreationException("x", new FlywayException("y", driver)))).isTrue();
    assertThat(output.getErr().strip().lines())
        .containsExactly(
            BEGINNING
                + "the store (DATABASE_URL) cannot be used:"
                + " Connection to db:5432 refused. Check the host.");
  }

  @Test
  void a_setting_that_a_bean_of_the_routes_refuses_is_named(
      @TempDir Path folder, CapturedOutput output) {
    Map<String, String> settings = valid();
    settings.put("server.port", "0");
    settings.put("kafka.brokers", "127.0.0.1:1");
    settings.put("database.url", BackendSettings.h2(folder));
    settings.put("receive.resume-below", "200001");
    assertThat(catchThrowable(() -> new SpringBootBackend(settings).close()))
        .satisfies(failure -> assertThat(StartFailures.isKnown(failure)).isTrue());
    assertThat(output.getErr())
        .contains(BEGINNING + "a setting is malformed: receive.resume-below (200001) must be");
  }

  @Test
  void any_other_failure_keeps_its_stack_trace(CapturedOutput output) {
    assertThat(report(new BeanCreationException("x", new IllegalStateException("y")))).isFalse();
    assertThat(output.getErr()).isEmpty();
    assertThat(StartFailures.isKnown(new IllegalStateException("y"))).isFalse();
  }

  @Test
  void the_process_ends_with_1_and_one_line(@TempDir Path folder) {
    String told = start(folder, Map.of("PORT_ORG_ID", "org_x", "PORT_CLIENT_ID", "client"));
    assertThat(told).contains("PORT_CLIENT_SECRET is missing");
    assertThat(new File(folder.toFile(), "store.mv.db")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "missing, which does not exist",
    "empty, which holds no *.camel.yaml",
    "dangling, a link to nothing",
    "file, which is not a folder"
  })
  void without_routes_it_is_said_where_they_were_looked_for(
      String kind, String what, @TempDir Path folder) throws IOException {
    Path routes = folder.resolve("routes");
    switch (kind) {
      case "empty" -> Files.createDirectory(routes);
      case "dangling" -> Files.createSymbolicLink(routes, folder.resolve("nowhere"));
      case "file" -> Files.createFile(routes);
      default -> assertThat(routes).doesNotExist();
    }
    assertThatThrownBy(() -> RequiredRoutes.requireFiles("file:" + routes + "/*.camel.yaml"))
        .isInstanceOf(RequiredRoutes.Missing.class)
        .message()
        .contains(routes + ", " + what, "working directory: " + Path.of("").toAbsolutePath())
        .contains(Backend.ROUTES);
  }

  @Test
  void a_process_without_routes_says_from_where_it_looked(@TempDir Path folder) throws IOException {
    Path link =
        Files.createSymbolicLink(folder.resolve("routes"), Path.of("routes").toAbsolutePath());
    String told = start(folder, environment());
    // JUnit would warn about it in the output that other tests look at.
    Files.delete(link);
    assertThat(told)
        .contains(folder.resolve("routes") + ", a link, which Camel does not follow")
        .contains("working directory: " + folder.toRealPath());
  }

  @Test
  void routes_that_are_missing_are_named_and_only_those(@TempDir Path folder) throws IOException {
    copyRoutesWithout("50-report.camel.yaml", folder);
    assertThat(start(folder, environment()))
        .contains("4 routes are missing in " + folder.resolve("routes") + " (")
        .endsWith(": claim-reports, hand-over-reports, report-run, settle-refused-report");
  }

  @Test
  void policies_that_are_missing_are_named(@TempDir Path folder) throws IOException {
    copyRoutesWithout("00-policies.camel.yaml", folder);
    assertThat(start(folder, environment()))
        .contains("policies are missing in " + folder.resolve("routes"), "start-once");
  }

  @Test
  void a_bean_that_is_missing_is_named(@TempDir Path folder) throws IOException {
    copyRoutesWithout("01-beans.camel.yaml", folder);
    assertThat(start(folder, environment()))
        .contains("the routes name a bean that is not declared");
  }

  private static void copyRoutesWithout(String left, Path folder) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("routes"));
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.filter(file -> !file.endsWith(left)).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
  }

  private static Map<String, String> environment() {
    return Map.of(
        "PORT_ORG_ID", "org_x",
        "PORT_CLIENT_ID", "client",
        "PORT_CLIENT_SECRET", "hidden-secret",
        "GITHUB_TOKEN", "ghp_hidden",
        "KAFKA_BROKERS", "127.0.0.1:1",
        "SERVER_PORT", "0");
  }

  /**
   * Starts the process in a folder.
   *
   * @return the one line that it ends with
   */
  private static String start(Path folder, Map<String, String> environment) {
    String output;
    try (JavaProcess process =
        JavaProcess.of(Application.class)
            .arguments("--database.url=" + BackendSettings.h2(folder))
            .folder(folder)
            .withoutEnvironment("(PORT|GITHUB|KAFKA)_.*")
            .environment(environment)
            .log(folder.resolve("output"))
            .start()) {
      boolean ended = process.awaitEnd(Duration.ofSeconds(60));
      output = process.log();
      assertThat(ended).as(output).isTrue();
      assertThat(process.exitCode()).as(output).isEqualTo(1);
    }
    List<String> told = output.lines().filter(line -> line.startsWith(BEGINNING)).toList();
    assertThat(told).as(output).hasSize(1);
    assertThat(output).doesNotContain("\tat ", "ERROR", "Exception");
    return told.get(0);
  }

  private static Map<String, String> valid() {
    Map<String, String> settings = TestSettings.values();
    settings.put("port.client-secret", "hidden-secret");
    settings.put("github.token", "ghp_hidden");
    new Settings(settings::get);
    return settings;
  }

  private static void assertNames(
      String variable, Map<String, String> settings, CapturedOutput output) {
    int before = output.getErr().length();
    Throwable failure = null;
    try {
      new Settings(settings::get);
    } catch (Settings.InvalidSetting e) {
      failure = new BeanCreationException("settings", e);
    }
    assertThat(failure).as("starts").isNotNull();
    assertThat(StartFailures.isKnown(failure)).isTrue();
    assertThat(report(failure)).isTrue();
    List<String> lines = output.getErr().substring(before).strip().lines().toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).startsWith(BEGINNING).contains(variable);
  }

  private static boolean report(Throwable failure) {
    return new StartFailures().reportException(failure);
  }
}
