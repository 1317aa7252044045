package dev.portgithub.benchmark;

import dev.portgithub.simulator.Plan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the packaged jar against a real broker, a real PostgreSQL and the simulators, which run
 * in this process. How to run it, and the figures, stand in docs/performance.md.
 *
 * <p>Arguments name the scenarios; none means all. {@code compare FOLDER} does something else: it
 * compares the costs of this checkout with those of another one (see .ci/compare).
 */
public final class Benchmark {
  private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("start", new Start());
    SCENARIOS.put("latency", new Latency());
    SCENARIOS.put("throughput", new Throughput());
    SCENARIOS.put("economy", new Economy());
    SCENARIOS.put("scale", new Scale());
    SCENARIOS.put("kill-one-of-three", new KillOneOfThree());
    SCENARIOS.put("open-runs", new OpenRuns());
    SCENARIOS.put("fairness", new Fairness());
    SCENARIOS.put("flood", new Flood());
    SCENARIOS.put("short-runs", new Ends(1_000, 1, plan(2, 10)));
    SCENARIOS.put("many-repositories", new Ends(500, 500, plan(2, 120)));
    SCENARIOS.put("long-runs", new Ends(1_000, 1, plan(5, 300)));
    SCENARIOS.put("lost-answers", new LostAnswers());
  }

  private Benchmark() {}

  private static Plan plan(int queued, int inProgress) {
    return Plan.succeedAfter(Duration.ofSeconds(queued), Duration.ofSeconds(inProgress));
  }

  public static void main(String[] args) throws Exception {
    List<String> wanted = args.length == 0 ? List.copyOf(SCENARIOS.keySet()) : List.of(args);
    boolean compare = wanted.get(0).equals("compare") && wanted.size() == 2;
    if (!compare && !SCENARIOS.keySet().containsAll(wanted)) {
      System.err.println("Scenarios: " + SCENARIOS.keySet() + ", or: compare FOLDER");
      System.exit(2);
    }
    int status = 0;
    try (Bench bench = new Bench()) {
      if (compare) {
        status = new Compare(wanted.get(1)).run(bench) ? 0 : 1;
      } else {
        for (String name : wanted) {
          System.out.println("--- " + name);
          SCENARIOS.get(name).run(bench);
        }
      }
    }
    // Threads of the broker and the simulators are left.
    System.exit(status);
  }
}
