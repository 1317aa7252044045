package dev.portgithub.benchmark;

import dev.portgithub.simulator.Plan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A hundred thousand invocations at once for an instance with little memory and the limit of
 * dispatches as it ships: all must be in the store soon, and the instance stay ready meanwhile.
 */
final class Flood implements Scenario {
  private static final int COUNT = 100_000;

  @Override
  public void run(Bench bench) throws Exception {
    measure(bench, "PostgreSQL", bench.stores.postgres());
    measure(bench, "H2", bench.stores.h2());
  }

  private static void measure(Bench bench, String name, Map<String, String> store)
      throws Exception {
    try (Surroundings world = new Surroundings(bench.kafka, 20, 4, Plan.stayInProgress())) {
      List<byte[]> records = world.records(COUNT);
      Map<String, String> environment = new HashMap<>(world.environment(store));
      environment.put("GITHUB_WRITES_PER_MINUTE", "60");
      try (JarProcess backend = JarProcess.start(environment, Bench.SMALL_HEAP)) {
        long start = System.nanoTime();
        world.publish(records);
        Duration published = Duration.ofNanos(System.nanoTime() - start);
        int looks = 0;
        int notReady = 0;
        long lag;
        do {
          lag = world.lag();
          looks++;
          notReady += backend.readiness() == 200 ? 0 : 1;
          Bench.pause(1_000);
        } while (lag > 0);
        double seconds = (System.nanoTime() - start) / 1e9 - 1;
        Bench.print(
            "%,d invocations at once, %s".formatted(COUNT, name),
            "published in %d s, all in the store after %.0f s (%.0f/s); not ready in %d of %d looks"
                .formatted(published.toSeconds(), seconds, COUNT / seconds, notReady, looks));
        Bench.print(
            "  of them accepted",
            backend.counted("port_github_receive_records_total\\{.*outcome=\"accepted\".*}"));
        Bench.print("  dispatched meanwhile, with the limit of 60 a minute", world.started());
        Bench.print(
            "  memory",
            "heap after collection %d MiB of 256; %s"
                .formatted(backend.heapAfterCollection(), backend.resident()));
      }
    }
  }
}
