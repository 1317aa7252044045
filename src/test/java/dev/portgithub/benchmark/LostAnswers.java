package dev.portgithub.benchmark;

import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Request;
import dev.portgithub.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcDataSource;

/**
 * GitHub loses one in twenty answers to dispatches after it acted, and as many before: how long do
 * those runs wait whose own answers were not lost? With one workflow and a process that is killed
 * again and again, and with many workflows.
 */
final class LostAnswers implements Scenario {
  private static final Predicate<Request> DISPATCH = Request.of("POST", "/dispatches$");
  private static final Pattern RUN = Pattern.compile("\"run\":\"(r_[0-9a-f]+)\"");
  private static final int KILLS = Integer.getInteger("benchmark.kills", 8);
  private static final int RUNS = Integer.getInteger("benchmark.runs", 120);
  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("benchmark.patience", 480));
  private static final int CROWD = Integer.getInteger("benchmark.crowd", 1_000);
  private static final int WORKFLOWS = 20;

  private final Random random = new Random(1);

  /** Runs whose own answer was lost, and whether GitHub had acted. */
  private final Map<String, Boolean> affected = new ConcurrentHashMap<>();

  @Override
  public void run(Bench bench) throws Exception {
    killed(bench, true);
    killed(bench, false);
    crowd(bench);
  }

  private void killed(Bench bench, boolean titled) throws Exception {
    affected.clear();
    Plan plan = Plan.succeedAfter(Duration.ofSeconds(1), Duration.ofSeconds(2));
    try (Surroundings world = new Surroundings(bench.kafka, 1, 4, plan)) {
      if (titled) {
        world.showRunIdsInTitles();
      }
      loseAnswers(world);
      Map<String, String> store = bench.stores.h2();
      Map<String, String> environment = world.environment(store);
      world.publish(world.records(RUNS));
      for (int kill = 0; kill < KILLS; kill++) {
        JarProcess backend = JarProcess.start(environment, Bench.SMALL_HEAP);
        Bench.pause(300 + random.nextInt(3_000));
        backend.kill();
        noteUnsettled(store);
      }
      Instant lastStart = Instant.now();
      try (JarProcess backend = JarProcess.start(environment, Bench.SMALL_HEAP)) {
        while (open(world) > 0 && Instant.now().isBefore(lastStart.plus(PATIENCE))) {
          Bench.pause(500);
        }
      }
      print(world, lastStart, titled ? "run id in the title" : "no run id in the title");
    }
  }

  private void print(Surroundings world, Instant lastStart, String how) {
    Set<String> started =
        world.github.runs().stream().map(LostAnswers::runOf).collect(Collectors.toSet());
    Map<String, List<PortRun>> groups = new HashMap<>();
    for (PortRun run : world.port.runs()) {
      Boolean acted = affected.get(run.id());
      boolean once = acted != null && acted && started.contains(run.id());
      groups
          .computeIfAbsent(
              acted == null ? "unaffected" : once ? "lost, started" : "lost, not started",
              key -> new ArrayList<>())
          .add(run);
    }
    Bench.print("%d runs of a workflow, %d kills".formatted(RUNS, KILLS), how);
    groups.forEach(
        (group, runs) -> {
          List<Long> seconds =
              runs.stream()
                  .filter(PortRun::ended)
                  .map(run -> Duration.between(lastStart, run.endedAt()).toSeconds())
                  .sorted()
                  .toList();
          Bench.print(
              "  " + group + ", ended within 90 s of the last start",
              "%d of %d; ended at all %d, the last after %s s"
                  .formatted(
                      seconds.stream().filter(each -> each <= 90).count(),
                      runs.size(),
                      seconds.size(),
                      seconds.isEmpty() ? "-" : seconds.get(seconds.size() - 1)));
        });
    Bench.print("  started twice", world.startedTwice());
  }

  private static long open(Surroundings world) {
    return world.port.runs().stream().filter(run -> !run.ended()).count();
  }

  private void crowd(Bench bench) throws Exception {
    affected.clear();
    try (Surroundings world = new Surroundings(bench.kafka, WORKFLOWS, 4, Plan.stayInProgress())) {
      world.github.journal().keep(1_000_000);
      loseAnswers(world);
      try (JarProcess backend =
          JarProcess.start(world.environment(bench.stores.h2()), Bench.SMALL_HEAP)) {
        world.dispatch(WORKFLOWS);
        Map<String, Instant> published = new HashMap<>();
        List<byte[]> records = world.records(CROWD);
        // Fifty a second, which is less than it can dispatch: so the turn of each is when it comes.
        for (int i = 0; i < records.size(); i += 5) {
          Instant now = Instant.now();
          List<byte[]> some = records.subList(i, Math.min(i + 5, records.size()));
          some.forEach(record -> published.put(runIn(new String(record)), now));
          world.publish(some);
          Bench.pause(100);
        }
        Bench.pause(5_000);
        Map<String, Instant> dispatched = new HashMap<>();
        for (Journal.Call call : world.dispatches()) {
          dispatched.putIfAbsent(runIn(call.body()), call.at());
        }
        published.keySet().removeAll(affected.keySet());
        List<Long> delays =
            published.entrySet().stream()
                .map(
                    run -> {
                      Instant at = dispatched.get(run.getKey());
                      return at == null
                          ? Long.MAX_VALUE
                          : Duration.between(run.getValue(), at).toMillis();
                    })
                .toList();
        Bench.print(
            "%d runs of %d workflows, unaffected dispatched within 2 s".formatted(CROWD, WORKFLOWS),
            "%.1f %% of %d (%d affected); started twice: %d"
                .formatted(
                    delays.stream().filter(each -> each <= 2_000).count() * 100.0 / delays.size(),
                    delays.size(),
                    affected.size(),
                    world.startedTwice()));
      }
    }
  }

  private void loseAnswers(Surroundings world) {
    world.github.faults().always(request -> loses(request, false), Fault.dropBefore());
    world.github.faults().always(request -> loses(request, true), Fault.dropAfter());
  }

  private synchronized boolean loses(Request request, boolean after) {
    if (!DISPATCH.test(request) || random.nextInt(20) > 0) {
      return false;
    }
    affected.merge(runIn(request.body()), after, Boolean::logicalOr);
    return true;
  }

  /** Those that the process was dispatching when it was killed: nobody got their answers. */
  private void noteUnsettled(Map<String, String> store) {
    JdbcDataSource source = new JdbcDataSource();
    // A file of H2 opens only with the names as they were written.
    source.setURL(store.get("database.url") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
    source.setUser("sa");
    source.setPassword("");
    Database.jdbi(source)
        .useHandle(
            handle ->
                handle
                    .select("select run_id from run where state in ('DISPATCHING', 'LOCATING')")
                    .mapTo(String.class)
                    .forEach(runId -> affected.putIfAbsent(runId, true)));
  }

  private static String runOf(GithubRun run) {
    return run.inputs().get("run");
  }

  private static String runIn(String text) {
    Matcher run = RUN.matcher(text);
    if (!run.find()) {
      throw new IllegalStateException("No run id in " + text);
    }
    return run.group(1);
  }
}
