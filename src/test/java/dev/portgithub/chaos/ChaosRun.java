package dev.portgithub.chaos;

import dev.portgithub.simulator.BrokerProcess;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.Run;
import dev.portgithub.store.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One run of the chaos program: real processes of the packaged jar, a real broker, a real store and
 * strict simulators; traffic, and whatever can go wrong meanwhile. When it is over and all is calm
 * again, everything must settle by itself or through the {@link Operator}; then the {@link Checker}
 * looks at the evidence.
 */
final class ChaosRun implements AutoCloseable {
  static final String TOKEN = "ghp_chaosTokenOfTheBot0123456789abcdef";
  private static final String PASSWORD = "operator-password-5f0a";
  private static final String TOPIC = "chaos.github.runs";
  private static final String GROUP = "chaos.port-github-backend";
  private static final Duration SETTLING = Duration.ofMinutes(5);

  /** A frozen process outlives its leases and the settling time. */
  private static final Duration LONG_FREEZE = Duration.ofSeconds(28);

  private final ChaosPlan plan;
  private final Random random;
  private final Path folder;
  private final Disk disk;
  private final BrokerProcess broker;
  private final PostgresServer postgres;
  private final PortSimulator port;
  private final GithubSimulator github;
  private final ChaosTopic topic;
  private final Traffic traffic;
  private final Weather weather;
  private final Operator operator;
  private final Instants instants = Instants.ofRoutes();
  private final List<Instance> instances = new ArrayList<>();
  private final Map<Instance, Instant> thawAt = new HashMap<>();
  private final Map<Instance, Instant> stopBy = new HashMap<>();
  private final Map<String, Integer> events = new TreeMap<>();
  private final BackendJar jar;
  private final ScheduledExecutorService helpers = Executors.newScheduledThreadPool(3);
  private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
  private final Random pauses;
  private volatile boolean calm;

  ChaosRun(ChaosPlan plan, BackendJar jar) throws IOException {
    this.plan = plan;
    this.jar = jar;
    this.random = new Random(plan.seed());
    this.pauses = new Random(plan.seed() + 2);
    this.folder = plan.folder();
    clean();
    this.disk = new Disk(folder.resolve("disk"));
    this.broker = new BrokerProcess(Files.createDirectories(folder.resolve("broker")));
    broker.start();
    this.postgres = plan.postgres() ? new PostgresServer(disk.folder().resolve("data")) : null;
    if (postgres != null) {
      postgres.start();
    }
    this.port = PortSimulator.builder().orgId("org_chaos").start();
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
    this.weather = new Weather(new Random(plan.seed() + 1), github, port);
    for (int i = 1; i <= plan.instances(); i++) {
      Path home = Files.createDirectories(folder.resolve("instance-" + i));
      instances.add(new Instance(jar, plan.home(), home, environment()));
    }
    this.operator = new Operator(instances, github, port);
  }

