package dev.portgithub.benchmark;

import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three instances share a PostgreSQL and a topic, and one of them is killed in the middle of the
 * work: how long until what it had claimed goes on.
 *
 * <p>All records are in the store before, so that no partition has to find another instance. A
 * claim that nobody released would hold up its run for the 60 seconds of a lease. The runs whose
 * call was under way are left out: they wait for their evidence.
 */
final class KillOneOfThree implements Scenario {
  private static final int RUNS = 300;

  /** As many calls as an instance makes at the same time. */
  private static final int UNDER_WAY = 16;

  @Override
  public void run(Bench bench) throws Exception {
    List<JarProcess> backends = new ArrayList<>();
    try (Surroundings world = new Surroundings(bench.kafka, 20, 6, Plan.stayInProgress())) {
      Map<String, String> environment = world.environment(bench.stores.postgres());
      for (int i = 0; i < 3; i++) {
        backends.add(JarProcess.start(environment, Bench.SMALL_HEAP));
      }
      world.dispatch(100);
      world.github.latency(Duration.ofMillis(500));
      world.github.journal().clear();
      int before = world.started();
      world.publish(world.records(RUNS));
      Bench.until(20, () -> world.lag() == 0 && world.started() > before + 20);
      Instant killed = Instant.now();
      backends.get(0).kill();
      Bench.until(50, () -> world.started() >= before + RUNS - UNDER_WAY);
      List<Journal.Call> dispatches = world.dispatches();
      Instant last = dispatches.get(dispatches.size() - 1).at();
      Bench.print(
          "3 instances, one killed, %d runs".formatted(RUNS),
          "all but those under way started %.1f s after the kill, %d of them after it; started twice: %d"
              .formatted(
                  Duration.between(killed, last).toMillis() / 1000.0,
                  dispatches.stream().filter(call -> call.at().isAfter(killed)).count(),
                  world.startedTwice()));
    } finally {
      backends.forEach(JarProcess::close);
    }
  }
}
