package dev.portgithub.benchmark;

import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.Plan;
import java.time.Duration;
import java.util.List;

/** Dispatches a second of one instance with everything as it ships, when many come at once. */
final class Throughput implements Scenario {
  private static final int COUNT = 1_000;

  @Override
  public void run(Bench bench) throws Exception {
    try (Surroundings world = new Surroundings(bench.kafka, 20, 4, Plan.stayInProgress());
        JarProcess backend =
            JarProcess.start(world.environment(bench.stores.h2()), Bench.SMALL_HEAP)) {
      for (int i = 0; i < 100; i++) {
        world.millisToDispatch();
      }
      world.github.latency(Duration.ofMillis(50));
      world.github.journal().clear();
      Duration before = backend.processorTime();
      world.dispatch(COUNT);
      Duration spent = backend.processorTime().minus(before);
      Bench.print(
          COUNT + " invocations at once, GitHub answers in 50 ms",
          "%.0f dispatches/s; %.1f ms of processor time each; %s"
              .formatted(
                  perSecond(world.dispatches()),
                  (double) spent.toMillis() / COUNT,
                  backend.resident()));
    }
  }

  static double perSecond(List<Journal.Call> calls) {
    Duration all = Duration.between(calls.get(0).at(), calls.get(calls.size() - 1).at());
    return (calls.size() - 1) * 1000.0 / all.toMillis();
  }
}
