package dev.portgithub.chaos;

import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.BrokerProcess;
import dev.portgithub.world.Folder;
import dev.portgithub.world.PostgresServer;
import dev.portgithub.world.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What stands around a cluster of packaged jars: a real broker in a process of its own, a real
 * store, strict simulators of Port and GitHub, and traffic. The {@link Checker} looks at it in the
 * end.
 */
final class ChaosWorld implements AutoCloseable {
  static final String TOKEN = "ghp_chaosTokenOfTheBot0123456789abcdef";
  private static final String WEBHOOK_SECRET = "webhook-secret-of-the-chaos";
  private static final double TROUBLE_OF_WEBHOOKS = 0.3;
  private static final String PASSWORD = "operator-password-5f0a";
  private static final String FORMER_SECRET =
      "Jd5PyF1gAe6UoTi3RxWq0ECbVnMlKjShGfDpYzOuIa0bkQ7mZr2Xw9LtB4vHs8Nc";
  private static final String TOPIC = "chaos.github.runs";
  private static final String GROUP = "chaos.port-github-backend";
  private static final Duration SETTLING = Duration.ofMinutes(5);

  final Path folder;
  final Disk disk;
  final BrokerProcess broker;

  /** Null with H2. */
  final PostgresServer postgres;

  final PortSimulator port;
  final GithubSimulator github;
  final ChaosTopic topic;
  final Traffic traffic;
  final List<Instance> instances = new ArrayList<>();
  final Operator operator;
  private final BackendJar jar;

  ChaosWorld(ChaosPlan plan, BackendJar jar) throws IOException {
    this.jar = jar;
    this.folder = plan.folder();
    clean();
    this.disk = new Disk(folder.resolve("disk"));
    this.broker = new BrokerProcess(Files.createDirectories(folder.resolve("broker")));
    broker.start();
    this.postgres = plan.postgres() ? new PostgresServer(disk.folder().resolve("data")) : null;
    if (postgres != null) {
      postgres.start();
    }
    this.port =
        PortSimulator.builder().orgId("org_chaos").formerClientSecret(FORMER_SECRET).start();
    this.github = GithubSimulator.builder().token(TOKEN, "chaos-bot").start();
    github.hourlyLimit(100_000_000);
    github.hideNewRunsFor(Duration.ofSeconds(1));
    github.journal().keep(1_000_000);
    port.journal().keep(1_000_000);
    Traffic.declare(github, plan.seed());
    rerunSome();
    this.topic = new ChaosTopic(broker.bootstrapServers(), TOPIC, GROUP);
    topic.create(Traffic.PARTITIONS);
    this.traffic = new Traffic(plan.seed(), port, TOPIC, topic.producerProperties());
    for (int i = 1; i <= plan.instances(); i++) {
      Path home = Files.createDirectories(folder.resolve("instance-" + i));
      instances.add(new Instance(jar, plan.home(), home, environment()));
    }
    sendWebhooks(plan.seed());
    this.operator = new Operator(instances, github, port);
  }

  private void clean() throws IOException {
    Disk.unmount(folder.resolve("disk"));
    Folder.delete(folder);
    Files.createDirectories(folder);
  }

  /** A second attempt, with the opposite end, must change nothing for Port. */
  private void rerunSome() {
    Plan other = Plan.succeedAfter(Duration.ZERO, Duration.ofSeconds(2));
    github.onRunCompleted(
        run -> {
          if (run.attempt() == 1 && run.id() % 20 == 0) {
            github.rerun(run.id(), other);
          }
        });
  }

  /** To all instances in turn, whether they live or not; many are lost, doubled, forged or late. */
  private void sendWebhooks(long seed) {
    github.webhooks().unreliable(new Random(seed), TROUBLE_OF_WEBHOOKS);
    github
        .webhooks()
        .sendTo(instances.stream().map(Instance::webhookAddress).toList(), WEBHOOK_SECRET);
  }

  private Map<String, String> environment() {
    BackendSettings settings =
        BackendSettings.between(port, github, TOKEN)
            .kafka(broker.bootstrapServers(), TOPIC, GROUP)
            .with("port.previous-client-secret", FORMER_SECRET)
            .with("github.writes-per-minute", "100000")
            .with("database.url", databaseUrl())
            .with("host.password", PASSWORD)
            .with("github.webhook-secret", WEBHOOK_SECRET)
            // Hours of waiting in a minute. A call may take 1 + 2 s, a lease is longer, the
            // settling time longer still: the relations are those of the defaults.
            .with("tick.period", "200")
            .with("receive.session-timeout", "6000")
            .with("remote.connect-timeout", "1000")
            .with("remote.response-timeout", "2000")
            .with("dispatch.lease", "8s")
            .with("report.lease", "8s")
            .with("poll.lease", "8s")
            .with("confirm.lease", "8s")
            .with("dispatch.longest-delay", "2s")
            .with("locate.settle-after", "16s")
            .with("locate.give-up-after", "40s")
            // Some workflows take longer, as if it were 36 days.
            .with("poll.deadline", "12s")
            .with("poll.first-after", "300ms")
            .with("poll.shortest-interval", "500ms")
            .with("poll.longest-interval", "2s")
            .with("poll.longest-delay", "2s")
            .with("poll.interval-with-hints", "3s")
            .with("sweep.period", "200")
            .with("sweep.shortest-interval", "500ms")
            .with("report.first-delay", "200ms")
            .with("report.longest-delay", "2s")
            .with("retention.interval", "2000");
    if (postgres != null) {
      settings.with("database.username", "postgres");
    }
    return settings.asEnvironment();
  }

