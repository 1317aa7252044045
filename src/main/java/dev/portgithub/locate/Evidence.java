package dev.portgithub.locate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.run.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which workflow run did a dispatch start, whose answer was lost or names none?
 *
 * <p>A workflow run whose title holds the Port run id is the one (a workflow can put it there with
 * run-name). Otherwise one that was created in the window, of the same ref and by our login, that
 * no other run holds. Never a guess: more than one candidate, or more than one run that looks for
 * it, is no evidence.
 */
public final class Evidence {
  private Evidence() {}

  /** What was found. */
  public enum Verdict {
    FOUND,
    NONE,
    /** None of our login, but such of others: our login may have changed. */
    OTHERS,
    SEVERAL
  }

  /** The workflow run is null unless it was found. */
  public record Finding(Verdict verdict, Long workflowRunId, String htmlUrl) {
    private static final Finding NOTHING = new Finding(Verdict.NONE, null, null);
    private static final Finding OTHERS = new Finding(Verdict.OTHERS, null, null);
    private static final Finding SEVERAL = new Finding(Verdict.SEVERAL, null, null);
  }

  /**
   * @param list GitHub's answer: workflow runs of that workflow, created in the window of this
   *     dispatch
   * @param held workflow runs that other Port runs hold
   * @param actor the login that our workflow runs carry, or null when that is not known yet
   * @param rivals run ids of other runs of the same workflow that have not found theirs: in an
   *     overlapping window, or just being dispatched. A workflow run whose title names one of them
   *     is that one's
   */
  public static Finding weigh(
      Run run, JsonNode list, Set<Long> held, String actor, Set<String> rivals) {
    List<JsonNode> candidates = new ArrayList<>();
    boolean others = false;
    Set<String> unnamedRivals = new HashSet<>(rivals);
    for (JsonNode candidate : list.path("workflow_runs")) {
      boolean free =
          candidate.path("id").isIntegralNumber() && !held.contains(candidate.path("id").asLong());
      if (free && titleNames(run.runId(), candidate)) {
        return found(candidate);
      }
      boolean anothers = rivals.stream().anyMatch(rival -> titleNames(rival, candidate));
      unnamedRivals.removeIf(rival -> titleNames(rival, candidate));
      if (free && !anothers && sameWorkflow(run, candidate) && sameRef(run, candidate)) {
        if (byUs(actor, candidate)) {
          candidates.add(candidate);
        } else {
          others = true;
        }
      }
    }
    boolean morePages = list.path("total_count").asInt(0) > GitHubCalls.PAGE_SIZE;
    if (candidates.isEmpty() && !morePages) {
      return others ? Finding.OTHERS : Finding.NOTHING;
    }
    return candidates.size() == 1 && unnamedRivals.isEmpty() && !morePages
        ? found(candidates.get(0))
        : Finding.SEVERAL;
  }

  private static boolean titleNames(String runId, JsonNode candidate) {
    String title = candidate.path("display_title").asText("");
    return Pattern.compile("(?<![A-Za-z0-9_-])" + Pattern.quote(runId) + "(?![A-Za-z0-9_-])")
        .matcher(title)
        .find();
  }

  /**
   * Only a list of the whole repository holds others: its path ends with the file, and perhaps a
   * ref.
   */
  private static boolean sameWorkflow(Run run, JsonNode candidate) {
    String path = candidate.path("path").asText("").replaceFirst("@.*$", "");
    return path.isEmpty()
        || path.endsWith("/" + run.workflow())
        || candidate.path("workflow_id").asText("").equals(run.workflow());
  }

  private static boolean sameRef(Run run, JsonNode candidate) {
    String branch = candidate.path("head_branch").asText("");
    return branch.isEmpty() || branch.equals(run.ref().replaceFirst("^refs/(heads|tags)/", ""));
  }

  private static boolean byUs(String actor, JsonNode candidate) {
    String login = candidate.path("actor").path("login").asText("");
    return actor == null || login.isEmpty() || login.equalsIgnoreCase(actor);
  }

  private static Finding found(JsonNode workflowRun) {
    return new Finding(
        Verdict.FOUND, workflowRun.path("id").asLong(), workflowRun.path("html_url").asText(""));
  }
}
