package dev.portgithub.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a run of the chaos program has done and found, for people. */
record ChaosReport(
    ChaosPlan plan,
    Duration took,
    Evidence evidence,
    Map<String, Integer> outcomes,
    Map<String, Integer> events,
    Instants instants,
    boolean diskWasFilled,
    List<String> violations) {

  static ChaosReport of(
      ChaosPlan plan,
      Duration took,
      Checker.Report checked,
      Map<String, Integer> events,
      Instants instants,
      boolean diskWasFilled)
      throws IOException {
    return new ChaosReport(
        plan,
        took,
        Evidence.read(plan.folder()),
        checked.outcomes(),
        events,
        instants,
        diskWasFilled,
        checked.violations());
  }

  /** How many there were of each reason, and how they stand in the end. */
  private Map<String, Long> letters() {
    return evidence.letters().stream()
        .collect(
            Collectors.groupingBy(
                letter -> letter.reason() + " " + letter.status(),
                TreeMap::new,
                Collectors.counting()));
  }

  String text() {
    Set<String> never = instants.known();
    never.removeAll(instants.used());
    return """
        seed %d on %s, %d instances: %s
          took %d s; %d records, %d runs in Port, %d workflow runs, %d calls to GitHub, %d calls to Port
          records: %s
          dead letters: %s
          done: %s
          named instants: killed or frozen at %d of %d, by this seed and those before it
          not yet at: %s%s
        %s
        """
        .formatted(
            plan.seed(),
            plan.postgres() ? "PostgreSQL" : "H2",
            plan.instances(),
            violations.isEmpty()
                ? "0 lost, 0 twice, 0 untrue, 0 open"
                : violations.size() + " VIOLATIONS",
            took.toSeconds(),
            evidence.topic().size(),
            evidence.portRuns().size(),
            evidence.workflowRuns().size(),
            evidence.gitHubCalls().size(),
            evidence.portCalls().size(),
            outcomes,
            letters(),
            events,
            instants.used().size(),
            instants.known().size(),
            String.join(", ", never),
            diskWasFilled ? "" : "\n  the disk was not filled: no right to mount one",
            violations.isEmpty()
                ? "  replay: -Dchaos.seeds=" + plan.seed()
                : violations.stream().limit(50).collect(Collectors.joining("\n  ", "  ", ""))
                    + "\n  replay: ./mvnw -Pchaos verify -Dchaos.seeds="
                    + plan.seed());
  }
}
