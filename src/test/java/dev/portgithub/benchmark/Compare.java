package dev.portgithub.benchmark;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Compares what a run costs in this checkout with what it costs in another one. Only counts are
 * compared: times on shared machines differ more from run to run than from commit to commit.
 *
 * <p>Both are measured at the same time, so that a slow moment meets both. How often repositories
 * are polled depends a little on timing; so a cost that seems to have grown is measured again, and
 * counts only when it has grown each time.
 */
final class Compare {
  private static final double MOST = 1.15;
  private static final int ROUNDS = 3;

  private final Path base;

  /**
   * @param base a checkout with a packaged jar
   */
  Compare(String base) {
    this.base = Path.of(base);
  }

  /** Prints both, and returns whether the costs are kept. */
  boolean run(Bench bench) throws Exception {
    // Started by whoever comes first, which must not be both.
    bench.stores.postgres();
    for (int round = 1; round <= ROUNDS; round++) {
      FutureTask<Costs> other = inBackground(() -> Economy.measure(bench, base));
      Costs now = Economy.measure(bench, Path.of(""));
      Costs before;
      try {
        before = other.get();
      } catch (ExecutionException e) {
        System.out.println("The base cannot be measured, nothing is compared: " + e.getCause());
        return true;
      }
      if (compare(before, now)) {
        System.out.println("The costs of a run are kept.");
        return true;
      }
    }
    System.out.println(
        "A run costs more than %.2f times what it did, %d times out of %d."
            .formatted(MOST, ROUNDS, ROUNDS));
    return false;
  }

  private static boolean compare(Costs before, Costs now) {
    System.out.printf("%-36s %8s %8s %8s%n", "for each run", "base", "now", "ratio");
    boolean github = line("calls to GitHub", before.githubPerRun(), now.githubPerRun());
    boolean port = line("calls to Port", before.portPerRun(), now.portPerRun());
    boolean sql = line("statements", before.statementsPerRun(), now.statementsPerRun());
    boolean transactions =
        line("transactions", before.transactionsPerRun(), now.transactionsPerRun());
    return github && port && sql && transactions;
  }

  private static boolean line(String what, double before, double now) {
    double ratio = now / before;
    boolean kept = ratio <= MOST;
    System.out.printf(
        "%-36s %8.2f %8.2f %8.2f %s%n", what, before, now, ratio, kept ? "" : "<- more");
    return kept;
  }

  private static FutureTask<Costs> inBackground(Callable<Costs> work) {
    FutureTask<Costs> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "base");
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
