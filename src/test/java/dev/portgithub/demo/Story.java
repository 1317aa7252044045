package dev.portgithub.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.Request;
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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What the demo shows: a deployment that reports its entity, the same record twice, a failing
 * workflow, a release that waits for an approval, an action with a mistake, a forged record, a
 * backend that is killed in the middle of a dispatch, and an answer of GitHub that is lost.
 */
final class Story {
  private static final String ORG = "acme-inc";
  private static final String REPO = "platform-workflows";
  private static final String FORGED = "r_forged0000000001";
  private static final Predicate<Request> DISPATCH = Request.of("POST", "/dispatches$");

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
                    // With the run id in it, a start whose answer was lost is recognized.
                    .runName(
                        "Deploy ${{ inputs.service }} ${{ inputs.version }} (${{ inputs.port_run_id }})")
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
                    .annotations(
                        "integration",
                        new GithubRun.Annotation(
                            "failure",
                            "CheckoutTest.pays_with_a_voucher",
                            "expected: 17.90 but was: 19.90",
                            "src/test/java/shop/CheckoutTest.java",
                            42),
                        GithubRun.Annotation.ofRunner("Process completed with exit code 1."))
                    .plan(
                        Plan.failAfter(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(4),
                            "integration",
                            "Run tests")));
    github
        .repository(ORG, REPO)
        .workflow(
            "release.yml",
            workflow ->
                workflow
                    .name("Release")
                    .input("service")
                    .job("production", "Check out", "Roll out")
                    .plan(Plan.stayQueued()));
    github.onRunStarted(
        run -> {
          narrator.event("GitHub", "starts \"" + run.displayTitle() + "\"");
          if (run.workflowFile().equals("deploy.yml")) {
            watch.schedule(() -> reportDeployment(run), 4, TimeUnit.SECONDS);
          } else if (run.workflowFile().equals("release.yml")) {
            github.awaitApproval(
                run.id(), new GithubRun.Pending("production", 0, List.of("anna", "team:Platform")));
            narrator.event("GitHub", "waits: anna or the team Platform has to approve production");
            watch.schedule(() -> approve(run), 20, TimeUnit.SECONDS);
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
                .put("port_run_id", "{{ .run.id }}")),
        Map.of("service", "checkout", "version", "2.4.0"));
    port.defineAction(
        "test_service",
        "Run the integration tests",
        method("test.yml", inputs("service", "{{ .inputs.service }}")),
        Map.of("service", "checkout"));
    port.defineAction(
        "release_service",
        "Release to production",
        method("release.yml", inputs("service", "{{ .inputs.service }}")),
        Map.of("service", "checkout"));
    port.defineAction(
        "mistaken_action",
        "An action with a mistake",
        method("deploy.yml", inputs("service", "{{ .inputs.service | upcase }}")),
        Map.of("service", "checkout"));
    port.onRunCreated(
        run -> {
          told.put(run.id(), run);
          narrator.event(
              "Port", run.actionTitle() + ": run " + shortened(run.id()) + " goes to " + topic);
          kafka.send(topic, run.id(), port.record(run));
        });
  }

  /** Tells the story and returns when all of its runs have ended. */
  void tell(DemoBackend backend) {
    deployTwice();
    fail();
    mistake();
    forge();
    killInTheMiddle(backend);
    loseAnAnswer();
    awaitApproval();
    sumUp();
  }

  private void deployTwice() {
    narrator.title("1. A developer deploys a version; Kafka delivers the record twice");
    PortRun run = deploy("2.1.0");
    kafka.send(topic, run.id(), port.record(run));
    end(run, "SUCCESS");
    startedOnce(run, "two records");
  }

  private void fail() {
    narrator.title("2. A workflow that fails");
    end(port.startAction("test_service", inputs("service", "checkout"), null), "FAILURE");
  }

  private void mistake() {
    narrator.title("3. An action with a mistake: a template that Port could not fill in");
    end(port.startAction("mistaken_action", inputs("service", "checkout"), null), "FAILURE");
  }

  private void forge() {
    narrator.title("4. A forged record: right shape, wrong signature");
    PortRun victim =
        port.createRun(
            FORGED, "deploy_service", method("deploy.yml", inputs("service", "checkout")));
    told.put(victim.id(), victim);
    int before = github.runs().size();
    kafka.send(
        topic,
        null,
        SignedInvocation.forged(
            SignedInvocation.of(victim, port.orgId()), Instant.now().getEpochSecond()));
    await("the backend reads the record", () -> kafka.lag(group(), topic) == 0);
    narrator.outcome(
        github.runs().size() == before && !port.run(FORGED).ended(),
        "A dead letter: nothing is started, and Port is not told, since the run id in it proves nothing.");
    narrator.say("Hawtio shows it, with what to do.");
  }

  private void killInTheMiddle(DemoBackend backend) {
    narrator.title("5. The backend is killed in the middle of a dispatch");
    github.faults().next(DISPATCH, Fault.delayAfter(Duration.ofSeconds(30)));
    PortRun run = deploy("2.2.0");
    await("GitHub gets the dispatch", () -> startedFor(run) == 1);
    long pid = backend.pid();
    backend.kill();
    narrator.event("Demo", "kill -9 " + pid + ": GitHub has acted, and its answer reaches nobody");
    narrator.event("Demo", "starts the backend again");
    backend.start();
    narrator.event("Backend", "is ready; it asks GitHub what became of the dispatch");
    end(run, "SUCCESS");
    startedOnce(run, "a backend that died on the way");
  }

  private void loseAnAnswer() {
    narrator.title("6. GitHub acts, and the connection breaks before its answer");
    github.faults().next(DISPATCH, Fault.dropAfter());
    PortRun run = deploy("2.3.0");
    end(run, "SUCCESS");
    startedOnce(run, "an answer that was lost");
  }

  private void awaitApproval() {
    narrator.title("7. A release that somebody has to approve");
    PortRun run = port.startAction("release_service", inputs("service", "checkout"), null);
    await(
        "Port says who may approve",
        () -> String.valueOf(port.run(run.id()).statusLabel()).startsWith("Waiting for approval"));
    tellNews();
    end(run, "SUCCESS");
  }

  private void approve(GithubRun run) {
    narrator.event("GitHub", "anna approves");
    github.approve(run.id());
    watch.schedule(() -> github.complete(run.id(), "success"), 8, TimeUnit.SECONDS);
  }

  private void sumUp() {
    narrator.title("What Port says now");
    for (PortRun run : port.runs()) {
      narrator.say(
          "%-12s %-26s %s"
              .formatted(
                  run.status(),
                  run.actionTitle(),
                  run.summary() == null
                      ? "(still open: the record was forged)"
                      : run.summary().lines().findFirst().orElse("")));
    }
    narrator.say(
        "Deployment entities: "
            + port.entities("deployment").stream()
                .map(entity -> entity.path("identifier").asText())
                .toList());
  }

  private PortRun deploy(String version) {
    return port.startAction(
        "deploy_service", inputs("service", "checkout").put("version", version), null);
  }

  private void end(PortRun run, String expected) {
    await("the run ends in Port", () -> port.run(run.id()).ended());
    tellNews();
    PortRun ended = port.run(run.id());
    narrator.outcome(ended.status().equals(expected), "Port says " + ended.status() + ".");
  }

  private void startedOnce(PortRun run, String spite) {
    int started = startedFor(run);
    narrator.outcome(started == 1, "Workflow runs in GitHub in spite of " + spite + ": " + started);
  }

  private int startedFor(PortRun run) {
    return (int)
        github.runs().stream()
            .filter(started -> run.id().equals(started.inputs().get("port_run_id")))
            .count();
  }

  /** Waits, and shows on a terminal for how long. */
  private void await(String what, BooleanSupplier condition) {
    long begun = System.nanoTime();
    Wait.until(
        Duration.ofSeconds(120),
        what,
        () -> {
          narrator.progress(
              "until " + what, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
          return condition.getAsBoolean();
        });
  }

  private String group() {
    return port.orgId() + ".port-github-backend";
  }

  /** Port's view of each run, told when it changes. */
  private synchronized void tellNews() {
    for (PortRun run : port.runs()) {
      PortRun before = told.put(run.id(), run);
      if (before == null) {
        before = run;
      }
      if (before.link().isEmpty() && !run.link().isEmpty()) {
        narrator.event("Port", shortened(run.id()) + " has its link: " + run.link().get(0));
      }
      List<String> lines = run.logs().subList(before.logs().size(), run.logs().size());
      lines.forEach(line -> narrator.event("Port", shortened(run.id()) + " log: " + line));
      if (run.statusLabel() != null && !run.statusLabel().equals(before.statusLabel())) {
        narrator.event("Port", shortened(run.id()) + " shows: " + run.statusLabel());
      }
      if (run.ended() && !before.ended()) {
        narrator.event(
            "Port", shortened(run.id()) + " is " + run.status() + ". " + indented(run.summary()));
      }
    }
  }

  /** Below the first line of an event. */
  private static String indented(String summary) {
    return summary.replaceAll("\n+", "\n" + " ".repeat(22));
  }

  /** Enough to tell the demo's runs apart; the pages show the whole id. */
  private static String shortened(String runId) {
    return runId.substring(0, Math.min(8, runId.length()));
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
