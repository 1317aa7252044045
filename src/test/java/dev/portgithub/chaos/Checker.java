package dev.portgithub.chaos;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.chaos.Evidence.Call;
import dev.portgithub.chaos.Evidence.Parked;
import dev.portgithub.chaos.Evidence.Started;
import dev.portgithub.chaos.Evidence.TopicRecord;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.SignedInvocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proves the promises from the evidence alone. It shares no code with the product: it reads the
 * records of the topic by itself, decides what must become of each, and compares that with what
 * Port and GitHub have seen.
 *
 * <p>Lost: a record without its outcome. Twice: more than one workflow run of a run. Untrue: a
 * final status that is not the conclusion of the first attempt, or came before its end. Open: a run
 * that GitHub has ended and Port shows as running.
 */
final class Checker {
  private static final Set<String> SUCCESSES = Set.of("success", "skipped", "neutral");
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 410, 422);

  private final Evidence evidence;
  private final String secret;
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final Map<String, List<Started>> startedFor;
  private final Map<String, PortRun> portRuns;

  private Checker(Evidence evidence, String secret) {
    this.evidence = evidence;
    this.secret = secret;
    this.startedFor =
        evidence.workflowRuns().stream().collect(Collectors.groupingBy(Started::portRunId));
    this.portRuns =
        evidence.portRuns().stream().collect(Collectors.toMap(PortRun::id, Function.identity()));
  }

  /**
   * @param violations one sentence each; none when all promises hold
   * @param outcomes how many records ended in each
   */
  record Report(List<String> violations, Map<String, Integer> outcomes) {}

  /** Looks again at the evidence in a folder; the second argument is the secret of Port. */
  public static void main(String[] args) throws IOException {
    Report report = check(Evidence.read(Path.of(args[0])), args[1]);
    System.out.println(report.outcomes() + " " + report.violations());
  }

  /**
   * @param secret with which Port signs
   */
  static Report check(Evidence evidence, String secret) {
    Checker checker = new Checker(evidence, secret);
    checker.offsets();
    checker.records();
    checker.workflowRuns();
    return new Report(checker.violations, checker.outcomes);
  }

  private void violation(String kind, String text) {
    violations.add(kind + ": " + text);
  }

  private void offsets() {
    evidence
        .ends()
        .forEach(
            (partition, end) -> {
              long committed = evidence.committed().getOrDefault(partition, 0L);
              if (committed != end) {
                violation(
                    "LOST", "partition " + partition + " is read to " + committed + " of " + end);
              }
            });
  }

  // --- records --------------------------------------------------------------------------------

  private void records() {
    Set<String> known = new HashSet<>();
    Map<String, List<Parked>> parked =
        evidence.letters().stream()
            .filter(letter -> letter.partition() != null)
            .collect(Collectors.groupingBy(l -> l.partition() + "@" + l.offset()));
    for (TopicRecord record : evidence.topic()) {
      List<Parked> letters = parked.getOrDefault(record.place(), List.of());
      JsonNode message = read(record.value());
      String runId = message == null ? "" : message.at("/context/runId").asText("");
      String kind = kind(message, record.value());
      outcomes.merge(kind, 1, Integer::sum);
      if (kind.equals("parked") ? letters.size() != 1 : !letters.isEmpty()) {
        violation("OUTCOME", kind + " record " + record.place() + " has letters " + letters);
      }
      switch (kind) {
        case "valid" -> {
          if (known.add(runId)) {
            valid(runId, message.at("/payload/action/invocationMethod"), record);
          } else {
            outcomes.merge("duplicate", 1, Integer::sum);
          }
        }
        case "refused" -> {
          if (known.add(runId)) {
            notStarted(runId, "it breaks a rule");
          }
        }
        // Nothing was to happen. A run id may also stand in a proper record.
        default -> {}
      }
    }
    untouched(known);
  }

  private static JsonNode read(byte[] value) {
    try {
      JsonNode node = Evidence.JSON.readTree(value);
      return node.isObject() ? node : null;
    } catch (IOException e) {
      return null;
    }
  }

  private String kind(JsonNode message, byte[] value) {
    if (message == null) {
      return "parked";
    }
    JsonNode method = message.at("/payload/action/invocationMethod");
    String runId = message.at("/context/runId").asText("");
    if (!method.path("type").asText().equals("GITHUB") || runId.startsWith("wfnr_")) {
      return "skipped";
    }
    if (!isSigned(message, value)) {
      return "parked";
    }
    return method.path("repo").asText().matches("[A-Za-z0-9._-]+") ? "valid" : "refused";
  }

  /** Port signs the text without the headers, or with empty ones. */
  private boolean isSigned(JsonNode message, byte[] value) {
    JsonNode headers = message.path("headers");
    String signature = headers.path("X-Port-Signature").asText("");
    String timestamp = headers.path("X-Port-Timestamp").asText("");
    ObjectNode without = message.deepCopy();
    without.remove("headers");
    ObjectNode emptied = message.deepCopy();
    emptied.putObject("headers");
    boolean asReceived = message.toString().equals(new String(value, StandardCharsets.UTF_8));
    return asReceived
        && Stream.of(without, emptied)
            .anyMatch(
                text ->
                    SignedInvocation.sign(secret, timestamp, text.toString()).equals(signature));
  }

  /** Runs of which no proper record was written. */
  private void untouched(Set<String> known) {
    for (PortRun run : evidence.portRuns()) {
      if (!known.contains(run.id())) {
        if (startedFor.containsKey(run.id())) {
          violation("FORGED", run.id() + " was started by a record that must start nothing");
        }
        if (!run.history().isEmpty()) {
          violation("FORGED", run.id() + " was told to Port: " + run.history());
        }
      }
    }
  }

  // --- runs -----------------------------------------------------------------------------------

  /**
   * Its workflow declares one input, which no run sends: it may be told so before GitHub is asked.
   */
  private static boolean doesNotFit(JsonNode method) {
    return method.path("workflow").asText().equals("strict.yml");
  }

  private void valid(String runId, JsonNode method, TopicRecord record) {
    List<Started> started = startedFor.getOrDefault(runId, List.of());
    if (started.isEmpty()) {
      boolean refused =
          gitHubRefused(runId) || branchRefused(runId, method, record) || doesNotFit(method);
      boolean byOperator = endedByUser(portRuns.get(runId));
      if (refused || byOperator) {
        notStarted(runId, "GitHub refused it");
      } else {
        violation("LOST", runId + " has no workflow run, and GitHub has not refused it");
      }
      return;
    }
    if (started.size() > 1) {
      violation("TWICE", runId + " has the workflow runs " + started);
      return;
    }
    PortRun run = portRuns.get(runId);
    boolean report = !method.path("reportWorkflowStatus").asText("true").equals("false");
    if (report || !adopted(runId)) {
      link(run, started.get(0));
    }
    if (report) {
      verdict(run, started.get(0));
    } else if (run.ended()) {
      violation("UNTRUE", runId + " asked for no status, and got " + run.status());
    }
  }

  /** By its number: without a status nobody asks GitHub for its page. */
  private boolean adopted(String runId) {
    return evidence.letters().stream()
        .anyMatch(
            letter ->
                runId.equals(letter.runId())
                    && Set.of("REPLAYED", "ADOPTED").contains(letter.status())
                    && Set.of("AMBIGUOUS", "NOT_FOUND").contains(letter.reason()));
  }

  private void link(PortRun run, Started started) {
    if (portRefused(run.id())) {
      // Port would not have it; an operator saw the letter, perhaps too late to fix it.
      return;
    }
    if (!Long.toString(started.id()).equals(run.externalRunId())) {
      violation("UNTRUE", run.id() + " has the external id " + run.externalRunId());
    }
    if (!isLinked(run.link(), started)) {
      violation("UNTRUE", run.id() + " has the link " + run.link());
    }
  }

  /** The workflow run, and of one that did not succeed also the job that failed. */
  private static boolean isLinked(List<String> links, Started started) {
    boolean first = !links.isEmpty() && links.get(0).equals(started.htmlUrl());
    return switch (links.size()) {
      case 1 -> first;
      case 2 ->
          first
              && !SUCCESSES.contains(started.conclusion())
              && links.get(1).matches(Pattern.quote(started.htmlUrl()) + "/job/\\d+");
      default -> false;
    };
  }

  private void verdict(PortRun run, Started started) {
    if (started.endedAt() == null) {
      violation("OPEN", run.id() + ": its workflow run has not ended when the evidence was taken");
      return;
    }
    if (!run.ended()) {
      violation("OPEN", run.id() + " is " + run.status() + ", GitHub ended it " + started);
      return;
    }
    String expected = SUCCESSES.contains(started.conclusion()) ? "SUCCESS" : "FAILURE";
    if (!run.status().equals(expected)) {
      violation("UNTRUE", run.id() + " is " + run.status() + ", GitHub says " + started);
    }
    if (run.endedAt().isBefore(started.endedAt())) {
      violation("EARLY", run.id() + " ended in Port before it ended in GitHub: " + started);
    }
  }

  private void notStarted(String runId, String why) {
    PortRun run = portRuns.get(runId);
    if (startedFor.containsKey(runId)) {
      violation("UNTRUE", runId + " was started although " + why);
    }
    if (!run.ended()) {
      violation("OPEN", runId + " is " + run.status() + " although " + why);
    } else if (!run.status().equals("FAILURE")) {
      violation("UNTRUE", runId + " is " + run.status() + " although " + why);
    }
  }

  private boolean portRefused(String runId) {
    return evidence.portCalls().stream()
        .anyMatch(
            call -> call.status() == 422 && call.path().startsWith("/v1/actions/runs/" + runId));
  }

  private static boolean endedByUser(PortRun run) {
    return run.history().stream().anyMatch(write -> write.kind().equals("user"));
  }

  /** An answer to its dispatch that says no for good. */
  private boolean gitHubRefused(String runId) {
    return refusals().contains(runId);
  }

  /**
   * Without a ref the repository is read first, and a no to that is a no to the run. Such a call
   * names no run: it must have come between the record and the end of the run.
   */
  private boolean branchRefused(String runId, JsonNode method, TopicRecord record) {
    PortRun run = portRuns.get(runId);
    String repository = "/repos/%s/%s".formatted(text(method, "org"), text(method, "repo"));
    return method.at("/workflowInputs/ref").isMissingNode()
        && run.ended()
        && evidence.gitHubCalls().stream()
            .anyMatch(
                call ->
                    call.path().equals(repository)
                        && REFUSALS.contains(call.status())
                        && call.at().toEpochMilli() >= record.at()
                        && call.at().isBefore(run.endedAt()));
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asText();
  }

  private Set<String> refusals;

  private Set<String> refusals() {
    if (refusals == null) {
      refusals = new HashSet<>();
      for (Call call : evidence.gitHubCalls()) {
        if (call.path().endsWith("/dispatches") && REFUSALS.contains(call.status())) {
          refusals.add(runIdIn(call));
        }
      }
    }
    return refusals;
  }

  private static String runIdIn(Call dispatch) {
    try {
      return Evidence.JSON.readTree(dispatch.body()).at("/inputs/port_run_id").asText();
    } catch (JacksonException e) {
      return "";
    }
  }

  /** Every workflow run belongs to a run that a proper record has asked for. */
  private void workflowRuns() {
    Map<Long, String> holders = new HashMap<>();
    for (PortRun run : evidence.portRuns()) {
      if (run.externalRunId() != null) {
        String other = holders.put(Long.valueOf(run.externalRunId()), run.id());
        if (other != null) {
          violation("UNTRUE", run.id() + " and " + other + " hold the same workflow run");
        }
      }
    }
    for (Started started : evidence.workflowRuns()) {
      if (!portRuns.containsKey(started.portRunId())) {
        violation("FORGED", "nobody asked for " + started);
      }
    }
  }

  // --- secrets --------------------------------------------------------------------------------

  /** Looks for texts that must be nowhere: in logs, pages, and the whole store. */
  static List<String> secretsIn(Path folder, List<String> secrets) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Checker::mayBeSeen).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String secret : secrets) {
          if (text.contains(secret)) {
            found.add("SECRET: a text that begins with " + secret.substring(0, 6) + " in " + file);
          }
        }
      }
    }
    return found;
  }

  private static boolean mayBeSeen(Path file) {
    String name = file.getFileName().toString();
    boolean ofInstance = file.getParent().getFileName().toString().startsWith("instance-");
    return Files.isRegularFile(file) && (ofInstance || name.endsWith(".seen"));
  }
}
