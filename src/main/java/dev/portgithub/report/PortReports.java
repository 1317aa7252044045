package dev.portgithub.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.run.Run;
import dev.portgithub.run.Start;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What Port is told, in its order: link and externalRunId first, progress as log lines and
 * statusLabel, the summary with the final status, nothing after it.
 *
 * <p>The members are those of Port's PATCH /v1/actions/runs/{run_id} and POST .../logs, whose
 * schemas are closed.
 */
public final class PortReports {
  static final int LONGEST_TEXT = 4000;
  static final int LONGEST_LABEL = 100;

  private PortReports() {}

  /** A report that is not in the outbox yet. */
  public record Draft(String kind, ObjectNode body, boolean endsRun, Instant endedAt) {
    private Draft(String kind, ObjectNode body, boolean endsRun) {
      this(kind, body, endsRun, null);
    }

    /** The same, with the time at which the workflow run ended, if this is the final status. */
    public Draft at(Instant end) {
      return endsRun ? new Draft(kind, body, true, end) : this;
    }
  }

  /** Without a link when GitHub has not shown one; {@link #missingLink} follows then. */
  public static List<Draft> started(Target target, Start start) {
    String htmlUrl = start.htmlUrl();
    long workflowRunId = start.workflowRunId();
    ObjectNode started = object();
    if (htmlUrl != null) {
      started.put("link", htmlUrl);
    }
    started.put("externalRunId", Long.toString(workflowRunId)).put("statusLabel", "Started");
    String where = htmlUrl == null ? "workflow run " + workflowRunId : htmlUrl;
    return List.of(patch(started), log("Started GitHub workflow " + target + ": " + where));
  }

  /** An operator has named the workflow run; its address is not known. */
  public static List<Draft> adopted(long workflowRunId) {
    return List.of(
        patch(
            object()
                .put("externalRunId", Long.toString(workflowRunId))
                .put("statusLabel", "Started")),
        log("An operator of the backend has found the GitHub workflow run: " + workflowRunId));
  }

  public static List<Draft> progress(String statusLabel) {
    return List.of(patch(object().put("statusLabel", statusLabel)));
  }

  /** Nothing is wrong with the run or its action. */
  public static List<Draft> waitsForPlatformTeam(String text) {
    return List.of(
        patch(object().put("statusLabel", "Waiting for the platform team")),
        log("The run waits and goes on by itself. " + text));
  }

  /** It waits until others have ended. */
  public static List<Draft> waits(String limit) {
    String label = "Waits for its turn (" + limit + ")";
    return List.of(
        patch(object().put("statusLabel", Texts.shorten(label, LONGEST_LABEL))),
        log(
            "Waits for its turn; the limit of workflow runs at the same time is reached: "
                + limit));
  }

  /**
   * An operator has paused the start of workflows. In the past tense: the label stays until the run
   * starts, and the pause may be over by then.
   *
   * @param who the operator
   * @param what when and why: "2026-11-28T14:05:00Z: maintenance"
   */
  public static List<Draft> paused(String who, String what) {
    return labelled(
        Texts.shorten("Waits: dispatching was paused by " + who + " at " + what, LONGEST_LABEL),
        "The start of workflows was paused by "
            + who
            + " at "
            + what
            + ". The run waits, and starts by itself when dispatching goes on.");
  }

  /**
   * The link, when GitHub shows it for the first time: an operator has named the workflow run by
   * its number, or the answer to the dispatch had no link.
   */
  public static List<Draft> missingLink(Run run, WorkflowRun workflowRun) {
    String htmlUrl = workflowRun.htmlUrl();
    boolean known = run.htmlUrl() != null && !run.htmlUrl().isEmpty();
    return !known && !htmlUrl.isEmpty() ? List.of(patch(object().put("link", htmlUrl))) : List.of();
  }

  public static List<Draft> line(String text) {
    return List.of(log(text));
  }

  /** GitHub does not show the repository, or its workflow, and may only not show it yet. */
  public static List<Draft> notShownYet(Target target, String words) {
    return labelled(
        "Waiting for the repository",
        "GitHub does not show "
            + target
            + " ("
            + words
            + "). It shows a new repository some seconds late, so it is asked again for up to 30 s.");
  }

  /** GitHub says that it failed, which may mean that it has started the workflow. */
  public static List<Draft> failedInGitHub(String words) {
    return labelled(
        "GitHub failed; checking",
        "GitHub failed to start the workflow: "
            + words
            + " (HTTP 500). GitHub is searched for a workflow run that it may have started all the same.");
  }

  /**
   * @param words of GitHub, or null when its answer was lost
   */
  public static List<Draft> dispatchedAgain(String words, Instant due) {
    return labelled(
        "To be started again",
        (words == null
                ? "GitHub's answer to the start of the workflow was lost, and GitHub has started nothing."
                : "GitHub failed to start the workflow: " + words + " (HTTP 500).")
            + " It will be tried again at "
            + due.truncatedTo(ChronoUnit.SECONDS)
            + ".");
  }

  private static List<Draft> labelled(String label, String text) {
    return List.of(patch(object().put("statusLabel", label)), log(text));
  }

  /** A run was parked. */
  public static List<Draft> operatorDecides(Why why) {
    return personDecides(why.sentence());
  }

  /** A run was parked: nothing goes on until a person has looked. */
  public static List<Draft> personDecides(String sentence) {
    return labelled(
        "Waits for an operator",
        sentence + " An operator of the backend has to decide how it goes on.");
  }

  /** An operator has replayed a parked run. */
  public static List<Draft> putBackToWork() {
    return labelled("Goes on", "An operator of the backend has put the run back to work.");
  }

  public static List<Draft> refused(Why why) {
    String text = "The workflow was not started. " + why.text();
    return List.of(log(text), end(new Ending(false, "Not started", text)));
  }

  public static List<Draft> finished(Ending ending, String line) {
    return List.of(log(line), end(ending));
  }

  /**
   * An operator ends the run.
   *
   * @param by the operator
   */
  public static List<Draft> endedByOperator(boolean success, String sentence, String by) {
    String who = by.equals("an operator") ? "An operator" : "Operator " + by;
    String text = who + " of the backend has ended the run: " + sentence;
    return List.of(log(text), end(new Ending(success, "Ended by an operator", text)));
  }

  private static Draft patch(ObjectNode body) {
    return new Draft(Report.PATCH, body, false);
  }

  private static Draft log(String text) {
    return new Draft(Report.LOG, object().put("message", Texts.shorten(text, LONGEST_TEXT)), false);
  }

  private static Draft end(Ending ending) {
    return new Draft(Report.PATCH, ending.body(), true);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
