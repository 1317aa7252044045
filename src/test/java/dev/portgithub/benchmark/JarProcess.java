package dev.portgithub.benchmark;

import dev.portgithub.simulator.Ports;
import dev.portgithub.world.JavaProcess;
import dev.portgithub.world.Probe;
import dev.portgithub.world.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged jar in a process of its own, set from the environment as a deployment sets it.
 *
 * <p>Each writes a log of its own, target/benchmark.log, then target/benchmark-2.log and so on.
 */
final class JarProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "port-github-backend.jar");
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final AtomicInteger STARTED = new AtomicInteger();

  private final JavaProcess process;
  private final int port;
  private final Path log;
  private Duration timeToReady;

  private JarProcess(JavaProcess process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Starts it and waits until it is ready. */
  static JarProcess start(Map<String, String> environment, String... jvmOptions) throws Exception {
    return start(Path.of(""), environment, jvmOptions);
  }

  /**
   * The same for the jar of another checkout.
   *
   * @param checkout where target/, routes/ and config/ are
   */
  static JarProcess start(Path checkout, Map<String, String> environment, String... jvmOptions)
      throws Exception {
    Path folder = checkout.toAbsolutePath();
    if (!Files.exists(folder.resolve(JAR))) {
      throw new IllegalStateException(
          "There is no " + folder.resolve(JAR) + ": run ./mvnw -DskipTests package");
    }
    return start(
        JavaProcess.of(List.of(jvmOptions)).arguments("-jar", JAR.toString()), folder, environment);
  }

  /** Starts it as operators are advised to, and waits until it is ready. */
  static JarProcess startByScript(Map<String, String> environment) throws Exception {
    return start(JavaProcess.ofScript("bin/start"), Path.of("").toAbsolutePath(), environment);
  }

  private static JarProcess start(
      JavaProcess.Builder command, Path folder, Map<String, String> environment) throws Exception {
    int port = Ports.free();
    int number = STARTED.incrementAndGet();
    Path log = Path.of("target", number == 1 ? "benchmark.log" : "benchmark-" + number + ".log");
    Files.deleteIfExists(log);
    long start = System.nanoTime();
    JavaProcess process =
        command
            .folder(folder)
            .environment(environment)
            .environment(Map.of("SERVER_PORT", Integer.toString(port)))
            .log(log)
            .start();
    JarProcess backend = new JarProcess(process, port, log);
    try {
      backend.awaitReady();
    } catch (Exception e) {
      backend.close();
      throw e;
    }
    backend.timeToReady = Duration.ofNanos(System.nanoTime() - start);
    return backend;
  }

  private void awaitReady() {
    Wait.until(
        LONGEST_START, "the backend: see " + log, () -> !process.isAlive() || readiness() == 200);
    if (!process.isAlive()) {
      throw new IllegalStateException("The backend ended: see " + log);
    }
  }

  /** Without a trailing slash. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  Duration timeToReady() {
    return timeToReady;
  }

  /** The status of its readiness, 200 or 503; 0 when it does not answer within two seconds. */
  int readiness() {
    return Probe.readiness(port, Duration.ofSeconds(2));
  }

  /**
   * The sum of a counter's series.
   *
   * @param series a regular expression for name and labels
   */
  long counted(String series) throws IOException {
    String metrics = Probe.get(port, "/observe/metrics", Duration.ofSeconds(2)).body();
    Matcher line = Pattern.compile("(?m)^" + series + " (\\S+)$").matcher(metrics);
    double sum = 0;
    while (line.find()) {
      sum += Double.parseDouble(line.group(line.groupCount()));
    }
    return Math.round(sum);
  }

  /** Megabytes of the heap in use after a full collection. */
  long heapAfterCollection() throws Exception {
    jcmd("GC.run");
    Matcher used =
        Pattern.compile("(?m)^ +[a-z].*total.* used (\\d+)K").matcher(jcmd("GC.heap_info"));
    long kilobytes = 0;
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
    }
    return kilobytes / 1024;
  }

  /** Megabytes of memory that the process holds, now and at most so far; Linux only. */
  String resident() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return "resident memory unknown";
    }
    String text = Files.readString(status);
    return "resident %d MiB, at most %d MiB"
        .formatted(megabytes(text, "VmRSS"), megabytes(text, "VmHWM"));
  }

  /** Processor time of all its threads so far; says more than time where a machine is shared. */
  Duration processorTime() {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  private static long megabytes(String status, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB").matcher(status);
    return line.find() ? Long.parseLong(line.group(1)) / 1024 : 0;
  }

  private String jcmd(String order) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                order)
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes());
    jcmd.waitFor();
    return output;
  }

  /** SIGKILL. */
  void kill() {
    process.kill();
  }

  /** Stops it as an operator does; after 40 seconds by force. */
  @Override
  public void close() {
    process.terminate(Duration.ofSeconds(40));
  }
}
