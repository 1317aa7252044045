package dev.portgithub.benchmark;

import dev.portgithub.simulator.Journal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a number of runs cost, in counts.
 *
 * @param statements how often each statement was executed by the store
 */
record Costs(
    int runs, List<Journal.Call> github, List<Journal.Call> port, Map<String, Long> statements) {

  double githubPerRun() {
    return perRun(github.size());
  }

  double portPerRun() {
    return perRun(port.size());
  }

  /** Without what only begins and ends a transaction. */
  double statementsPerRun() {
    return perRun(
        statements.entrySet().stream()
            .filter(statement -> !bracket(statement.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum());
  }

  /** Transactions that were begun; a statement that is sent alone begins none. */
  double transactionsPerRun() {
    return perRun(statements.getOrDefault("BEGIN", 0L));
  }

  /** Each kind of call to GitHub with its count per run. */
  Map<String, Double> githubKinds() {
    return kinds(github, Costs::githubKind);
  }

  Map<String, Double> portKinds() {
    return kinds(port, Costs::portKind);
  }

  /** Statements that were executed at least once for every ten runs. */
  Map<String, Double> frequentStatements() {
    Map<String, Double> frequent = new LinkedHashMap<>();
    statements.forEach(
        (statement, count) -> {
          if (perRun(count) >= 0.1) {
            frequent.put(statement, perRun(count));
          }
        });
    return frequent;
  }

  private Map<String, Double> kinds(List<Journal.Call> calls, Function<Journal.Call, String> kind) {
    return calls.stream()
        .collect(Collectors.groupingBy(kind, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> perRun(entry.getValue()),
                (one, other) -> one,
                TreeMap::new));
  }

  private double perRun(long count) {
    return (double) count / runs;
  }

  private static boolean bracket(String statement) {
    return statement.matches("BEGIN|COMMIT|ROLLBACK|SET .*");
  }

  private static String githubKind(Journal.Call call) {
    if (call.method().equals("POST") && call.path().endsWith("/dispatches")) {
      return "dispatch";
    }
    if (call.path().endsWith("/actions/runs")) {
      String page = call.query().contains("&page=") ? "further page" : "list";
      return page + ", " + call.status();
    }
    if (call.path().matches(".*/actions/runs/\\d+")) {
      return "single run";
    }
    return call.path().endsWith("/jobs") ? "jobs of a failed run" : other(call);
  }

  private static String portKind(Journal.Call call) {
    if (call.method().equals("POST") && call.path().endsWith("/access_token")) {
      return "login";
    }
    if (call.method().equals("POST") && call.path().endsWith("/logs")) {
      return "log line";
    }
    return call.method().equals("PATCH") ? "change of the run" : other(call);
  }

  /** Kinds that are not expected, with what makes them one of a kind taken out. */
  private static String other(Journal.Call call) {
    return call.method() + " " + call.path().replaceAll("/(r_\\w+|\\d+|repo-\\d+)", "/*");
  }
}
