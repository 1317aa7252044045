package dev.portgithub.chaos;

import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One run of the chaos program: traffic, and whatever can go wrong meanwhile. When it is over and
 * all is calm again, everything must settle by itself or through the {@link Operator}; then the
 * {@link Checker} looks at the evidence.
 */
final class ChaosRun implements AutoCloseable {
  /** A frozen process outlives its leases and the settling time. */
  private static final Duration LONG_FREEZE = Duration.ofSeconds(28);

  /** A graceful stop takes 20 seconds at most, on a machine that is not busy. */
  private static final Duration STOP_TIME = Duration.ofSeconds(40);

  /** Of all seeds of this program, so that each turns to those that none before it has used. */
  private static final Instants INSTANTS = Instants.ofRoutes();

  private final ChaosPlan plan;
  private final ChaosWorld world;
  private final Random random;
  private final Random pauses;
  private final Weather weather;
  private final Map<Instance, Instant> thawAt = new HashMap<>();
  private final Map<Instance, Instant> stopBy = new HashMap<>();
  private final Map<String, Integer> events = new TreeMap<>();
  private final ScheduledExecutorService helpers = Executors.newScheduledThreadPool(3);
  private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
  private Set<String> preferred = Set.of();
  private volatile boolean calm;

  ChaosRun(ChaosPlan plan, BackendJar jar) throws IOException {
    this.plan = plan;
    this.random = new Random(plan.seed());
    this.pauses = new Random(plan.seed() + 2);
    this.world = new ChaosWorld(plan, jar);
    this.weather = new Weather(new Random(plan.seed() + 1), world.github, world.port);
  }

  // --- the run --------------------------------------------------------------------------------

  /** Every life is to end there, if it comes there. */
  void dieAt(String instant) {
    preferred = Set.of(instant);
  }

  /** GitHub acts, and so many answers to dispatches do not arrive. */
  void loseAnswers(int answers) {
    world.github.faults().next(answers, Request.of("POST", "/dispatches$"), Fault.dropAfter());
  }

  /** The checker's report, and what was done. */
  ChaosReport run() throws Exception {
    Instant begin = Instant.now();
    world.makeArchive();
    world.instances.forEach(this::start);
    weather.strength(0.5);
    helpers.scheduleWithFixedDelay(guarded(this::supervise), 200, 200, TimeUnit.MILLISECONDS);
    helpers.scheduleWithFixedDelay(guarded(world.operator::lookAround), 3, 1, TimeUnit.SECONDS);
    helpers.execute(guarded(this::write));
    while (failures.isEmpty() && (world.traffic.runs() < plan.runs() || kills() < plan.kills())) {
      disturb();
      ChaosWorld.pause(100 + random.nextInt(700));
    }
    count("calm");
    calmDown();
    boolean settled = world.settle();
    helpers.shutdown();
    helpers.awaitTermination(1, TimeUnit.MINUTES);
    for (RuntimeException failure : failures) {
      throw failure;
    }
    Duration took = Duration.between(begin, Instant.now());
    ChaosReport report =
        ChaosReport.of(
            plan, took, world.check(settled), events, INSTANTS, world.disk.canBeFilled());
    Files.writeString(world.folder.resolve("report.txt"), report.text());
    return report;
  }

