package dev.portgithub.flow;

import dev.portgithub.host.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The backend in a process of its own, which can be killed as the kernel or an operator would. */
final class ProcessBackend implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;

  private ProcessBackend(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static ProcessBackend start(Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Starts sooner; a crash does not depend on the compiler.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Application.class.getName()));
    settings.forEach((name, value) -> command.add("--" + name + "=" + value));
    try {
      Path log = Files.createTempFile("backend", ".log");
      log.toFile().deleteOnExit();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new ProcessBackend(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL: nothing is finished, flushed or closed. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM, as a platform or Ctrl+C stops it. */
  void terminate() {
    process.destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Only once it has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /**
   * The status that the readiness probe answers; 0 when nothing answers.
   *
   * @param port that it was told to listen at
   */
  int readiness(int port) {
    URI ready = URI.create("http://127.0.0.1:" + port + "/observe/health/ready");
    try {
      return HTTP.send(
              HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
