package dev.portgithub.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.NotShown;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Markdown;
import dev.portgithub.run.NearNames;
import dev.portgithub.run.Run;
import dev.portgithub.run.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What somebody may have meant who named a workflow that GitHub does not show. The workflows of the
 * repository are listed once in five minutes, and only after such a refusal.
 */
public final class NearWorkflows {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MOST_REMEMBERED = 1000;
  private static final int MOST_NAMED = 3;
  private static final int LONGEST_NAME = 100;

  private final Clock clock;
  private final GitHubCalls calls;
  private final Map<String, Listed> lists = new ConcurrentHashMap<>();

  private record Listed(List<Workflow> workflows, boolean all, Instant until) {}

  private record Workflow(String file, String name, String state) {
    boolean isDisabled() {
      return state.startsWith("disabled");
    }

    String shown() {
      return Markdown.literal(file, LONGEST_NAME) + (isDisabled() ? " (disabled)" : "");
    }
  }

  public NearWorkflows(Clock clock, GitHubCalls calls) {
    this.clock = clock;
    this.calls = calls;
  }

  boolean isKnown(Run run) {
    Listed listed = lists.get(run.target().repositoryKey());
    return listed != null && Instant.now(clock).isBefore(listed.until);
  }

  public RemoteCall call(Run run) {
    return calls.workflows(run);
  }

  public void learn(Run run, RemoteAnswer answer) {
    List<Workflow> workflows = new ArrayList<>();
    for (JsonNode json : answer.json().path("workflows")) {
      if (!json.path("state").asText("").equals("deleted")) {
        workflows.add(
            new Workflow(
                Target.fileName(json.path("path").asText("")),
                json.path("name").asText(""),
                json.path("state").asText("")));
      }
    }
    boolean all = answer.json().path("total_count").asInt(-1) == workflows.size();
    if (lists.size() >= MOST_REMEMBERED) {
      lists.clear();
    }
    lists.put(
        run.target().repositoryKey(), new Listed(workflows, all, Instant.now(clock).plus(KEPT)));
  }

  /** The same refusal, with what may have been meant; unchanged where nothing is known. */
  RemoteRefused explain(Run run, NotShown refusal) {
    String wanted = run.target().workflow();
    Listed listed = lists.get(run.target().repositoryKey());
    // A number is nobody's mistake in spelling.
    if (listed == null || !isKnown(run) || wanted.matches("[0-9]+")) {
      return refusal;
    }
    for (Workflow each : listed.workflows) {
      if (each.file.equals(wanted)) {
        return each.isDisabled()
            ? refused(
                refusal,
                "The workflow is disabled: enable it on the Actions page of the repository.")
            : refusal;
      }
    }
    List<String> near =
        listed.workflows.stream()
            .filter(
                each -> NearNames.isNear(wanted, each.file) || NearNames.isNear(wanted, each.name))
            .limit(MOST_NAMED)
            .map(Workflow::shown)
            .toList();
    String missing =
        "%s/%s has no workflow %s on its default branch."
            .formatted(
                run.target().org(), run.target().repo(), Markdown.literal(wanted, LONGEST_NAME));
    if (!near.isEmpty()) {
      return refused(refusal, missing + " Did you mean " + String.join(" or ", near) + "?");
    }
    return listed.all ? refused(refusal, missing + has(listed.workflows)) : refusal;
  }

  private static String has(List<Workflow> workflows) {
    if (workflows.isEmpty()) {
      return " It has no workflows at all.";
    }
    List<String> named = workflows.stream().limit(MOST_NAMED).map(Workflow::shown).toList();
    int others = workflows.size() - named.size();
    return " It has "
        + String.join(", ", named)
        + (others == 0 ? "." : " and %d more.".formatted(others));
  }

  private static RemoteRefused refused(RemoteRefused refusal, String hint) {
    return new RemoteRefused(refusal.status(), refusal.getMessage(), hint);
  }
}
