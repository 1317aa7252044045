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
    String where = htmlUrl == null ? "workflow run " + workflowRunId : htmlUrl;
    started
        .put("externalRunId", Long.toString(workflowRunId))
        .put("statusLabel", Label.STARTED.text());
    return List.of(patch(started), log(Label.STARTED.line(target.toString(), where)));
  }

  /** An operator has named the workflow run; its address is not known. */
  public static List<Draft> adopted(long workflowRunId) {
    String number = Long.toString(workflowRunId);
    ObjectNode adopted =
        object().put("externalRunId", number).put("statusLabel", Label.ADOPTED.text());
    return List.of(patch(adopted), log(Label.ADOPTED.line(number)));
  }

  public static List<Draft> progress(String statusLabel) {
    return List.of(patch(object().put("statusLabel", Texts.shorten(statusLabel, LONGEST_LABEL))));
  }

  /**
   * An operator has paused the start of workflows. In the past tense: the label stays until the run
   * starts, and the pause may be over by then.
   *
   * @param who the operator
   * @param what when and why: "2026-11-28T14:05:00Z: maintenance"
   */
  public static List<Draft> paused(String who, String what) {
    return Label.PAUSED.drafts(who, what);
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
    return Label.REPOSITORY.drafts(target.toString(), words);
  }

  /**
   * @param words of GitHub, or null when its answer was lost
   */
  public static List<Draft> dispatchedAgain(String words, Instant due) {
    String happened =
        words == null
            ? "GitHub's answer to the start of the workflow was lost, and GitHub has started nothing."
            : "GitHub failed to start the workflow: " + words + " (HTTP 500).";
    return Label.AGAIN.drafts(happened, due.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** A run was parked. */
  public static List<Draft> operatorDecides(Why why) {
    return personDecides(why.sentence());
  }

  /** A run was parked: nothing goes on until a person has looked. */
  public static List<Draft> personDecides(String sentence) {
    return Label.OPERATOR.drafts(sentence);
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
