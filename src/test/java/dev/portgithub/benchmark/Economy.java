package dev.portgithub.benchmark;

import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run costs from the record to its end in Port: calls to GitHub and to Port, and statements
 * of the store (PostgreSQL). Counts, no times.
 *
 * <p>Ten invocations come a second, for five repositories; each workflow run takes twelve seconds,
 * and every tenth fails. What the ticks cost meanwhile is counted as well.
 */
final class Economy implements Scenario {
  private static final int RUNS = 100;
  private static final int REPOSITORIES = 5;
  private static final Plan PLAN = Plan.succeedAfter(Duration.ofSeconds(2), Duration.ofSeconds(10));

  @Override
  public void run(Bench bench) throws Exception {
    Costs costs = measure(bench, Path.of(""));
    Bench.print(RUNS + " runs in " + REPOSITORIES + " repositories", "calls for each run");
    Bench.print("calls to GitHub", number(costs.githubPerRun()));
    costs.githubKinds().forEach((kind, count) -> Bench.print("  " + kind, number(count)));
    Bench.print("calls to Port", number(costs.portPerRun()));
    costs.portKinds().forEach((kind, count) -> Bench.print("  " + kind, number(count)));
    Bench.print("statements", number(costs.statementsPerRun()));
    Bench.print("transactions", number(costs.transactionsPerRun()));
    costs
        .frequentStatements()
        .forEach((sql, count) -> System.out.println("  " + number(count) + "  " + oneLine(sql)));
  }

  /**
   * @param checkout whose jar is measured
   */
  static Costs measure(Bench bench, Path checkout) throws Exception {
    Map<String, String> store = bench.stores.postgres();
    try (Surroundings world = new Surroundings(bench.kafka, REPOSITORIES, 4, PLAN);
        JarProcess backend =
            JarProcess.start(checkout, world.environment(store), Bench.SMALL_HEAP)) {
      bench.stores.resetStatements(store);
      world.github.journal().clear();
      world.port.journal().clear();
      for (int i = 0; i < RUNS; i++) {
        String workflow = i % 10 == 9 ? "rollback.yml" : "deploy.yml";
        world.publish(List.of(world.record(i % REPOSITORIES, workflow)));
        Bench.pause(100);
      }
      Bench.until(200, () -> world.port.runs().stream().allMatch(PortRun::ended));
      return new Costs(
          RUNS,
          world.github.journal().calls(),
          world.port.journal().calls(),
          bench.stores.statements(store));
    }
  }

  private static String number(double count) {
    return "%6.2f".formatted(count);
  }

  private static String oneLine(String sql) {
    String line = sql.replaceAll("\\s+", " ");
    return line.length() <= 100 ? line : line.substring(0, 97) + "...";
  }
}
