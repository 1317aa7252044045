package dev.portgithub.benchmark;

import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How soon the end of a workflow run is the end of its run in Port, and what that costs: a number
 * of runs at once in a number of repositories. Calls of GraphQL have a budget of their own, and are
 * not charged ones of REST.
 *
 * <p>{@code -Dbenchmark.percent=10} makes it a tenth of the size.
 */
final class Ends implements Scenario {
  private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);
  private static final Duration ANSWER_AFTER = Duration.ofMillis(50);

  private final int runs;
  private final int repositories;
  private final Plan plan;

  Ends(int runs, int repositories, Plan plan) {
    this.runs = Math.max(1, runs * PERCENT / 100);
    this.repositories = Math.max(1, repositories == 1 ? 1 : repositories * PERCENT / 100);
    this.plan = plan;
  }

  @Override
  public void run(Bench bench) throws Exception {
    for (Hints hints : Hints.values()) {
      measure(bench, hints, "PostgreSQL", bench.stores.postgres());
      measure(bench, hints, "H2", bench.stores.h2());
    }
  }

  private void measure(Bench bench, Hints hints, String name, Map<String, String> store)
      throws Exception {
    try (Surroundings world = new Surroundings(bench.kafka, repositories, 4, plan)) {
      world.github.latency(ANSWER_AFTER);
      Map<String, String> environment = new HashMap<>(world.environment(store));
      environment.putAll(hints.environment());
      try (JarProcess backend = JarProcess.start(environment, Bench.SMALL_HEAP)) {
        hints.begin(world, backend);
        world.dispatch(runs);
        Bench.until(500, () -> world.port.runs().stream().allMatch(PortRun::ended));
        print(world, hints, name);
      }
    }
  }

  private void print(Surroundings world, Hints hints, String store) {
    List<Long> late =
        world.github.runs().stream()
            .map(run -> Duration.between(run.updatedAt(), ended(world, run)).toMillis())
            .toList();
    List<Long> answers =
        world.github.webhooks().deliveries().stream()
            .map(delivery -> delivery.took().toMillis())
            .toList();
    List<Journal.Call> calls = world.github.journal().calls();
    long swept = calls.stream().filter(call -> call.path().equals("/graphql")).count();
    long charged = calls.stream().filter(call -> call.status() != 304).count() - swept;
    String what = "%,d runs in %d repositories, %s, hints: %s";
    Bench.print(
        what.formatted(runs, repositories, store, hints.name().toLowerCase()),
        "from the end in GitHub to the end in Port " + Bench.percentiles(late));
    if (!answers.isEmpty()) {
      Bench.print("  answers to webhooks", Bench.percentiles(answers));
    }
    Bench.print(
        "  calls to GitHub",
        "%.2f charged for each run, its dispatch included; %d free (304); %d by GraphQL; at most %d reads a minute"
            .formatted(
                (double) charged / runs,
                calls.size() - charged - swept,
                swept,
                busiestMinute(calls)));
  }

  private static Instant ended(Surroundings world, GithubRun run) {
    return world.port.run(run.inputs().get("run")).endedAt();
  }

  private static long busiestMinute(List<Journal.Call> calls) {
    List<Instant> reads =
        calls.stream().filter(call -> call.method().equals("GET")).map(Journal.Call::at).toList();
    int first = 0;
    int most = 0;
    for (int last = 0; last < reads.size(); last++) {
      while (reads.get(first).isBefore(reads.get(last).minusSeconds(60))) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
