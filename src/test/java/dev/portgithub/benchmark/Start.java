package dev.portgithub.benchmark;

import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.PortRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From the start of the process to ready, by bin/start and by java -jar, first with an empty store
 * and then with the same again; and the memory that it holds after 200 runs have ended.
 */
final class Start implements Scenario {
  private static final int STARTS = 5;
  private static final int RUNS = 200;

  private interface Way {
    JarProcess start(Map<String, String> environment) throws Exception;
  }

  @Override
  public void run(Bench bench) throws Exception {
    // The first one makes the layout.
    measure(bench, "bin/start, first", 1, JarProcess::startByScript);
    measure(bench, "bin/start", STARTS, JarProcess::startByScript);
    measure(bench, "java -jar", STARTS, environment -> JarProcess.start(environment));
  }

  private static void measure(Bench bench, String name, int starts, Way way) throws Exception {
    List<Long> millis = new ArrayList<>();
    Map<String, String> store = bench.stores.h2();
    String memory = "";
    for (int i = 0; i < starts; i++) {
      Plan plan = Plan.succeedAfter(Duration.ofSeconds(1), Duration.ofSeconds(2));
      try (Surroundings world = new Surroundings(bench.kafka, 20, 4, plan);
          JarProcess backend = way.start(world.environment(store))) {
        millis.add(backend.timeToReady().toMillis());
        if (i == starts - 1) {
          world.dispatch(RUNS);
          Bench.until(200, () -> world.port.runs().stream().allMatch(PortRun::ended));
          memory = backend.resident();
        }
      }
    }
    Bench.print(name + ": start to ready, ms, the first with an empty store", millis);
    Bench.print(name + ": after " + RUNS + " runs", memory);
  }
}
