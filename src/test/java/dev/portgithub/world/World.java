package dev.portgithub.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.SignedInvocation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The world around the backend: a real broker, and strict simulators of Port and GitHub with one
 * repository.
 *
 * <p>Each world has a topic of its own; the broker is shared by all of a test run.
 */
public final class World implements AutoCloseable {
  public static final String ORG = "acme-inc";
  public static final String REPO = "platform-workflows";
  public static final String TOKEN = "ghp_simulatedTokenOfTheBot0123456789abcd";
  public static final Predicate<Request> DISPATCH = Request.of("POST", "/dispatches$");
  public static final Predicate<Request> LIST_RUNS = Request.of("GET", "/actions/runs$");

  private static KafkaBroker sharedBroker;

  public final KafkaBroker broker;
  public final PortSimulator port;
  public final GithubSimulator github;
  public final String topic = "flow-" + UUID.randomUUID() + ".github.runs";

  public final String group = topic.replace(".github.runs", ".port-github-backend");

  public World() {
    this(broker(), GithubSimulator.builder().token(TOKEN, "deploy-bot"));
  }

  /**
   * @param gitHub with the credentials that it accepts
   */
  public World(KafkaBroker broker, GithubSimulator.Builder gitHub) {
    this.broker = broker;
    broker.createTopic(topic, 2);
    port = PortSimulator.builder().start();
    github = gitHub.start();
    github
        .repository(ORG, REPO)
        .defaultBranch("main")
        .branch("release/2.x")
        .workflow(
            "deploy.yml",
            workflow ->
                workflow
                    .input("service")
                    .input("version")
                    .job("deploy", "Check out", "Roll out")
                    .plan(Plan.stayInProgress()));
  }

  private static synchronized KafkaBroker broker() {
    if (sharedBroker == null) {
      sharedBroker = KafkaBroker.start();
      Runtime.getRuntime().addShutdownHook(new Thread(sharedBroker::close));
    }
    return sharedBroker;
  }

  /**
   * What the backend is started with; short times, so that a test waits for events and not for
   * intervals.
   *
   * @param databaseUrl of the store; each backend under test gets its own
   */
  public Map<String, String> settings(String databaseUrl) {
    return BackendSettings.between(port, github, TOKEN)
        .kafka(broker.bootstrapServers(), topic, group)
        .with("github.writes-per-minute", "1000")
        // The shortest that a broker allows: a killed consumer is missed sooner.
        .with("receive.session-timeout", "6000")
        .with("database.url", databaseUrl)
        .with("server.port", "0")
        .with("tick.period", "100")
        .with("poll.first-after", "100ms")
        .with("poll.shortest-interval", "200ms")
        .with("poll.longest-interval", "1s")
        .with("poll.longest-delay", "1s")
        .with("report.first-delay", "100ms")
        .with("report.longest-delay", "500ms")
        .with("dispatch.longest-delay", "1s")
        .with("dispatch.lease", "3s")
        .with("report.lease", "3s")
        .with("poll.lease", "3s")
        .with("dispatch.latest-start", "100ms")
        .with("locate.complete-after", "100ms")
        .with("locate.settle-after", "4s")
        .with("remote.response-timeout", "1500")
        .with("host.password", "operator-password")
        .asProperties();
  }

  /** Creates a run in Port as pressing the action does, without publishing anything. */
  public PortRun createRun(String workflow, ObjectNode inputs, Object report) {
    String runId = "r_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    return createRun(runId, workflow, inputs, report);
  }

  public PortRun createRun(String runId, String workflow, ObjectNode inputs, Object report) {
    ObjectNode payload = SignedInvocation.method(ORG, REPO, workflow);
    payload.set("workflowInputs", inputs.deepCopy());
    payload.putPOJO("reportWorkflowStatus", report);
    return port.createRun(runId, "deploy_service", payload);
  }

  /** A deployment that is asked for: the run is in Port, its signed invocation in the topic. */
  public PortRun deploy() {
    return deploy("checkout");
  }

  /** The same of a service; by its name a test finds the workflow run again. */
  public PortRun deploy(String service) {
    PortRun run = createRun("deploy.yml", inputs(service, "2.1.0"), true);
    publish(run);
    return run;
  }

  public void publish(PortRun run) {
    publish(port.record(run));
  }

  public void publish(byte[] record) {
    broker.send(topic, null, record);
  }

  /** A run that Port keeps until an installation claims it. */
  public PortRun pending(String runId, String installation, ObjectNode inputs) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    payload.put("type", "INTEGRATION_ACTION").put("installationId", installation);
    boolean node = runId.startsWith("wfnr_");
    payload.put(node ? "integrationInvocationType" : "integrationActionType", "dispatch_workflow");
    payload
        .putObject("integrationActionExecutionProperties")
        .put("org", ORG)
        .put("repo", REPO)
        .put("workflow", "deploy.yml")
        .put("reportWorkflowStatus", true)
        .set("workflowInputs", inputs);
    return port.createRun(runId, "deploy_service", payload);
  }

  public static long now() {
    return Instant.now().getEpochSecond();
  }

  public static ObjectNode inputs(String service, String version) {
    return JsonNodeFactory.instance.objectNode().put("service", service).put("version", version);
  }

  /** The workflow runs that were started for a service; tests tell theirs by its name. */
  public List<GithubRun> startedWith(String service) {
    return github.runs().stream()
        .filter(run -> service.equals(run.inputs().get("service")))
        .toList();
  }

  public GithubRun awaitStarted(String service) {
    return await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> startedWith(service), started -> !started.isEmpty())
        .get(0);
  }

  /** Sets the group back to the beginning, as if its last commits had never been made. */
  public void rewindOffsets() {
    try (Admin admin = Admin.create(broker.clientProperties())) {
      Map<TopicPartition, OffsetAndMetadata> beginning = new LinkedHashMap<>();
      broker
          .endOffsets(topic)
          .keySet()
          .forEach(partition -> beginning.put(partition, new OffsetAndMetadata(0)));
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptions()
          .until(
              () -> {
                admin.alterConsumerGroupOffsets(group, beginning).all().get();
                return true;
              });
    }
  }

  /** Waits until the backend has committed every record of the topic. */
  public void awaitAllRead() {
    await().atMost(Duration.ofSeconds(30)).until(() -> broker.lag(group, topic) == 0);
  }

  public PortRun awaitRun(PortRun run, Predicate<PortRun> condition) {
    return await().atMost(Duration.ofSeconds(40)).until(() -> port.run(run.id()), condition);
  }

  /** Waits for the final status in Port. */
  public PortRun awaitEnd(PortRun run) {
    return awaitRun(run, PortRun::ended);
  }

  /** Lets the one workflow run of a service succeed, and waits until Port has been told. */
  public void endWell(PortRun run, String service) {
    GithubRun started = awaitStarted(service);
    github.complete(started.id(), "success");
    PortRun ended = awaitEnd(run);
    assertThat(ended.status()).isEqualTo("SUCCESS");
    assertThat(ended.link()).containsExactly(started.htmlUrl());
    assertThat(startedWith(service)).hasSize(1);
  }

  @Override
  public void close() {
    port.close();
    github.close();
  }
}
