package dev.portgithub.chaos;

import dev.portgithub.simulator.Ports;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One instance of the backend: a process that dies and is started again under the same name. */
final class Instance {
  private static final String MBEAN =
      "org.apache.camel:context=port-github-backend,name=DeadLetters,type=services";

  private final BackendJar jar;
  private final Path home;
  private final Path folder;
  private final Map<String, String> environment;
  private final String password;
  private final int port;
  private Map<String, String> ownSettings = Map.of();
  private JavaProcess process;
  private boolean frozen;
  private int life;

  /**
   * @param home the folder with routes/ and config/
   * @param folder for logs, one a life, and for the file that moves the clock
   */
  Instance(BackendJar jar, Path home, Path folder, Map<String, String> environment) {
    this.jar = jar;
    this.home = home;
    this.folder = folder;
    this.environment = environment;
    this.password = environment.get("HOST_PASSWORD");
    this.port = Ports.free();
  }

  /** Where GitHub finds it, in all its lives. */
  String webhookAddress() {
    return "http://127.0.0.1:" + port + "/webhooks/github";
  }

  /** Settings that its next lives have besides. */
  synchronized void configure(Map<String, String> settings) {
    ownSettings = settings;
  }

  /** Starts a process that acts at an instant (see FailPoints), or at none when it is null. */
  void start(FailPoint failPoint, boolean makeArchive) {
    start(failPoint, makeArchive, List.of());
  }

  /** As the next version, which brings a migration with it. */
  void startNextVersion() {
    start(null, false, List.of(BackendJar.NEXT_VERSION));
  }

  private synchronized void start(
      FailPoint failPoint, boolean makeArchive, List<String> moreOptions) {
    life++;
    List<String> options = new ArrayList<>(moreOptions);
    options.add("-Dfailpoint.trace=" + trace().toAbsolutePath());
    options.add("-Dfailpoint.clock=" + clockFile().toAbsolutePath());
    if (failPoint != null) {
      options.add("-Dfailpoint.at=" + String.join(",", failPoint.instants()));
      options.add("-Dfailpoint.pass=" + failPoint.pass());
      options.add("-Dfailpoint.signal=" + failPoint.signal());
    }
    process =
        JavaProcess.of(jar.arguments(options, makeArchive))
            .folder(home)
            .environment(environment)
            .environment(ownSettings)
            .environment(Map.of("SERVER_PORT", Integer.toString(port)))
            .log(log())
            .start();
    frozen = false;
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  synchronized boolean isFrozen() {
    return frozen;
  }

  /** SIGKILL. */
  synchronized void kill() {
    process.kill();
  }

  /** SIGTERM; does not wait. */
  synchronized void terminate() {
    process.terminate();
  }

  /** True when the process has ended within the time. */
  boolean awaitEnd(Duration patience) {
    JavaProcess ending;
    synchronized (this) {
      ending = process;
    }
    return ending.awaitEnd(patience);
  }

  synchronized void freeze() {
    frozen = isAlive() && process.freeze();
  }

  synchronized void thaw() {
    if (isAlive()) {
      process.thaw();
    }
    frozen = false;
  }

  /** Its clock is wrong by so much from now on, over all its lives. */
  void moveClock(Duration by) {
    try {
      Files.writeString(clockFile(), Long.toString(by.toMillis()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isReady() {
    return get("/observe/health/ready", Duration.ofSeconds(2)).startsWith("200 ");
  }

  /** Status and body; "0 " when it gives no answer. */
  String get(String path, Duration patience) {
    try {
      HttpResponse<String> answer = Probe.getAsOperator(port, path, patience, password);
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "0 " + e;
    }
  }

  /** Calls an operation of the dead letters as Hawtio does; the answer with status. */
  String operate(String operation, Object... arguments) {
    String path =
        Arrays.stream(arguments)
            .map(argument -> "/" + URLEncoder.encode(argument.toString(), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    return get(
        "/observe/jolokia/exec/"
            + URLEncoder.encode(MBEAN, StandardCharsets.UTF_8)
            + "/"
            + operation
            + path,
        Duration.ofSeconds(20));
  }

  /** What the fail points of the last life have written. */
  List<String> passed() {
    try {
      return Files.exists(trace()) ? Files.readAllLines(trace()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What all its lives have written. */
  String logs() {
    StringBuilder all = new StringBuilder();
    try {
      for (int i = 1; i <= life; i++) {
        all.append(Files.readString(folder.resolve("life-" + i + ".log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }

  private Path trace() {
    return folder.resolve("life-" + life + ".instants");
  }

  private Path log() {
    return folder.resolve("life-" + life + ".log");
  }

  private Path clockFile() {
    return folder.resolve("clock");
  }

  @Override
  public String toString() {
    return folder.getFileName() + " (life " + life + ")";
  }
}
