package dev.portgithub.chaos;

import dev.portgithub.world.JavaProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The packaged jar, made ready to be started a hundred times: extracted as Spring Boot does it,
 * with the fail points beside it and an archive of loaded classes, which makes a start three times
 * as fast. What runs are the classes of the jar.
 */
final class BackendJar {
  private static final Path JAR = Path.of("target", "port-github-backend.jar");

  /** An option that puts the migration of the next version beside the classes. */
  static final String NEXT_VERSION = "-Dnext.version=true";

  private static final String FAIL_POINTS = "dev/portgithub/failpoint/";
  private static final String AUTO_CONFIGURATION =
      "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

  private final Path folder;

  private BackendJar(Path folder) {
    this.folder = folder;
  }

  private static BackendJar shared;

  /** One for all tests of this JVM. */
  static synchronized BackendJar get() throws IOException {
    if (shared == null) {
      shared =
          prepare(
              Path.of("target", "chaos", "jar" + System.getProperty("it.fork", ""))
                  .toAbsolutePath());
    }
    return shared;
  }

  private static BackendJar prepare(Path folder) throws IOException {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException("There is no " + JAR + ": run ./mvnw -DskipTests package");
    }
    BackendJar backend = new BackendJar(Files.createDirectories(folder));
    Path copy = folder.resolve("app.jar");
    Files.copy(JAR, copy, StandardCopyOption.REPLACE_EXISTING);
    extract(copy, folder);
    backend.packFailPoints();
    Files.deleteIfExists(backend.archive());
    return backend;
  }

  private static void extract(Path jar, Path folder) {
    List<String> tool = List.of("-Djarmode=tools", "-jar", jar.toString());
    try (JavaProcess extracting =
        JavaProcess.of(tool)
            .arguments("extract", "--force", "--destination", folder.resolve("app").toString())
            .log(folder.resolve("extract.log"))
            .start()) {
      if (!extracting.awaitEnd(Duration.ofMinutes(2)) || extracting.exitCode() != 0) {
        throw new IllegalStateException("The jar cannot be extracted: " + extracting.log());
      }
    }
  }

  private void packFailPoints() throws IOException {
    Path classes = Path.of("target", "test-classes", FAIL_POINTS);
    try (OutputStream file = Files.newOutputStream(failPoints());
        JarOutputStream jar = new JarOutputStream(file);
        Stream<Path> compiled = Files.list(classes)) {
      for (Path one : compiled.toList()) {
        jar.putNextEntry(new JarEntry(FAIL_POINTS + one.getFileName()));
        Files.copy(one, jar);
      }
      jar.putNextEntry(new JarEntry(AUTO_CONFIGURATION));
      jar.write("dev.portgithub.failpoint.FailPointsConfiguration\n".getBytes());
    }
  }

  /** A migration that this version does not know, as the next one may bring it. */
  void packNextVersion(String migration) throws IOException {
    try (OutputStream file = Files.newOutputStream(nextVersion());
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new JarEntry("port-github-backend/db/migration/V9000__next_version.sql"));
      jar.write(migration.getBytes());
    }
  }

  private Path nextVersion() {
    return folder.resolve("next-version.jar");
  }

  /** What java is given to start a process; {@code more} are options of the JVM. */
  List<String> arguments(List<String> more, boolean makeArchive) {
    List<String> command = new ArrayList<>(List.of("-Xmx320m", "-XX:+UseSerialGC"));
    // A process lives for seconds: what the second compiler does never pays.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xlog:disable");
    if (makeArchive) {
      command.add("-XX:ArchiveClassesAtExit=" + archive());
    } else if (Files.exists(archive())) {
      command.add("-XX:SharedArchiveFile=" + archive());
    }
    command.addAll(more);
    command.add("-cp");
    String classes = folder.resolve("app").resolve("app.jar") + ":" + failPoints();
    command.add(more.contains(NEXT_VERSION) ? classes + ":" + nextVersion() : classes);
    command.add("dev.portgithub.host.Application");
    return command;
  }

  boolean hasArchive() {
    return Files.exists(archive());
  }

  private Path archive() {
    return folder.resolve("app.jsa");
  }

  private Path failPoints() {
    return folder.resolve("fail-points.jar");
  }
}
