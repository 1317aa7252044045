package dev.portgithub.benchmark;

import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.Plan;
import java.util.List;

/** What open workflow runs cost while nothing happens: calls to GitHub, and memory. */
final class OpenRuns implements Scenario {
  private static final int REPOSITORIES = 20;

  @Override
  public void run(Bench bench) throws Exception {
    measure(bench, 1_000);
    measure(bench, 10_000);
  }

  private static void measure(Bench bench, int count) throws Exception {
    try (Surroundings world =
            new Surroundings(bench.kafka, REPOSITORIES, 4, Plan.stayInProgress());
        JarProcess backend =
            JarProcess.start(world.environment(bench.stores.h2()), Bench.SMALL_HEAP)) {
      world.dispatch(count);
      // A minute for the reports to reach Port, and for the polls to find their pace.
      Bench.pause(60_000);
      world.github.journal().clear();
      Bench.pause(60_000);
      List<Journal.Call> calls = world.github.journal().calls();
      long notModified = calls.stream().filter(call -> call.status() == 304).count();
      Bench.print(
          count + " open runs in " + REPOSITORIES + " repositories",
          "%d calls/min to GitHub, %d of them 304 (free); heap after collection %d MiB of 256; %s"
              .formatted(
                  calls.size(), notModified, backend.heapAfterCollection(), backend.resident()));
    }
  }
}
