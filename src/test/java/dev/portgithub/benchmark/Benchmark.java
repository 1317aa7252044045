package dev.portgithub.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.Run;
import dev.portgithub.simulator.SignedInvocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Measures the packaged jar against a real broker and the simulators, which run in this process.
 * The figures and how to run it stand in docs/performance.md.
 */
public final class Benchmark {
  private static final String TOKEN = "ghp_benchmark";
  private static final String ORG = "acme-inc";
  private static final int REPOSITORIES = 20;
  private static final String[] HEAP = {"-Xmx256m", "-XX:+UseSerialGC"};

  private final KafkaBroker kafka = KafkaBroker.start();
  private final PortSimulator port = PortSimulator.builder().orgId("org_bench").start();
  private final GithubSimulator github =
      GithubSimulator.builder().token(TOKEN, "bench-bot").start();
  private String topic;

  private Benchmark() {
    github.hourlyLimit(1_000_000);
    for (int i = 0; i < REPOSITORIES; i++) {
      github
          .repository(ORG, "repo-" + i)
          .workflow("deploy.yml", workflow -> workflow.input("n").plan(Plan.stayInProgress()));
    }
  }

  public static void main(String[] args) throws Exception {
    Benchmark benchmark = new Benchmark();
    List<String> wanted =
        args.length == 0 ? List.of("latency", "throughput", "open-runs") : List.of(args);
    if (wanted.contains("latency")) {
      benchmark.latency();
    }
    if (wanted.contains("throughput")) {
      benchmark.throughput();
    }
    if (wanted.contains("open-runs")) {
      benchmark.openRuns(1_000);
      benchmark.openRuns(10_000);
    }
    System.exit(0);
  }

  private void latency() throws Exception {
    try (JarProcess backend = start()) {
      print("start to ready", backend.timeToReady().toMillis() + " ms");
      // The JVM compiles what it uses; an idle system in production has long done so.
      for (int i = 0; i < 100; i++) {
        dispatchOne();
      }
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        pause(20 + (i * 37) % 100);
        millis.add(dispatchOne());
      }
      print("publish to dispatch, idle", percentiles(millis));
    }
  }

  /** Milliseconds from just before the record is sent until GitHub gets the request. */
  private long dispatchOne() {
    int before = dispatches().size();
    byte[] record = record(run(0));
    Instant sent = Instant.now();
    kafka.send(topic, null, record);
    until(1, () -> dispatches().size() > before);
    return Duration.between(sent, dispatches().get(before).at()).toMillis();
  }

  private void throughput() throws Exception {
    try (JarProcess backend = start()) {
      for (int i = 0; i < 100; i++) {
        dispatchOne();
      }
      github.latency(Duration.ofMillis(50));
      int count = 1_000;
      int before = dispatches().size();
      publish(count);
      // Looked at seldom: looking takes time from what is measured.
      until(100, () -> dispatches().size() == before + count);
      List<Journal.Call> calls = dispatches();
      Duration all = Duration.between(calls.get(before).at(), calls.get(before + count - 1).at());
      github.latency(Duration.ZERO);
      print(
          count + " invocations at once, GitHub answers in 50 ms",
          Math.round(count * 1000.0 / all.toMillis()) + " dispatches/s");
    }
  }

  private void openRuns(int count) throws Exception {
    try (JarProcess backend = start()) {
      int before = dispatches().size();
      publish(count);
      // Looked at seldom: looking takes time from what is measured.
      until(100, () -> dispatches().size() == before + count);
      // A minute for the reports to reach Port, and for the polls to find their pace.
      pause(60_000);
      github.journal().clear();
      pause(60_000);
      List<Journal.Call> calls = github.journal().calls();
      long notModified = calls.stream().filter(call -> call.status() == 304).count();
      print(
          count + " open runs in " + REPOSITORIES + " repositories",
          calls.size()
              + " calls/min to GitHub ("
              + notModified
              + " of them 304, free), heap after collection "
              + backend.heapAfterCollection()
              + " MiB of at most 256");
    }
  }

  private void publish(int count) {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(record(run(i % REPOSITORIES)));
    }
    records.forEach(record -> kafka.sendLater(topic, null, record, Map.of()));
    kafka.flush();
  }

  private Run run(int repository) {
    String runId = "r_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    ObjectNode payload =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "GITHUB")
            .put("org", ORG)
            .put("repo", "repo-" + repository)
            .put("workflow", "deploy.yml")
            .put("reportWorkflowStatus", true);
    payload.putObject("workflowInputs").put("n", "1").put("ref", "main");
    return port.createRun(runId, "deploy", payload);
  }

  private byte[] record(Run run) {
    return SignedInvocation.formA(
        SignedInvocation.of(run, port.orgId()),
        port.clientSecret(),
        Instant.now().getEpochSecond());
  }

  /** A new topic, store and process; what ran before does not count. */
  private JarProcess start() throws Exception {
    github.journal().clear();
    topic = "bench-" + UUID.randomUUID();
    kafka.createTopic(topic, 4);
    Path store = Files.createTempDirectory("benchmark").resolve("store");
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT_API_URL", port.url());
    environment.put("PORT_ORG_ID", port.orgId());
    environment.put("PORT_CLIENT_ID", port.clientId());
    environment.put("PORT_CLIENT_SECRET", port.clientSecret());
    environment.put("GITHUB_API_URL", github.url());
    environment.put("GITHUB_TOKEN", TOKEN);
    environment.put("GITHUB_WRITES_PER_MINUTE", "100000");
    environment.put("KAFKA_BROKERS", kafka.bootstrapServers());
    environment.put("KAFKA_TOPIC", topic);
    environment.put("KAFKA_GROUP_ID", topic);
    environment.put("DATABASE_URL", "jdbc:h2:file:" + store);
    return JarProcess.start(environment, HEAP);
  }

  private List<Journal.Call> dispatches() {
    return github.journal().calls("POST", "/dispatches$");
  }

  private static String percentiles(List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    return "p50 %d ms, p95 %d ms, max %d ms (n=%d)"
        .formatted(
            sorted.get(sorted.size() / 2),
            sorted.get(sorted.size() * 95 / 100),
            sorted.get(sorted.size() - 1),
            sorted.size());
  }

  private static void print(String what, String figure) {
    System.out.printf("%-55s %s%n", what, figure);
  }

  private static void until(long pauseMillis, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("The benchmark waited in vain: see target/benchmark.log");
      }
      pause(pauseMillis);
    }
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