  /** As slowly as lets the traffic last until the kills are done. */
  private void write() {
    while (world.traffic.runs() < plan.runs()) {
      world.traffic.writeOne();
      ChaosWorld.pause(pauses.nextInt(2 * pauseMillis()));
    }
    world.traffic.flush();
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

  private synchronized void start(Instance instance) {
    int dice = random.nextInt(10);
    FailPoint failPoint = null;
    if (!calm && dice < 8) {
      boolean freeze = plan.instances() > 1 && dice == 0;
      failPoint =
          new FailPoint(
              INSTANTS.choose(random),
              random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(20),
              freeze ? "STOP" : "KILL");
    }
    if (!calm && !preferred.isEmpty()) {
      failPoint = new FailPoint(preferred, 1 + random.nextInt(3), "KILL");
    }
    instance.configure(secrets());
    instance.start(failPoint, false);
  }

  /** The client secret of Port is rotated all the time, and not everybody does it well. */
  private Map<String, String> secrets() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> world.formerSecretFirst();
      case 2 -> world.newSecretOnly();
      default -> world.bothSecrets();
    };
  }

  private synchronized void disturb() {
    Instance victim = world.instances.get(random.nextInt(world.instances.size()));
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
      world.broker.kill();
      ChaosWorld.pause(random.nextInt(1500));
      world.broker.start();
    } else if (dice < 47 && world.postgres != null) {
      count("store killed");
      world.postgres.kill();
      ChaosWorld.pause(random.nextInt(1500));
      world.postgres.start();
    } else if (dice < 50 && world.postgres != null) {
      count("sessions of the store ended");
      StoreEvidence.endSessions(world.databaseUrl());
    } else if (dice < 51 && world.disk.canBeFilled()) {
      fillDisk();
    } else if (dice < 53) {
      count("clock moved");
      victim.moveClock(Duration.ofSeconds(random.nextInt(91) - 45));
    } else if (dice < 54) {
      count("tokens of Port expired");
      world.port.expireTokens();
    } else if (dice < 60) {
      count("weather changed");
      weather.strength(random.nextInt(4) == 0 ? 3 : random.nextDouble());
    }
  }

  /** A process that has not come to its work yet teaches nothing by its death; most are spared. */
  private boolean isUp(Instance instance) {
    return random.nextInt(20) == 0 || instance.passed().size() > 40;
  }

  private void terminate(Instance victim) {
    if (victim.isAlive() && !victim.isFrozen() && !stopBy.containsKey(victim)) {
      count("terminated");
      victim.terminate();
      stopBy.put(victim, Instant.now().plus(STOP_TIME));
    }
  }

  private void freeze(Instance victim) {
    boolean others =
        world.instances.stream()
            .anyMatch(i -> i != victim && i.isAlive() && !thawAt.containsKey(i));
    if (others && victim.isAlive() && isUp(victim) && !thawAt.containsKey(victim)) {
      count("frozen at random");
      victim.freeze();
      boolean longer = random.nextInt(3) == 0;
      thawAt.put(victim, Instant.now().plus(longer ? LONG_FREEZE : Duration.ofSeconds(2)));
    }
  }

  private void fillDisk() {
    count("disk filled");
    world.disk.fill();
    ChaosWorld.pause(1000 + random.nextInt(3000));
    world.disk.free();
    if (world.postgres != null && !StoreEvidence.answers(world.databaseUrl())) {
      // It gives up when it cannot write its log, as a service manager would see.
      world.postgres.kill();
      world.postgres.start();
    }
  }

  /** As a service manager does, and the one who froze. */
  private synchronized void supervise() {
    if (!calm) {
      thawDue();
      killSlow();
      restartDead();
      INSTANTS.learn(world.instances.get(random.nextInt(world.instances.size())).passed());
    }
  }

  private void killSlow() {
    for (Instance instance : world.instances) {
      Instant due = stopBy.get(instance);
      if (due != null && !instance.isAlive()) {
        stopBy.remove(instance);
      } else if (due != null && !isStopped(instance) && Instant.now().isAfter(due)) {
        count("terminated too slowly");
        stopBy.remove(instance);
        instance.kill();
      }
    }
  }

  /** Frozen, by us or by itself at an instant. */
  private boolean isStopped(Instance instance) {
    return !thawAt.getOrDefault(instance, Instant.MAX).equals(Instant.MAX);
  }

  private void thawDue() {
    for (Instance instance : world.instances) {
      Instant due = thawAt.get(instance);
      boolean actedNow = due == null && acted(instance, "STOP");
      if (actedNow) {
        count("frozen at an instant");
        thawAt.put(instance, Instant.now().plus(LONG_FREEZE));
      } else if (due != null && Instant.now().isAfter(due)) {
        instance.thaw();
        thawAt.put(instance, Instant.MAX);
        stopBy.computeIfPresent(instance, (stopping, by) -> Instant.now().plus(STOP_TIME));
      }
    }
  }

  private static boolean acted(Instance instance, String signal) {
    return instance.isAlive()
        && instance.passed().stream().anyMatch(line -> line.startsWith(signal + " "));
  }

  private void restartDead() {
    for (Instance instance : world.instances) {
      if (!instance.isAlive()) {
        List<String> trace = instance.passed();
        INSTANTS.learn(trace);
        if (trace.stream().anyMatch(line -> line.startsWith("KILL "))) {
          count("kill at an instant");
        }
        thawAt.remove(instance);
        stopBy.remove(instance);
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
          world.folder.resolve("events.log"),
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
    world.disk.free();
    for (Instance instance : world.instances) {
      instance.moveClock(Duration.ZERO);
      if (instance.isAlive()) {
        instance.thaw();
      }
      // What was armed must not act any more.
      if (instance.isAlive()) {
        instance.kill();
      }
      INSTANTS.learn(instance.passed());
      instance.configure(world.bothSecrets());
      instance.start(null, false);
    }
  }

  @Override
  public void close() {
    helpers.shutdownNow();
    world.close();
  }
}
