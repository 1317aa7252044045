package dev.portgithub.finish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.PortReports.Ending;
import dev.portgithub.run.Run;
import dev.portgithub.run.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a workflow run's end means for Port: the status, and a summary that a developer understands.
 */
public final class Conclusion {
  private static final int NAMED_JOBS = 3;

  private final Set<String> successes;

  /**
   * @param successConclusions conclusions of GitHub that count as SUCCESS, comma separated; all
   *     others, and those that GitHub may invent, are FAILURE
   */
  public Conclusion(String successConclusions) {
    this.successes =
        Set.copyOf(
            List.of(successConclusions.toLowerCase(Locale.ROOT).replace(" ", "").split(",")));
  }

  public boolean success(WorkflowRun workflowRun) {
    return successes.contains(workflowRun.conclusion());
  }

  public List<PortReports.Draft> reports(Run run, WorkflowRun workflowRun, JsonNode jobs) {
    boolean success = success(workflowRun);
    String conclusion = workflowRun.conclusion();
    StringBuilder summary = new StringBuilder();
    summary
        .append(run.target())
        .append(' ')
        .append(ended(conclusion))
        .append(duration(workflowRun))
        .append('.');
    if (!success) {
      summary.append(failedJobs(jobs)).append(explanation(conclusion, jobs));
    }
    return PortReports.finished(
        new Ending(success, "Workflow " + conclusion.replace('_', ' '), summary.toString()),
        "Workflow completed: " + conclusion + ".");
  }

  /** The workflow run vanished from GitHub before its end was seen. */
  public List<PortReports.Draft> vanished(Run run) {
    String text =
        "The workflow run of "
            + run.target()
            + " was deleted in GitHub before its conclusion was seen.";
    return PortReports.finished(new Ending(false, "Workflow run deleted", text), text);
  }

  private static String ended(String conclusion) {
    return switch (conclusion) {
      case "success" -> "succeeded (conclusion success)";
      case "failure" -> "failed (conclusion failure)";
      case "cancelled" -> "was cancelled (conclusion cancelled)";
      default -> "ended with conclusion " + conclusion;
    };
  }

  private static String duration(WorkflowRun workflowRun) {
    if (workflowRun.startedAt() == null || workflowRun.updatedAt() == null) {
      return "";
    }
    return " after "
        + Texts.duration(Duration.between(workflowRun.startedAt(), workflowRun.updatedAt()));
  }

  private static String failedJobs(JsonNode jobs) {
    List<String> named = new ArrayList<>();
    for (JsonNode job : jobs.path("jobs")) {
      if (FailedJobs.failed(job) && named.size() < NAMED_JOBS) {
        named.add("Failed job: " + job.path("name").asText("?") + failedStep(job) + ".");
      }
    }
    return named.isEmpty() ? "" : " " + String.join(" ", named);
  }

  private static String failedStep(JsonNode job) {
    for (JsonNode step : job.path("steps")) {
      if (FailedJobs.failed(step)) {
        return ", step: " + step.path("name").asText("?");
      }
    }
    return "";
  }

  private static String explanation(String conclusion, JsonNode jobs) {
    return switch (conclusion) {
      case "failure" ->
          jobs.path("jobs").isArray() && jobs.path("jobs").isEmpty()
              ? " No job ran: the workflow file is probably invalid."
              : "";
      case "startup_failure" -> " GitHub could not start the workflow file.";
      case "timed_out" -> " A time limit was hit.";
      case "action_required" -> " GitHub wants a person's approval before it runs anything.";
      case "stale" -> " GitHub gave up on it.";
      default -> "";
    };
  }
}
