package dev.portgithub.locate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.ShownWorkflow;
import dev.portgithub.run.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which workflow run did a dispatch start, whose answer was lost or names none?
 *
 * <p>A workflow run whose title holds the Port run id is the one (a workflow can put it there with
 * run-name). Otherwise one that was created in the window, of the same ref and by our login, that
 * no other run holds. Never a guess: more than one candidate, or more than one run that searches
 * for it, is not evidence.
 */
final class Evidence {
  private final Run run;
  private final String actor;
  private final Map<String, String> rivals;

  /** How much was found. */
  enum Weight {
    ONE,
    NONE,
    /** No candidate by our login, but some by other logins: our login may have changed. */
    OTHER_LOGIN,
    SEVERAL
  }

  /** The workflow run is null unless there is one. */
  record Found(Weight weight, Long workflowRunId, String htmlUrl) {
    static Found nothingBut(Weight weight) {
      return new Found(weight, null, null);
    }
  }

  /**
   * @param actor the login that our workflow runs carry, or null when that is not known yet
   * @param rivals run id and workflow of other runs that may be of the same workflow and have not
   *     found theirs: in an overlapping window, or just being dispatched. A workflow run whose
   *     title names one of them is that one's
   */
  Evidence(Run run, String actor, Map<String, String> rivals) {
    this.run = run;
    this.actor = actor;
    this.rivals = rivals;
  }

  /**
   * @param list GitHub's answer: workflow runs of that workflow, created in the window of this
   *     dispatch
   * @param held workflow runs that other Port runs hold
   */
  Found weigh(JsonNode list, Set<Long> held) {
    List<JsonNode> candidates = new ArrayList<>();
    boolean otherLogin = false;
    Set<String> unnamedRivals = new HashSet<>();
    Set<String> namedRivals = new HashSet<>();
    for (JsonNode candidate : list.path("workflow_runs")) {
      boolean free =
          candidate.path("id").isIntegralNumber() && !held.contains(candidate.path("id").asLong());
      if (free && titleNames(run.runId(), candidate)) {
        return one(candidate);
      }
      Set<String> named = new HashSet<>(rivals.keySet());
      named.removeIf(rival -> !titleNames(rival, candidate));
      namedRivals.addAll(named);
      if (free
          && named.isEmpty()
          && isOf(run.target().workflow(), candidate)
          && run.target().isAt(candidate.path("head_branch").asText(""))) {
        if (byUs(candidate)) {
          candidates.add(candidate);
          rivals.forEach(
              (rival, workflow) -> {
                if (isOf(workflow, candidate)) {
                  unnamedRivals.add(rival);
                }
              });
        } else {
          otherLogin = true;
        }
      }
    }
    unnamedRivals.removeAll(namedRivals);
    boolean morePages = list.path("total_count").asInt(0) > GitHubCalls.PAGE_SIZE;
    if (candidates.isEmpty() && !morePages) {
      return Found.nothingBut(otherLogin ? Weight.OTHER_LOGIN : Weight.NONE);
    }
    return candidates.size() == 1 && unnamedRivals.isEmpty() && !morePages
        ? one(candidates.get(0))
        : Found.nothingBut(Weight.SEVERAL);
  }

  private static boolean titleNames(String runId, JsonNode candidate) {
    String title = candidate.path("display_title").asText("");
    return Pattern.compile("(?<![A-Za-z0-9_-])" + Pattern.quote(runId) + "(?![A-Za-z0-9_-])")
        .matcher(title)
        .find();
  }

  /** Only a list of the whole repository holds workflow runs of other workflows than ours. */
  private static boolean isOf(String workflow, JsonNode candidate) {
    return ShownWorkflow.of(candidate).isNamed(workflow);
  }

  private boolean byUs(JsonNode candidate) {
    String login = candidate.path("actor").path("login").asText("");
    return actor == null || login.isEmpty() || login.equalsIgnoreCase(actor);
  }

  private static Found one(JsonNode workflowRun) {
    return new Found(
        Weight.ONE, workflowRun.path("id").asLong(), workflowRun.path("html_url").asText(""));
  }
}
