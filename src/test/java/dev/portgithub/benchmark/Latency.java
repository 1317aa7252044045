package dev.portgithub.benchmark;

import dev.portgithub.simulator.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * From the start to ready, and from a record to the request at GitHub, when nothing else happens.
 */
final class Latency implements Scenario {
  private static final int SAMPLES = 300;

  @Override
  public void run(Bench bench) throws Exception {
    try (Surroundings world = new Surroundings(bench.kafka, 20, 4, Plan.stayInProgress());
        JarProcess backend =
            JarProcess.start(world.environment(bench.stores.h2()), Bench.SMALL_HEAP)) {
      Bench.print("start to ready", backend.timeToReady().toMillis() + " ms");
      // The JVM compiles what it uses; an idle system in production has long done so.
      for (int i = 0; i < 100; i++) {
        world.millisToDispatch();
      }
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < SAMPLES; i++) {
        Bench.pause(20 + (i * 37) % 100);
        millis.add(world.millisToDispatch());
      }
      Bench.print("publish to dispatch request at GitHub, idle", Bench.percentiles(millis));
    }
  }
}
