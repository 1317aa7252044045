package dev.portgithub.benchmark;

import dev.portgithub.simulator.Plan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A thousand runs of one action wait, and one of another is published: how long that one takes. */
final class Fairness implements Scenario {
  private static final int BULK = 1_000;

  @Override
  public void run(Bench bench) throws Exception {
    measure(bench, "60");
    measure(bench, "100000");
  }

  private static void measure(Bench bench, String limit) throws Exception {
    try (Surroundings world = new Surroundings(bench.kafka, 20, 4, Plan.stayInProgress())) {
      Map<String, String> environment = new HashMap<>(world.environment(bench.stores.h2()));
      environment.put("GITHUB_WRITES_PER_MINUTE", limit);
      List<byte[]> bulk = world.records(BULK);
      byte[] rollback = world.record(0, "rollback.yml", "rollback");
      try (JarProcess backend = JarProcess.start(environment, Bench.SMALL_HEAP)) {
        world.publish(bulk);
        Bench.until(10, () -> world.started() >= 20);
        long begin = System.nanoTime();
        int before = world.started();
        world.publish(List.of(rollback));
        Bench.until(
            5, () -> !world.github.journal().calls("POST", "/rollback.yml/dispatches$").isEmpty());
        Bench.print(
            "one rollback beside %,d runs of a bulk, limit %s a minute".formatted(BULK, limit),
            "dispatched %d ms after it was published, %d of the bulk meanwhile"
                .formatted(
                    Duration.ofNanos(System.nanoTime() - begin).toMillis(),
                    world.started() - before - 1));
      }
    }
  }
}