  /** What every instance is to know while the client secret of Port is rotated. */
  Map<String, String> bothSecrets() {
    return Map.of(
        "PORT_CLIENT_SECRET", port.clientSecret(), "PORT_PREVIOUS_CLIENT_SECRET", FORMER_SECRET);
  }

  /** Rotated, but the former secret was forgotten: what is sealed under it cannot be opened. */
  Map<String, String> newSecretOnly() {
    return Map.of("PORT_CLIENT_SECRET", port.clientSecret(), "PORT_PREVIOUS_CLIENT_SECRET", "");
  }

  /** Seals under the former secret, as before the rotation; can read what others have sealed. */
  Map<String, String> formerSecretFirst() {
    return Map.of(
        "PORT_CLIENT_SECRET", FORMER_SECRET, "PORT_PREVIOUS_CLIENT_SECRET", port.clientSecret());
  }

  String databaseUrl() {
    return postgres != null ? postgres.url() : BackendSettings.h2(disk.folder());
  }

  /** One short life, from which the others start faster. */
  void makeArchive() {
    if (jar.hasArchive()) {
      return;
    }
    Instance first = instances.get(0);
    first.start(null, true);
    Wait.until(Duration.ofMinutes(2), "the first start", first::isReady);
    first.terminate();
    first.awaitEnd(Duration.ofMinutes(1));
  }

  /** Waits until nothing is left to do. */
  boolean settle() {
    Instant deadline = Instant.now().plus(SETTLING);
    while (Instant.now().isBefore(deadline)) {
      if (topic.lag() == 0 && open().isEmpty() && StoreEvidence.waiting(storeUrl()) == 0) {
        return true;
      }
      pause(500);
    }
    return false;
  }

  private String storeUrl() {
    return postgres == null ? null : databaseUrl();
  }

  /** Runs that Port shows as open and somebody must end. */
  private List<PortRun> open() {
    return port.runs().stream()
        .filter(run -> !run.ended() && !run.history().isEmpty())
        .filter(run -> run.payload().path("reportWorkflowStatus").asBoolean(true))
        .toList();
  }

  /**
   * Stops all instances, takes the evidence, and has it checked.
   *
   * @return the checker's report, with what it found of secrets
   */
  Checker.Report check(boolean settled) throws Exception {
    keepPages();
    for (Instance instance : instances) {
      instance.terminate();
      if (!instance.awaitEnd(Duration.ofSeconds(40))) {
        instance.kill();
      }
    }
    Evidence evidence =
        new Evidence(
            topic.records(),
            topic.ends(),
            topic.committed(),
            Evidence.portRuns(port),
            Evidence.calls(port.journal()),
            Evidence.workflowRuns(github),
            Evidence.calls(github.journal()),
            StoreEvidence.letters(databaseUrl()));
    evidence.write(folder);
    StoreEvidence.dump(databaseUrl(), folder.resolve("store.seen"));
    Checker.Report checked = Checker.check(Evidence.read(folder), port.clientSecret());
    List<String> violations = new ArrayList<>(checked.violations());
    violations.addAll(
        Checker.secretsIn(
            folder,
            List.of(
                TOKEN,
                port.clientSecret(),
                FORMER_SECRET,
                Traffic.CANARY,
                PASSWORD,
                WEBHOOK_SECRET)));
    if (!settled) {
      violations.add("OPEN: not all was settled within " + SETTLING);
    }
    return new Checker.Report(violations, checked.outcomes());
  }

  private void keepPages() throws IOException {
    StringBuilder pages = new StringBuilder();
    for (Instance instance : instances) {
      for (String path : List.of("/observe/metrics", "/observe/health")) {
        pages.append(instance.get(path, Duration.ofSeconds(10))).append('\n');
      }
      pages.append(instance.operate("list", 1000)).append('\n');
    }
    Files.writeString(folder.resolve("pages.seen"), pages);
  }

  static void pause(long millis) {
    Wait.pass(Duration.ofMillis(millis));
  }

  @Override
  public void close() {
    for (Instance instance : instances) {
      if (instance.isAlive()) {
        instance.kill();
      }
    }
    traffic.close();
    topic.close();
    broker.close();
    if (postgres != null) {
      postgres.close();
    }
    port.close();
    github.close();
    disk.close();
  }
}