  private void clean() throws IOException {
    Disk.unmount(folder.resolve("disk"));
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
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

  private Map<String, String> environment() {
    Map<String, String> settings = new HashMap<>();
    settings.put("PORT_API_URL", port.url());
    settings.put("PORT_ORG_ID", port.orgId());
    settings.put("PORT_CLIENT_ID", port.clientId());
    settings.put("PORT_CLIENT_SECRET", port.clientSecret());
    settings.put("GITHUB_API_URL", github.url());
    settings.put("GITHUB_TOKEN", TOKEN);
    settings.put("GITHUB_WRITES_PER_MINUTE", "100000");
    settings.put("KAFKA_BROKERS", broker.bootstrapServers());
    settings.put("KAFKA_TOPIC", TOPIC);
    settings.put("KAFKA_GROUP_ID", GROUP);
    settings.put("DATABASE_URL", databaseUrl());
    if (postgres != null) {
      settings.put("DATABASE_USERNAME", "postgres");
    }
    settings.put("HOST_PASSWORD", PASSWORD);
    // Hours of waiting in a minute. A call may take 1 + 2 s, a lease is longer, the settling time
    // longer still: the relations are those of the defaults.
    settings.put("TICK_PERIOD", "200");
    settings.put("RECEIVE_SESSION_TIMEOUT", "6000");
    settings.put("REMOTE_CONNECT_TIMEOUT", "1000");
    settings.put("REMOTE_RESPONSE_TIMEOUT", "2000");
    settings.put("DISPATCH_LEASE", "8s");
    settings.put("REPORT_LEASE", "8s");
    settings.put("POLL_LEASE", "8s");
    settings.put("CONFIRM_LEASE", "8s");
    settings.put("DISPATCH_LONGEST_DELAY", "2s");
    settings.put("LOCATE_SETTLE_AFTER", "16s");
    settings.put("LOCATE_GIVE_UP_AFTER", "40s");
    settings.put("POLL_FIRST_AFTER", "300ms");
    settings.put("POLL_SHORTEST_INTERVAL", "500ms");
    settings.put("POLL_LONGEST_INTERVAL", "2s");
    settings.put("POLL_LONGEST_DELAY", "2s");
    settings.put("REPORT_FIRST_DELAY", "200ms");
    settings.put("REPORT_LONGEST_DELAY", "2s");
    return settings;
  }

  private String databaseUrl() {
    return postgres != null
        ? postgres.url()
        : "jdbc:h2:file:" + disk.folder().resolve("store").toAbsolutePath();
  }

  // --- the run --------------------------------------------------------------------------------

  /** The checker's report, and what was done. */
  ChaosReport run() throws Exception {
    Instant begin = Instant.now();
    if (!jar.hasArchive()) {
      makeArchive();
    }
    instances.forEach(this::start);
    weather.strength(0.5);
    helpers.scheduleWithFixedDelay(guarded(this::supervise), 200, 200, TimeUnit.MILLISECONDS);
    helpers.scheduleWithFixedDelay(guarded(operator::lookAround), 3, 1, TimeUnit.SECONDS);
    helpers.execute(guarded(this::write));
    while (failures.isEmpty() && (traffic.runs() < plan.runs() || kills() < plan.kills())) {
      disturb();
      pause(100 + random.nextInt(700));
    }
    count("calm");
    calmDown();
    boolean settled = settle();
    helpers.shutdown();
    helpers.awaitTermination(1, TimeUnit.MINUTES);
    for (RuntimeException failure : failures) {
      throw failure;
    }
    return report(Duration.between(begin, Instant.now()), settled);
  }

  /** As slowly as lets the traffic last until the kills are done. */
  private void write() {
    while (traffic.runs() < plan.runs()) {
      traffic.writeOne();
      pause(pauses.nextInt(2 * pauseMillis()));
    }
    traffic.flush();
  }

  /** A failure of the program itself must not pass for calm. */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    };
  }

  private int pauseMillis() {
    return Math.max(1, plan.kills() * 3000 / Math.max(1, plan.runs()));
  }

  /** One short life, from which the others start faster. */
  private void makeArchive() throws InterruptedException {
    Instance first = instances.get(0);
    first.start(null, true);
    until(Duration.ofMinutes(2), first::isReady, "the first start");
    first.terminate();
    first.awaitEnd(Duration.ofMinutes(1));
  }

  private synchronized void start(Instance instance) {
    int dice = random.nextInt(10);
    FailPoint failPoint = null;
    if (!calm && dice < 8) {
      boolean freeze = plan.instances() > 1 && dice == 0;
      failPoint =
          new FailPoint(
              instants.choose(random),
              random.nextBoolean() ? 1 : 1 + random.nextInt(20),
              freeze ? "STOP" : "KILL");
    }
    instance.start(failPoint, false);
  }

  private synchronized void disturb() {
    Instance victim = instances.get(random.nextInt(instances.size()));
    int dice = random.nextInt(100);
    if (dice < 35) {
      if (victim.isAlive() && !victim.isFrozen() && kills() < plan.kills() && isUp(victim)) {
        count("kill at random");
        victim.kill();
      }
    } else if (dice < 38) {
      terminate(victim);
    } else if (dice < 43 && plan.instances() > 1) {
      freeze(victim);
    } else if (dice < 45) {
      count("broker killed");
      broker.kill();
      pause(random.nextInt(1500));
      broker.start();
    } else if (dice < 47 && postgres != null) {
      count("store killed");
      postgres.kill();
      pause(random.nextInt(1500));
      postgres.start();
    } else if (dice < 50 && postgres != null) {
      count("sessions of the store ended");
      StoreEvidence.endSessions(databaseUrl());
    } else if (dice < 51 && disk.canBeFilled()) {
      fillDisk();
    } else if (dice < 53) {
      count("clock moved");
      victim.moveClock(Duration.ofSeconds(random.nextInt(91) - 45));
    } else if (dice < 54) {
      count("tokens of Port expired");
      port.expireTokens();
    } else if (dice < 60) {
      count("weather changed");
      weather.strength(random.nextInt(4) == 0 ? 3 : random.nextDouble());
    }
  }

  /** A process that has not come to its work yet teaches nothing by its death; most are spared. */
  private boolean isUp(Instance instance) {
    return random.nextInt(5) == 0 || instance.passed().size() > 40;
  }

  private void terminate(Instance victim) {
    if (victim.isAlive() && !victim.isFrozen() && !stopBy.containsKey(victim)) {
      count("terminated");
      victim.terminate();
      stopBy.put(victim, Instant.now().plusSeconds(40));
    }
  }

  private void freeze(Instance victim) {
    boolean others =
        instances.stream().anyMatch(i -> i != victim && i.isAlive() && !thawAt.containsKey(i));
    if (others && victim.isAlive() && !thawAt.containsKey(victim)) {
      count("frozen at random");
      victim.freeze();
      boolean longer = random.nextInt(3) == 0;
      thawAt.put(victim, Instant.now().plus(longer ? LONG_FREEZE : Duration.ofSeconds(2)));
    }
  }

  private void fillDisk() {
    count("disk filled");
    disk.fill();
    pause(1000 + random.nextInt(3000));
    disk.free();
    if (postgres != null && !StoreEvidence.answers(databaseUrl())) {
      // It gives up when it cannot write its log, as a service manager would see.
      postgres.kill();
      postgres.start();
    }
  }

  /** As a service manager does, and the one who froze. */
  private synchronized void supervise() {
    if (!calm) {
      thawDue();
      killSlow();
      restartDead();
    }
  }

  private void killSlow() {
    for (Instance instance : instances) {
      Instant due = stopBy.get(instance);
      if (due != null && !instance.isAlive()) {
        stopBy.remove(instance);
      } else if (due != null && !instance.isFrozen() && Instant.now().isAfter(due)) {
        count("terminated too slowly");
        instance.kill();
      }
    }
  }

  private void thawDue() {
    for (Instance instance : instances) {
      Instant due = thawAt.get(instance);
      boolean actedNow = due == null && acted(instance, "STOP");
      if (actedNow) {
        count("frozen at an instant");
        thawAt.put(instance, Instant.now().plus(LONG_FREEZE));
      } else if (due != null && Instant.now().isAfter(due)) {
        instance.thaw();
        thawAt.put(instance, Instant.MAX);
      }
    }
  }

  private static boolean acted(Instance instance, String signal) {
    return instance.isAlive()
        && instance.passed().stream().anyMatch(line -> line.startsWith(signal + " "));
  }

  private void restartDead() {
    for (Instance instance : instances) {
      if (!instance.isAlive()) {
        List<String> trace = instance.passed();
        instants.learn(trace);
        if (trace.stream().anyMatch(line -> line.startsWith("KILL "))) {
          count("kill at an instant");
        }
        thawAt.remove(instance);
        start(instance);
      }
    }
  }

  private synchronized int kills() {
    return events.getOrDefault("kill at random", 0) + events.getOrDefault("kill at an instant", 0);
  }

  private void count(String event) {
    events.merge(event, 1, Integer::sum);
    try {
      Files.writeString(
          folder.resolve("events.log"),
          Instant.now() + " " + event + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void calmDown() {
    calm = true;
    weather.strength(0);
    disk.free();
    for (Instance instance : instances) {
      instance.moveClock(Duration.ZERO);
      if (instance.isAlive()) {
        instance.thaw();
      }
      // What was armed must not act any more.
      if (instance.isAlive()) {
        instance.kill();
      }
      instants.learn(instance.passed());
      instance.start(null, false);
    }
  }

  /** Waits until nothing is left to do. */
  private boolean settle() {
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
  private List<Run> open() {
    return port.runs().stream()
        .filter(run -> !run.ended() && !run.history().isEmpty())
        .filter(run -> run.payload().path("reportWorkflowStatus").asBoolean(true))
        .toList();
  }

  // --- the end --------------------------------------------------------------------------------

  private ChaosReport report(Duration took, boolean settled) throws Exception {
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
        Checker.secretsIn(folder, List.of(TOKEN, port.clientSecret(), Traffic.CANARY, PASSWORD)));
    if (!settled) {
      violations.add("OPEN: not all was settled within " + SETTLING);
    }
    ChaosReport report =
        new ChaosReport(
            plan,
            took,
            evidence,
            checked.outcomes(),
            events,
            instants,
            disk.canBeFilled(),
            violations);
    Files.writeString(folder.resolve("report.txt"), report.text());
    return report;
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

  private static void until(Duration patience, BooleanSupplier condition, String what) {
    Instant deadline = Instant.now().plus(patience);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("Waited in vain for " + what);
      }
      pause(100);
    }
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Override
  public void close() {
    helpers.shutdownNow();
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
