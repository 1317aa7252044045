package dev.portgithub.finish;

import dev.portgithub.github.Ended;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.report.Ending;
import dev.portgithub.report.PortReports;
import dev.portgithub.results.Results;
import dev.portgithub.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

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

  /** Without results. */
  List<PortReports.Draft> reports(Run run, WorkflowRun workflowRun, FailedJobs jobs) {
    return reports(new Ended(run, workflowRun), jobs, Results.NONE);
  }

  /**
   * @param jobs null when they are not needed, or could not be read
   * @param results of the workflow
   */
  List<PortReports.Draft> reports(Ended ended, FailedJobs jobs, Results results) {
    WorkflowRun workflowRun = ended.workflowRun();
    Run run = ended.run();
    boolean success = success(workflowRun);
    String conclusion = workflowRun.conclusion();
    String summary =
        success ? Digest.ofSuccess(run, workflowRun) : Digest.ofFailure(run, workflowRun, jobs);
    return PortReports.finished(
        new Ending(
            success,
            "Workflow " + conclusion.replace('_', ' '),
            (ended.note() == null ? summary : summary + "\n\n" + ended.note()) + results.markdown(),
            links(run, workflowRun, jobs, results.links())),
        "Workflow completed: " + conclusion + ".");
  }

  /** Port keeps the links that it has unless it is told of others, which take their place. */
  private static List<String> links(
      Run run, WorkflowRun workflowRun, FailedJobs jobs, List<String> more) {
    String page = workflowRun.htmlUrl().isEmpty() ? run.htmlUrl() : workflowRun.htmlUrl();
    String job = jobs == null ? "" : jobs.culprit().map(Job::htmlUrl).orElse("");
    List<String> links = new ArrayList<>();
    Stream.of(page == null ? "" : page, job).filter(each -> !each.isEmpty()).forEach(links::add);
    links.addAll(more);
    return links.size() < 2 && more.isEmpty() ? List.of() : links;
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
