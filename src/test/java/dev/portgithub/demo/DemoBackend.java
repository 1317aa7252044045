package dev.portgithub.demo;

import dev.portgithub.host.Application;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.Wait;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** The backend of the demo: as it ships, in a process of its own that can be killed. */
final class DemoBackend {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final Path log;
  private final JavaProcess.Builder builder;
  private JavaProcess process;

  /**
   * @param port of its pages
   * @param log is appended to by each start
   */
  DemoBackend(BackendSettings settings, int port, Path log) {
    this.url = "http://127.0.0.1:" + port;
    this.log = log;
    this.builder =
        JavaProcess.of(Application.class, "-Xmx256m")
            .arguments(
                BackendSettings.asArguments(
                    settings.with("server.port", Integer.toString(port)).asProperties()))
            .log(log);
  }

  String url() {
    return url;
  }

  Path log() {
    return log;
  }

  /** Returns when it is ready. */
  void start() {
    process = builder.start();
    Wait.until(PATIENCE, "the backend to be ready; its log is " + log, this::isReadyOrEnded);
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the backend ended with exit code " + process.exitCode() + ": see " + log);
    }
  }

  private boolean isReadyOrEnded() {
    return !process.isAlive() || isReady();
  }

  private boolean isReady() {
    HttpRequest question =
        HttpRequest.newBuilder(URI.create(url + "/observe/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** As {@code kill -9} does: nothing is finished or closed. */
  void kill() {
    process.kill();
  }

  long pid() {
    return process.pid();
  }
}
