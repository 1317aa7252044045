package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.Folder;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * examples/camel-cli as its reader has it: the code of the Camel CLI runs the route files and takes
 * the library from the local Maven repository. It looks all of that up anew, which takes half a
 * minute: so only .ci/run does it.
 */
@EnabledIfEnvironmentVariable(
    named = "CAMEL_CLI",
    matches = "true",
    disabledReason = "only .ci/run")
class CamelCliIT {
  private static final Path EXAMPLE = Path.of("examples", "camel-cli");
  private static final Path PROGRAM = Path.of("src", "test", "camel-cli");

  private static final Duration LONGEST_START = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void runs_go_from_the_topic_to_their_ends_in_port_and_the_stop_is_clean() throws Exception {
    Path repository = Path.of(System.getProperty("maven.local.repository"));
    String version = "0.0.0-it-" + UUID.randomUUID();
    Path artifact =
        repository.resolve(Path.of("dev", "portgithub", "port-github-backend", version));
    Files.createDirectories(artifact);
    try (World world = new World();
        JavaProcess process = start(world, install(artifact, version), repository)) {
      await()
          .atMost(LONGEST_START)
          .untilAsserted(
              () -> assertThat(process.log()).contains("(port-github-backend) started in"));

      PortRun run = world.deploy();
      world.endWell(run, "checkout");

      PortRun failing = world.deploy("payments");
      GithubRun started = world.awaitStarted("payments");
      world.github.complete(started.id(), "failure", "deploy", "Roll out");
      PortRun ended = world.awaitEnd(failing);
      assertThat(ended.status()).isEqualTo("FAILURE");
      assertThat(ended.summary()).contains("deploy").contains("Roll out");

      process.terminate();
      assertThat(process.awaitEnd(Duration.ofSeconds(30))).as(process::log).isTrue();
      assertThat(process.log())
          .contains("Stopped after")
          .doesNotContain("ERROR", "Exception")
          .doesNotContain(World.TOKEN, world.port.clientSecret());
    } finally {
      Folder.delete(artifact);
    }
  }

  /** The library under a version of its own; the example's file with that version. */
  private Path install(Path artifact, String version) throws Exception {
    String name = "port-github-backend-" + version;
    Files.copy(Path.of("target", "port-github.jar"), artifact.resolve(name + ".jar"));
    String pom = Files.readString(Path.of("pom.xml"));
    String ours = pom.split("</?version>")[1];
    Files.writeString(
        artifact.resolve(name + ".pom"), pom.replaceFirst("<version>[^<]+", "<version>" + version));
    Path settings = Files.createDirectory(folder.resolve("work")).resolve("application.properties");
    String example = Files.readString(EXAMPLE.resolve("application.properties"));
    assertThat(example).contains(":" + ours);
    Files.writeString(settings, example.replace(":" + ours, ":" + version));
    return settings;
  }

  private JavaProcess start(World world, Path settings, Path repository) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-cp", cli(repository)));
    arguments.add(PROGRAM.resolve("CamelJBang.java").toAbsolutePath().toString());
    arguments.addAll(List.of("run", "--logging-color=false", settings.getFileName().toString()));
    arguments.add(EXAMPLE.resolve("00-host.camel.yaml").toAbsolutePath().toString());
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      routes.sorted().forEach(file -> arguments.add(file.toAbsolutePath().toString()));
    }
    Map<String, String> environment =
        BackendSettings.asEnvironment(world.settings(BackendSettings.h2(folder)));
    return JavaProcess.of(List.of("-XX:TieredStopAtLevel=1"))
        .arguments(arguments.toArray(String[]::new))
        .folder(settings.getParent())
        .environment(environment)
        .log(folder.resolve("log"))
        .start();
  }

  /** The class path of the CLI. */
  private String cli(Path repository) throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    Path classPath = folder.resolve("class-path");
    Path log = Path.of("target", "camel-cli-build.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of("mvnw").toAbsolutePath().toString(),
                "-B",
                "-ntp",
                "-q",
                "-f",
                PROGRAM.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + repository,
                "-Dcamel.version=" + pom.split("</?camel.version>")[1],
                "-Dmdep.outputFile=" + classPath,
                "dependency:build-classpath")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Those of the Maven around us.
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    assertThat(builder.start().waitFor()).as(Files.readString(log)).isZero();
    return Files.readString(classPath).strip();
  }
}
