package dev.portgithub.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.GitHubTime;
import dev.portgithub.github.ShownWorkflow;
import dev.portgithub.run.Run;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Can this workflow run be the one that a run's dispatch has started? The target must be the same,
 * and the time that of the dispatch. If the title names the run, the time does not matter: a
 * workflow puts it there with run-name.
 */
public final class AdoptionRules {
  private static final int LONGEST = 200;

  private final GitHubTime gitHubTime;
  private final Duration lease;

  /**
   * @param lease of a dispatch: a workflow run that it starts is created within it
   */
  public AdoptionRules(GitHubTime gitHubTime, Duration lease) {
    this.gitHubTime = gitHubTime;
    this.lease = lease;
  }

  /**
   * @param run with an intent
   * @param workflowRun GitHub's answer
   * @param sameRepository whether the workflow run is of the run's repository, by the name that it
   *     has now
   * @return a clause for each thing that is wrong, such as "not of deploy.yml"; empty when nothing
   *     is
   */
  List<String> objections(Run run, JsonNode workflowRun, boolean sameRepository) {
    List<String> objections = new ArrayList<>();
    if (!sameRepository) {
      objections.add("not in " + run.target().org() + "/" + run.target().repo());
    }
    if (!sameWorkflow(run.target(), workflowRun)) {
      objections.add("not of " + run.target().workflow());
    }
    if (!run.target().isAt(workflowRun.path("head_branch").asText(""))) {
      objections.add("not at " + run.target().ref());
    }
    if (!workflowRun.path("event").asText("").equals("workflow_dispatch")) {
      objections.add("not started by workflow_dispatch");
    }
    if (!namesInTitle(workflowRun).contains(run.runId()) && !inWindow(run, workflowRun)) {
      objections.add(
          "not between %s and %s, when run %s was dispatched"
              .formatted(from(run), to(run), run.runId()));
    }
    return objections;
  }

  /** Is it of the repository, by the name that the run has for it? */
  static boolean isOf(Target target, JsonNode workflowRun) {
    return repository(workflowRun).equalsIgnoreCase(target.org() + "/" + target.repo());
  }

  /** Owner and name, as they are now: GitHub answers under a former name as well. */
  static String repository(JsonNode workflowRun) {
    return text(workflowRun.path("repository").path("full_name"));
  }

  /** What GitHub shows, for people. */
  static String description(JsonNode workflowRun) {
    return "workflow %s in %s at %s, started by %s, created %s"
        .formatted(
            known(text(workflowRun.path("path")).replaceFirst("^.*\\.github/workflows/", "")),
            known(repository(workflowRun)),
            known(text(workflowRun.path("head_branch"))),
            known(text(workflowRun.path("event"))),
            known(text(workflowRun.path("created_at"))));
  }

  /** The words of the title that could be the id of a run. */
  static Set<String> namesInTitle(JsonNode workflowRun) {
    return Arrays.stream(workflowRun.path("display_title").asText("").split("[^A-Za-z0-9_-]+"))
        .filter(word -> !word.isEmpty())
        .limit(100)
        .collect(Collectors.toSet());
  }

  /** As elsewhere, except that what GitHub does not show proves nothing here. */
  private static boolean sameWorkflow(Target target, JsonNode workflowRun) {
    ShownWorkflow workflow = ShownWorkflow.of(workflowRun);
    boolean shown = !(target.byFile() ? workflow.path() : workflow.id()).isEmpty();
    return shown && workflow.isNamed(target.workflow());
  }

  private boolean inWindow(Run run, JsonNode workflowRun) {
    try {
      Instant created = Instant.parse(workflowRun.path("created_at").asText(""));
      return !created.isBefore(from(run)) && !created.isAfter(to(run));
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private Instant from(Run run) {
    return run.intentAt().minus(gitHubTime.tolerance()).truncatedTo(ChronoUnit.SECONDS);
  }

  private Instant to(Run run) {
    return run.intentAt().plus(lease).plus(gitHubTime.tolerance()).truncatedTo(ChronoUnit.SECONDS);
  }

  private static String text(JsonNode value) {
    return Texts.line(value.asText(""), LONGEST);
  }

  private static String known(String text) {
    return text.isEmpty() || text.equals("null") ? "(unknown)" : text;
  }
}
