package dev.portgithub.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.run.Run;
import dev.portgithub.run.Text;
import java.time.Duration;
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

  private PortReports() {}

  /** A report that is not in the outbox yet. */
  public record Draft(String kind, ObjectNode body, boolean endsRun) {}

  public static List<Draft> started(Run run, long workflowRunId, String htmlUrl) {
    return List.of(
        patch(
            object()
                .put("link", htmlUrl)
                .put("externalRunId", Long.toString(workflowRunId))
                .put("statusLabel", "Started")),
        log("Started GitHub workflow " + target(run) + ": " + htmlUrl));
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

  public static List<Draft> link(String htmlUrl) {
    return List.of(patch(object().put("link", htmlUrl)));
  }

  public static List<Draft> line(String text) {
    return List.of(log(text));
  }

  public static List<Draft> refused(String sentence, String remedy) {
    String text = remedy.isBlank() ? sentence : sentence + " " + remedy;
    return List.of(
        log("The workflow was not started. " + text),
        end("FAILURE", "Not started", "The workflow was not started. " + text));
  }

  /**
   * @param status SUCCESS or FAILURE
   * @param summary one paragraph
   */
  public static List<Draft> finished(String status, String label, String line, String summary) {
    return List.of(log(line), end(status, label, summary));
  }

  /** The workflow as people write it: deploy.yml of acme/platform at main. */
  public static String target(Run run) {
    return run.workflow()
        + " of "
        + run.org()
        + "/"
        + run.repo()
        + (run.ref() == null ? "" : " at " + run.ref());
  }

  /** For people: 45 s, 3 min 20 s, 2 h 5 min. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    return seconds / 3600 + " h" + (seconds % 3600 < 60 ? "" : " " + seconds % 3600 / 60 + " min");
  }

  /** Without control characters: PostgreSQL takes no NUL, and each is six characters in JSON. */
  public static String shorten(String text, int longest) {
    return Text.shorten(text, longest);
  }

  private static Draft patch(ObjectNode body) {
    return new Draft(Report.PATCH, body, false);
  }

  private static Draft log(String text) {
    return new Draft(Report.LOG, object().put("message", shorten(text, LONGEST_TEXT)), false);
  }

  private static Draft end(String status, String label, String summary) {
    ObjectNode body =
        object()
            .put("status", status)
            .put("statusLabel", label)
            .put("summary", shorten(summary, LONGEST_TEXT));
    return new Draft(Report.PATCH, body, true);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
