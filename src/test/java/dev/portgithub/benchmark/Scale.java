package dev.portgithub.benchmark;

import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Dispatches a second of one, two and four instances that share a PostgreSQL and a topic, while
 * GitHub takes 200 ms for each answer.
 *
 * <p>With few workers GitHub's latency is the limit: 2 workers can make 2 / 0.2 s = 10 dispatches a
 * second. With the workers as they ship, the processors that all share may be.
 */
final class Scale implements Scenario {
  /** Few, so that the processors are not busy with printing and reading lists of runs. */
  private static final int REPOSITORIES = 4;

  private static final int PARTITIONS = 8;
  private static final Duration LATENCY = Duration.ofMillis(200);
  private static final String STARTED =
      "port_github_dispatch_runs_total\\{.*outcome=\"started\".*}";

  @Override
  public void run(Bench bench) throws Exception {
    series(bench, Map.of("DISPATCH_WORKERS", "2"), "2 dispatch workers each", 150);
    series(bench, Map.of(), "dispatch workers as shipped", 600);
  }

  /**
   * @param each runs for each instance, so that a measurement takes as long with one as with four
   */
  private static void series(Bench bench, Map<String, String> settings, String name, int each)
      throws Exception {
    double ofOne = 0;
    for (int instances : new int[] {1, 2, 4}) {
      double rate = measure(bench, settings, name, instances, each * instances);
      if (instances == 1) {
        ofOne = rate;
      } else {
        Bench.print("  times that of one", "%.2f".formatted(rate / ofOne));
      }
    }
  }

  private static double measure(
      Bench bench, Map<String, String> settings, String name, int instances, int count)
      throws Exception {
    List<JarProcess> backends = new ArrayList<>();
    try (Surroundings world =
        new Surroundings(bench.kafka, REPOSITORIES, PARTITIONS, Plan.stayInProgress())) {
      Map<String, String> environment = new HashMap<>(world.environment(bench.stores.postgres()));
      environment.putAll(settings);
      for (int i = 0; i < instances; i++) {
        backends.add(JarProcess.start(environment, Bench.SMALL_HEAP));
      }
      world.github.latency(LATENCY);
      // The JVM compiles what it uses, and the partitions find their instances.
      warmUp(world, 100 * instances);
      List<Long> before = started(backends);
      world.github.journal().clear();
      world.dispatch(count);
      List<Journal.Call> dispatches = world.dispatches();
      double rate = Throughput.perSecond(dispatches);
      List<Long> shares = started(backends);
      for (int i = 0; i < instances; i++) {
        shares.set(i, shares.get(i) - before.get(i));
      }
      Bench.print(
          "instances: %d, %s, %d runs".formatted(instances, name, count),
          "%.1f dispatches/s; shares %s; started twice: %d"
              .formatted(rate, shares, world.startedTwice()));
      return rate;
    } finally {
      backends.forEach(JarProcess::close);
    }
  }

  private static void warmUp(Surroundings world, int count) {
    world.dispatch(count);
    // Until Port has been told, so that nothing of it is left to do in what is measured.
    Bench.until(200, () -> world.port.journal().count("POST", "/logs$") >= count);
  }

  /** A backend counts a start when GitHub's answer has arrived, so all must have arrived. */
  private static List<Long> started(List<JarProcess> backends) throws Exception {
    Bench.pause(2 * LATENCY.toMillis());
    List<Long> counts = new ArrayList<>();
    for (JarProcess backend : backends) {
      counts.add(backend.counted(STARTED));
    }
    return counts;
  }
}
