package dev.portgithub.benchmark;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The packaged jar in a process of its own, set from the environment as a deployment sets it. */
final class JarProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "port-github-backend.jar");

  private final Process process;
  private final Path log;
  private final Duration timeToReady;

  private JarProcess(Process process, Path log, Duration timeToReady) {
    this.process = process;
    this.log = log;
    this.timeToReady = timeToReady;
  }

  /** Starts it and waits until it is ready. */
  static JarProcess start(Map<String, String> environment, String... jvmOptions) throws Exception {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException("There is no " + JAR + ": run ./mvnw -DskipTests package");
    }
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-jar", JAR.toString()));
    Path log = Path.of("target", "benchmark.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    long start = System.nanoTime();
    Process process = builder.start();
    awaitReady(process, port, log);
    return new JarProcess(process, log, Duration.ofNanos(System.nanoTime() - start));
  }

  private static void awaitReady(Process process, int port, Path log) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    URI ready = URI.create("http://127.0.0.1:" + port + "/observe/health/ready");
    HttpRequest request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).build();
    while (process.isAlive()) {
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // Asked again below.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new IllegalStateException("The backend ended: see " + log);
  }

  Duration timeToReady() {
    return timeToReady;
  }

  /** Megabytes of the heap in use after a full collection. */
  long heapAfterCollection() throws Exception {
    jcmd("GC.run");
    String info = jcmd("GC.heap_info");
    long kilobytes = 0;
    var used = java.util.regex.Pattern.compile("(?m)^ +[a-z].*total.* used (\\d+)K").matcher(info);
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
    }
    return kilobytes / 1024;
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
