package dev.portgithub.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.world.BackendSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * What one measurement works with: a new topic, and a Port and a GitHub of its own that answer at
 * once unless told otherwise.
 */
final class Surroundings implements AutoCloseable {
  private static final String ORG = "acme-inc";
  private static final String TOKEN = "ghp_benchmark";

  final GithubSimulator github = GithubSimulator.builder().token(TOKEN, "bench-bot").start();
  final PortSimulator port = PortSimulator.builder().orgId("org_bench").start();
  final String topic = "bench-" + UUID.randomUUID();

  private final KafkaBroker kafka;
  private final int repositories;
  private final AtomicInteger started = new AtomicInteger();

  /**
   * @param plan how the workflow deploy.yml of each repository goes; rollback.yml fails after the
   *     same time
   */
  Surroundings(KafkaBroker kafka, int repositories, int partitions, Plan plan) {
    this.kafka = kafka;
    this.repositories = repositories;
    kafka.createTopic(topic, partitions);
    github.hourlyLimit(1_000_000);
    github.onRunStarted(run -> started.incrementAndGet());
    Plan failure = new Plan(plan.queued(), plan.inProgress(), "failure", "deploy", "Roll out");
    for (int i = 0; i < repositories; i++) {
      github
          .repository(ORG, "repo-" + i)
          .workflow("deploy.yml", workflow -> workflow.input("run").plan(plan))
          .workflow("rollback.yml", workflow -> workflow.input("run").plan(failure));
    }
  }

  /**
   * What a backend is started with; everything else as it ships, but the limit of dispatches per
   * minute, which would be all that is measured.
   *
   * @param store of {@link Stores}
   */
  Map<String, String> environment(Map<String, String> store) {
    return BackendSettings.between(port, github, TOKEN)
        .kafka(kafka.bootstrapServers(), topic, topic)
        .with("github.writes-per-minute", "100000")
        .with(store)
        .asEnvironment();
  }

  /** As run-name does: from now on the title of each workflow run holds Port's run id. */
  void showRunIdsInTitles() {
    for (int i = 0; i < repositories; i++) {
      github
          .repository(ORG, "repo-" + i)
          .workflow("deploy.yml", workflow -> workflow.runName("Deploy ${{ inputs.run }}"));
    }
  }

  /** The signed invocations of new runs in Port, for the repositories in turn. */
  List<byte[]> records(int count) {
    List<byte[]> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(record(i % repositories, "deploy.yml"));
    }
    return records;
  }

  byte[] record(int repository, String workflow) {
    return record(repository, workflow, "deploy");
  }

  byte[] record(int repository, String workflow, String action) {
    String runId = "r_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    ObjectNode payload =
        SignedInvocation.method(ORG, "repo-" + repository, workflow)
            .put("reportWorkflowStatus", true);
    payload.putObject("workflowInputs").put("run", runId).put("ref", "main");
    return port.record(port.createRun(runId, action, payload));
  }

  void publish(List<byte[]> records) {
    records.forEach(record -> kafka.sendLater(topic, null, record, Map.of()));
    kafka.flush();
  }

  /** Publishes so many and waits until all are started. */
  void dispatch(int count) {
    int before = started();
    publish(records(count));
    Bench.until(100, () -> started() >= before + count);
  }

  /**
   * Milliseconds from just before a record is sent until GitHub gets the request; nothing else may
   * be under way.
   */
  long millisToDispatch() {
    int before = dispatches().size();
    byte[] record = record(0, "deploy.yml");
    Instant sent = Instant.now();
    kafka.send(topic, null, record);
    Bench.until(1, () -> dispatches().size() > before);
    return Duration.between(sent, dispatches().get(before).at()).toMillis();
  }

  /** How many workflow runs were started; cheap, so that it may be asked often. */
  int started() {
    return started.get();
  }

  List<Journal.Call> dispatches() {
    return github.journal().calls("POST", "/dispatches$");
  }

  /** Port's runs for which more than one workflow run was started. */
  long startedTwice() {
    return github.runs().stream()
        .map(GithubRun::inputs)
        .collect(Collectors.groupingBy(inputs -> inputs.get("run"), Collectors.counting()))
        .values()
        .stream()
        .filter(times -> times > 1)
        .count();
  }

  /** Records that are not in the store yet. */
  long lag() {
    return kafka.lag(topic, topic);
  }

  @Override
  public void close() {
    port.close();
    github.close();
  }
}
