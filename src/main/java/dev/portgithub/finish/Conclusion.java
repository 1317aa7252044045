package dev.portgithub.finish;

import dev.portgithub.github.Ended;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.report.Ending;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Run;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a workflow run's end means for Port: the status, a summary that a developer understands, and
 * links.
 */
public final class Conclusion {
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

  /**
   * @param jobs null when they are not needed, or could not be read
   */
  List<PortReports.Draft> reports(Ended ended, FailedJobs jobs) {
    return reports(ended.run(), ended.workflowRun(), jobs, ended.note());
  }

  List<PortReports.Draft> reports(Run run, WorkflowRun workflowRun, FailedJobs jobs) {
    return reports(run, workflowRun, jobs, null);
  }

  private List<PortReports.Draft> reports(
      Run run, WorkflowRun workflowRun, FailedJobs jobs, String note) {
    boolean success = success(workflowRun);
    String conclusion = workflowRun.conclusion();
    String summary =
        success ? Digest.ofSuccess(run, workflowRun) : Digest.ofFailure(run, workflowRun, jobs);
    return PortReports.finished(
        new Ending(
            success,
            "Workflow " + conclusion.replace('_', ' '),
            note == null ? summary : summary + "\n\n" + note,
            links(run, workflowRun, jobs)),
        "Workflow completed: " + conclusion + ".");
  }

  /** Port keeps the links that it has unless it is told of others, which take their place. */
  private static List<String> links(Run run, WorkflowRun workflowRun, FailedJobs jobs) {
    String page = workflowRun.htmlUrl().isEmpty() ? run.htmlUrl() : workflowRun.htmlUrl();
    String job = jobs == null ? "" : jobs.culprit().map(Job::htmlUrl).orElse("");
    return page == null || page.isEmpty() || job.isEmpty() ? List.of() : List.of(page, job);
  }

  /** The workflow run vanished from GitHub before its end was seen. */
  List<PortReports.Draft> vanished(Run run) {
    String text =
        "The workflow run of "
            + run.target()
            + " was deleted in GitHub before its conclusion was seen.";
    return PortReports.finished(new Ending(false, "Workflow run deleted", text), text);
  }
}
