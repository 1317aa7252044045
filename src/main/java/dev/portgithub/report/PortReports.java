package dev.portgithub.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.run.Run;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import java.util.List;

/**
 * What Port is told, in its order: link and externalRunId first, progress as log lines and
 * statusLabel, the summary with the final status, nothing after it.
 *
 * <p>The members are those of Port's PATCH /v1/actions/runs/{run_id} and POST .../logs, whose
 * schemas are closed.
 */
public final class PortReports {
  private static final int LONGEST_TEXT = 4000;
  private static final int LONGEST_LABEL = 100;

  private PortReports() {}

  /** A report that is not in the outbox yet. */
  public record Draft(String kind, ObjectNode body, boolean endsRun) {}

  public static List<Draft> started(Target target, long workflowRunId, String htmlUrl) {
    return List.of(
        patch(
            object()
                .put("link", htmlUrl)
                .put("externalRunId", Long.toString(workflowRunId))
                .put("statusLabel", "Started")),
        log("Started GitHub workflow " + target + ": " + htmlUrl));
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

  /**
   * The link, when this is the first that is seen of a workflow run which an operator has named by
   * its number; otherwise Port has it.
   */
  public static List<Draft> missingLink(Run run, WorkflowRun workflowRun) {
    String htmlUrl = workflowRun.htmlUrl();
    return run.htmlUrl() == null && !htmlUrl.isEmpty()
        ? List.of(patch(object().put("link", htmlUrl)))
        : List.of();
  }

  public static List<Draft> line(String text) {
    return List.of(log(text));
  }

  /** A run was parked. */
  public static List<Draft> operatorDecides(Why why) {
    return line(why.sentence() + " An operator of the backend has to decide how it goes on.");
  }

  public static List<Draft> refused(Why why) {
    String text = "The workflow was not started. " + why.text();
    return List.of(log(text), end(new Ending(false, "Not started", text)));
  }

  /**
   * How a run ends in Port.
   *
   * @param success SUCCESS, or else FAILURE
   * @param summary one paragraph
   */
  public record Ending(boolean success, String label, String summary) {}

  public static List<Draft> finished(Ending ending, String line) {
    return List.of(log(line), end(ending));
  }

  private static Draft patch(ObjectNode body) {
    return new Draft(Report.PATCH, body, false);
  }

  private static Draft log(String text) {
    return new Draft(Report.LOG, object().put("message", Texts.shorten(text, LONGEST_TEXT)), false);
  }

  private static Draft end(Ending ending) {
    ObjectNode body =
        object()
            .put("status", ending.success() ? "SUCCESS" : "FAILURE")
            .put("statusLabel", Texts.shorten(ending.label(), LONGEST_LABEL))
            .put("summary", Texts.shorten(ending.summary(), LONGEST_TEXT));
    return new Draft(Report.PATCH, body, true);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
