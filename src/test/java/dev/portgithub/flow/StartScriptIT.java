package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.Ports;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.Probe;
import dev.portgithub.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** bin/start in a folder as an image holds it: the script, the jar, routes/ and config/. */
@DisabledOnOs(OS.WINDOWS)
class StartScriptIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String PREPARING = "bin/start: preparing";

  private static World world;

  @TempDir Path folder;
  @TempDir Path store;
  private final int port = Ports.free();
  private JavaProcess process;

  @BeforeAll
  static void open() {
    world = new World();
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @BeforeEach
  void install() throws IOException {
    Files.copy(
        Path.of("target", "port-github-backend.jar"), folder.resolve("port-github-backend.jar"));
    for (String part : List.of("bin", "routes", "config")) {
      Files.createDirectories(folder.resolve(part));
      try (Stream<Path> files = Files.list(Path.of(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, folder.resolve(file.toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  @AfterEach
  void kill() {
    if (process != null) {
      process.close();
    }
  }

  @Test
  void the_first_start_prepares_and_the_next_uses_it_until_the_jar_changes() throws Exception {
    // Without the archive, this option ends the start.
    start("-Xshare:on");
    awaitReady();
    assertThat(process.log()).containsOnlyOnce(PREPARING);
    world.endWell(world.deploy(), "checkout");
    process.terminate();
    assertThat(process.awaitEnd(Duration.ofSeconds(30))).isTrue();
    assertThat(process.exitCode()).as("SIGTERM reaches Java").isEqualTo(143);

    start("-Xshare:on");
    awaitReady();
    assertThat(process.log()).containsOnlyOnce(PREPARING);
    process.close();

    Files.setLastModifiedTime(
        folder.resolve("port-github-backend.jar"), FileTime.from(Instant.now().plusSeconds(60)));
    start("-Xshare:on");
    awaitReady();
    assertThat(process.log().split(PREPARING)).hasSize(3);
  }

  /** As the Containerfile lays it out, in layers. */
  @Test
  void in_an_image_the_archive_is_made_beside_the_extracted_jar_and_used() throws Exception {
    Path jar = folder.resolve("port-github-backend.jar");
    Path layers = folder.resolve("layers");
    run("java", "-Djarmode=tools", "-jar", jar, "extract", "--layers", "--destination", layers);
    Files.move(layers.resolve(Path.of("dependencies", "lib")), folder.resolve("lib"));
    Files.move(
        layers.resolve("application").resolve(jar.getFileName()),
        jar,
        StandardCopyOption.REPLACE_EXISTING);
    run("bin/start", "--prepare");
    assertThat(folder.resolve("classes.jsa")).isNotEmptyFile();
    assertThat(folder.resolve("training")).doesNotExist();

    start("-Xshare:on");
    awaitReady();
    assertThat(process.log()).doesNotContain(PREPARING);
    assertThat(healthy("live").waitFor()).isZero();
    assertThat(healthy("nothing-of-the-kind").waitFor()).isEqualTo(1);
  }

  /** Ends well, in the folder. */
  private void run(Object... command) throws Exception {
    Path log = folder.resolve("command.log");
    List<String> words = Stream.of(command).map(Object::toString).toList();
    Process run =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(run.waitFor()).as(Files.readString(log)).isZero();
  }

  /** What a container's health check runs. */
  private Process healthy(String group) throws IOException {
    ProcessBuilder check = new ProcessBuilder("bin/healthy", group).directory(folder.toFile());
    check.environment().put("SERVER_PORT", Integer.toString(port));
    return check.start();
  }

  @Test
  void without_a_place_for_the_layout_the_jar_is_started_as_it_is() throws Exception {
    Files.createFile(folder.resolve("start"));
    start("-Xshare:auto");
    awaitReady();
    assertThat(process.log()).contains("port-github-backend.jar as it is");
  }

  @Test
  void without_a_jar_it_says_what_to_do() throws Exception {
    Files.delete(folder.resolve("port-github-backend.jar"));
    start("-Xshare:auto");
    assertThat(process.awaitEnd(PATIENCE)).isTrue();
    assertThat(process.exitCode()).isEqualTo(1);
    assertThat(process.log()).contains("there is no port-github-backend.jar in", "./mvnw");
  }

  private void start(String option) throws IOException {
    Map<String, String> settings = world.settings(BackendSettings.h2(store));
    settings.put("server.port", String.valueOf(port));
    process =
        JavaProcess.ofScript("bin/start")
            .folder(folder)
            .environment(BackendSettings.asEnvironment(settings))
            .environment(Map.of("JAVA_OPTS", option))
            .log(folder.resolve("log"))
            .start();
  }

  private void awaitReady() {
    await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || Probe.readiness(port, Duration.ofSeconds(2)) == 200);
    assertThat(process.isAlive()).as(process.log()).isTrue();
  }
}
