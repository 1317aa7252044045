package dev.portgithub.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.NotShown;
import dev.portgithub.preflight.FileOutdated;
import dev.portgithub.preflight.Misfit;
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
import java.util.function.Predicate;

/**
 * The workflow that an action names by what GitHub displays, and what somebody may have meant who
 * named one that GitHub does not show. The workflows of a repository are listed once in five
 * minutes, and only for such names and after such a refusal.
 */
public final class NearWorkflows {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MOST_REMEMBERED = 1000;
  private static final int MOST_NAMED = 3;
  private static final int LONGEST_NAME = 100;

  private final Clock clock;
  private final GitHubCalls calls;
  private final Map<String, Listed> lists = new ConcurrentHashMap<>();

  private record Listed(List<Workflow> workflows, boolean all, Instant until) {
    boolean isJustRead(Instant now) {
      return now.isBefore(until.minus(KEPT).plusSeconds(3));
    }

    List<Workflow> named(Predicate<String> name) {
      return workflows.stream().filter(each -> name.test(each.name.strip())).toList();
    }

    List<String> near(String wanted) {
      return workflows.stream()
          .filter(
              each -> NearNames.isNear(wanted, each.file) || NearNames.isNear(wanted, each.name))
          .limit(MOST_NAMED)
          .map(Workflow::shown)
          .toList();
    }
  }

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

  /** Have the workflows to be listed to know which one the run means? */
  public boolean mustList(Run run) {
    return run.target().byDisplayName() && !isKnown(run);
  }

  /** The same call, as one that the dispatch needs. */
  public RemoteCall callByName(Run run) {
    return calls.workflows(run).needed();
  }

  /**
   * The run with its workflow named by its file.
   *
   * @throws Misfit when no workflow has this name, or several have
   * @throws FileOutdated when the list has to be read again to say so
   */
  public Run resolve(Run run) {
    if (!run.target().byDisplayName()) {
      return run;
    }
    Listed listed = lists.get(run.target().repositoryKey());
    String wanted = run.target().workflow().strip();
    List<Workflow> found = listed.named(wanted::equals);
    if (found.isEmpty()) {
      found = listed.named(wanted::equalsIgnoreCase);
    }
    if (found.size() == 1) {
      return run.ofFile(found.get(0).file);
    }
    if (!listed.isJustRead(Instant.now(clock))) {
      lists.remove(run.target().repositoryKey());
      throw new FileOutdated("The list of workflows");
    }
    String where = run.target().org() + "/" + run.target().repo();
    String name = Markdown.literal(wanted, LONGEST_NAME);
    if (!found.isEmpty()) {
      String files = String.join(", ", found.stream().limit(10).map(Workflow::shown).toList());
      throw new Misfit(
          where + " has several workflows that are displayed as " + name + ": " + files + ".",
          "Name one of these files in the action.");
    }
    List<String> near = listed.near(wanted);
    throw new Misfit(
        where
            + " has no workflow that is displayed as "
            + name
            + (listed.all ? "" : " among its first " + GitHubCalls.PAGE_SIZE)
            + "."
            + (near.isEmpty() ? has(listed.workflows) : didYouMean(near)),
        "Name the file in the action, such as deploy.yml.");
  }

  private static String didYouMean(List<String> near) {
    return " Did you mean " + String.join(" or ", near) + "?";
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
    List<String> near = listed.near(wanted);
    String missing =
        "%s/%s has no workflow %s on its default branch."
            .formatted(
                run.target().org(), run.target().repo(), Markdown.literal(wanted, LONGEST_NAME));
    if (!near.isEmpty()) {
      return refused(refusal, missing + didYouMean(near));
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
