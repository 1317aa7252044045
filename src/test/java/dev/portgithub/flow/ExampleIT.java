package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Ports;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.Folder;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.Probe;
import dev.portgithub.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * examples/camel-main as its reader has it: built by its own pom from the library that this build
 * has packaged, then run as a process of its own in an empty folder.
 */
class ExampleIT {
  private static final Path LIBRARY = Path.of("target", "port-github.jar");
  private static final Path EXAMPLE = Path.of("examples", "camel-main");
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private static World world;

  @TempDir Path folder;
  private final int port = Ports.free();
  private JavaProcess process;

  /**
   * The library lies in the local repository for the time of the build, under a version of its own:
   * nobody's installed one is touched, and no other build meets it.
   */
  @BeforeAll
  static void build() throws Exception {
    String version = "0.0.0-it-" + UUID.randomUUID();
    Path artifact =
        Path.of(System.getProperty("maven.local.repository"))
            .resolve(Path.of("dev", "portgithub", "port-github-backend", version));
    Files.createDirectories(artifact);
    try {
      String name = "port-github-backend-" + version;
      Files.copy(LIBRARY, artifact.resolve(name + ".jar"));
      String pom = Files.readString(Path.of("pom.xml"));
      Files.writeString(
          artifact.resolve(name + ".pom"),
          pom.replace(element(pom, "version"), "<version>" + version + "</version>"));
      maven(
          "-f",
          EXAMPLE.resolve("pom.xml").toString(),
          "-Dmaven.repo.local=" + System.getProperty("maven.local.repository"),
          "-Dbackend.version=" + version,
          "clean",
          "package");
    } finally {
      Folder.delete(artifact);
    }
    world = new World();
  }

  @AfterAll
  static void close() {
    if (world != null) {
      world.close();
    }
  }

  @AfterEach
  void kill() {
    if (process != null) {
      process.close();
    }
  }

  @Test
  void one_run_goes_from_the_topic_to_success_in_port_and_the_stop_is_clean() throws Exception {
    Map<String, String> settings = world.settings(BackendSettings.h2(folder));
    settings.put("port.previous-client-secret", "theSecretBeforeTheLastRotation");
    start(settings);
    await().atMost(LONGEST_START).until(this::isReady);

    PortRun run = world.deploy();
    world.endWell(run, "checkout");
    world.awaitAllRead();

    process.terminate();
    assertThat(process.awaitEnd(Duration.ofSeconds(15))).as("stops by itself").isTrue();
    assertThat(process.log())
        .containsSubsequence("Stopping: no new work is taken", "Stopped after")
        .doesNotContain("WARN", "ERROR", "Exception")
        .doesNotContain(World.TOKEN, world.port.clientSecret(), "theSecretBeforeTheLastRotation");
  }

  @Test
  void a_missing_setting_ends_the_start_with_one_line_that_names_it() throws Exception {
    Map<String, String> settings = world.settings(BackendSettings.h2(folder));
    settings.remove("port.client-secret");
    start(settings);
    awaitFailedStart();
    assertThat(process.log())
        .containsOnlyOnce("Deployments cannot start: PORT_CLIENT_SECRET is missing")
        .doesNotContain("\tat ");
  }

  @Test
  void a_route_that_is_missing_ends_the_start_before_anything_has_begun() throws Exception {
    Path few = Files.createDirectory(folder.resolve("few"));
    for (String name : List.of("00-policies", "01-beans", "05-tick")) {
      Path file = Path.of("routes", name + ".camel.yaml");
      Files.copy(file, few.resolve(file.getFileName()));
    }
    Map<String, String> settings = world.settings(BackendSettings.h2(folder));
    settings.put("camel.main.routes-include-pattern", "file:" + few + "/*.camel.yaml");
    start(settings);
    awaitFailedStart();
    assertThat(process.log())
        .contains(
            "Deployments cannot start: ",
            " routes are missing in " + few,
            ": measure-backlog, receive-")
        .doesNotContain("\tat ", "Routes startup");
  }

  @Test
  void a_start_that_camel_fails_ends_the_process() throws Exception {
    Map<String, String> settings = world.settings(BackendSettings.h2(folder));
    settings.put("dispatch.workers", "many");
    start(settings);
    awaitFailedStart();
    assertThat(process.log()).contains("many");
  }

  private void awaitFailedStart() {
    assertThat(process.awaitEnd(LONGEST_START)).as(process::log).isTrue();
    assertThat(process.exitCode()).as(process::log).isEqualTo(1);
  }

  @Test
  void the_library_brings_the_routes_and_nothing_of_the_host() throws IOException {
    try (JarFile jar = new JarFile(LIBRARY.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .contains(
              "port-github-backend/config/application.properties",
              "port-github-backend/routes/00-policies.camel.yaml",
              "port-github-backend/db/migration/V1__runs.sql")
          .noneMatch(name -> name.startsWith("dev/portgithub/host/"))
          .doesNotContain("application.properties", "META-INF/spring.factories")
          .noneMatch(name -> name.startsWith("db/"));
    }
    try (Stream<Path> jars = Files.list(EXAMPLE.resolve(Path.of("target", "lib")))) {
      assertThat(jars.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.matches("(spring|hawtio|jolokia|tomcat|.*-starter).*"));
    }
  }

  @Test
  void the_example_names_the_versions_of_this_project() throws IOException {
    String ours = Files.readString(Path.of("pom.xml"));
    String example = Files.readString(EXAMPLE.resolve("pom.xml"));
    assertThat(example)
        .contains(element(ours, "version").replace("version>", "backend.version>"))
        .contains(element(ours, "camel.version"));
  }

  /** The first of this name; the first version of our pom is that of the project. */
  private static String element(String pom, String name) {
    String end = "</" + name + ">";
    int from = pom.indexOf("<" + name + ">");
    return pom.substring(from, pom.indexOf(end, from) + end.length());
  }

  private static void maven(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of("mvnw").toAbsolutePath().toString(), "-B", "-ntp", "-q"));
    command.addAll(List.of(arguments));
    Path log = Path.of("target", "example-build.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // Those of the Maven around us.
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    assertThat(builder.start().waitFor()).as(() -> read(log)).isZero();
  }

  /** Everything by the environment, as a deployment does it, in a folder without any file. */
  private void start(Map<String, String> settings) throws IOException {
    Map<String, String> environment = BackendSettings.asEnvironment(settings);
    environment.put("HTTP_PORT", Integer.toString(port));
    Path work = Files.createDirectory(folder.resolve("work"));
    process =
        JavaProcess.of(List.of("-jar"))
            .arguments(
                EXAMPLE.resolve(Path.of("target", "deployments.jar")).toAbsolutePath().toString())
            .folder(work)
            .environment(environment)
            .log(folder.resolve("log"))
            .start();
  }

  /** Ready by Camel's health, and our check is part of it. */
  private boolean isReady() {
    assertThat(process.isAlive()).as(process::log).isTrue();
    try {
      HttpResponse<String> answer = Probe.get(port, "/observe/health/ready", Duration.ofSeconds(5));
      return answer.statusCode() == 200 && answer.body().contains("port-github-backend");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
