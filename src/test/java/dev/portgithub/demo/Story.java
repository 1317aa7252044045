package dev.portgithub.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.world.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the demo shows: a deployment that reports its entity, the same record twice, a failing
 * workflow, an action with a mistake, and a forged record.
 */
final class Story {
  private static final String ORG = "acme-inc";
  private static final String REPO = "platform-workflows";

  private final Narrator narrator;
  private final KafkaBroker kafka;
  private final String topic;
  private final PortSimulator port;
  private final GithubSimulator github;
  private final PortApi workflowsPort;
  private final Map<String, PortRun> told = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "demo");
            thread.setDaemon(true);
            return thread;
          });

  Story(
      Narrator narrator,
      KafkaBroker kafka,
      String topic,
      PortSimulator port,
      GithubSimulator github) {
    this.narrator = narrator;
    this.kafka = kafka;
    this.topic = topic;
    this.port = port;
    this.github = github;
    this.workflowsPort = new PortApi(port);
    prepareGithub();
    preparePort();
    watch.scheduleWithFixedDelay(this::tellNews, 200, 200, TimeUnit.MILLISECONDS);
  }

  private void prepareGithub() {
    github
        .repository(ORG, REPO)
        .defaultBranch("main")
        .workflow(
            "deploy.yml",
            workflow ->
                workflow
                    .name("Deploy")
                    .input("service")
                    .input("version")
                    .input("port_run_id")
                    .job("deploy", "Check out", "Roll out", "Report to Port")
                    .plan(Plan.succeedAfter(Duration.ofSeconds(1), Duration.ofSeconds(5))))
        .workflow(
            "test.yml",
            workflow ->
                workflow
                    .name("Integration tests")
                    .input("service")
                    .job("integration", "Check out", "Run tests")
                    .plan(
                        Plan.failAfter(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(4),
                            "integration",
                            "Run tests")));
    github.onRunStarted(
        run -> {
          narrator.event("GitHub", "starts " + run.workflowFile() + " " + run.inputs());
          if (run.workflowFile().equals("deploy.yml")) {
            watch.schedule(() -> reportDeployment(run), 4, TimeUnit.SECONDS);
          }
        });
    github.onRunCompleted(
        run -> narrator.event("GitHub", run.workflowFile() + " ends with " + run.conclusion()));
  }

  /** The last step of the deploy workflow: it tells Port what it has deployed, tied to the run. */
  private void reportDeployment(GithubRun run) {
    String service = run.inputs().get("service");
    String version = run.inputs().get("version");
    int status = workflowsPort.upsertDeployment(service, version, run.inputs().get("port_run_id"));
    narrator.event(
        "GitHub",
        "deploy.yml reports the Deployment entity of "
            + service
            + " "
            + version
            + " to Port (HTTP "
            + status
            + ")");
  }

  private void preparePort() {
    port.defineAction(
        "deploy_service",
        "Deploy a version",
        method(
            "deploy.yml",
            inputs("service", "{{ .inputs.service }}")
                .put("version", "{{ .inputs.version }}")
                .put("port_run_id", "{{ .run.id }}")));
    port.defineAction(
        "test_service",
        "Run the integration tests",
        method("test.yml", inputs("service", "{{ .inputs.service }}")));
    port.defineAction(
        "mistaken_action",
        "An action with a mistake",
        method("deploy.yml", inputs("service", "{{ .inputs.service | upcase }}")));
    port.onRunCreated(
        run -> {
          narrator.event("Port", run.actionTitle() + ": run " + run.id() + " goes to " + topic);
          kafka.send(topic, run.id(), port.record(run));
        });
  }

  /** Tells the story and returns when all of its runs have ended. */
  void tell() {
    narrator.title("1. A developer deploys a version; Kafka delivers the record twice");
    PortRun deployed =
        port.startAction(
            "deploy_service", inputs("service", "checkout").put("version", "2.1.0"), null);
    kafka.send(topic, deployed.id(), port.record(deployed));
    awaitEnd(deployed);
    narrator.say("Workflow runs in GitHub for the two records: " + github.runs().size());

    narrator.title("2. A workflow that fails");
    awaitEnd(port.startAction("test_service", inputs("service", "checkout"), null));

    narrator.title("3. An action with a mistake: a template that Port could not fill in");
    awaitEnd(port.startAction("mistaken_action", inputs("service", "checkout"), null));

    narrator.title("4. A forged record: right shape, wrong signature");
    PortRun victim =
        port.createRun(
            "r_forged0000000001",
            "deploy_service",
            method("deploy.yml", inputs("service", "checkout")));
    told.put(victim.id(), victim);
    kafka.send(
        topic,
        null,
        SignedInvocation.forged(
            SignedInvocation.of(victim, port.orgId()), Instant.now().getEpochSecond()));
    awaitRead();
    narrator.event(
        "Backend",
        "parks it as a dead letter; nothing is started, Port is not told: its run id proves nothing");
    narrator.say(
        "See it in Hawtio: Camel, port-github-backend, MBeans, services, DeadLetters, operation list.");

    narrator.title("What Port says now");
    for (PortRun run : port.runs()) {
      narrator.say(
          "%-12s %-26s %s"
              .formatted(
                  run.status(),
                  run.actionTitle(),
                  run.summary() == null ? "(still open: the record was forged)" : run.summary()));
    }
    narrator.say(
        "Deployment entities: "
            + port.entities("deployment").stream()
                .map(entity -> entity.path("identifier").asText())
                .toList());
  }

  private String group() {
    return port.orgId() + ".port-github-backend";
  }

  private void awaitRead() {
    Wait.until(
        Duration.ofSeconds(30),
        "the backend to take the records",
        () -> kafka.lag(group(), topic) == 0);
  }

  private void awaitEnd(PortRun run) {
    Wait.until(
        Duration.ofSeconds(60), "the end of the run in Port", () -> port.run(run.id()).ended());
    tellNews();
  }

  /** Port's view of each run, told when it changes. */
  private synchronized void tellNews() {
    for (PortRun run : port.runs()) {
      PortRun before = told.put(run.id(), run);
      if (before == null) {
        continue;
      }
      if (before.link().isEmpty() && !run.link().isEmpty()) {
        narrator.event("Port", run.id() + " has its link: " + run.link().get(0));
      }
      List<String> lines = run.logs().subList(before.logs().size(), run.logs().size());
      lines.forEach(line -> narrator.event("Port", run.id() + " log: " + line));
      if (run.statusLabel() != null && !run.statusLabel().equals(before.statusLabel())) {
        narrator.event("Port", run.id() + " shows: " + run.statusLabel());
      }
      if (run.ended() && !before.ended()) {
        narrator.event("Port", run.id() + " is " + run.status() + ". " + run.summary());
      }
    }
  }

  private static ObjectNode method(String workflow, ObjectNode inputs) {
    ObjectNode method =
        SignedInvocation.method(ORG, REPO, workflow).put("reportWorkflowStatus", true);
    method.set("workflowInputs", inputs);
    return method;
  }

  private static ObjectNode inputs(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }
}
