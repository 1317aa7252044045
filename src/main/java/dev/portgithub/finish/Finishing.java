package dev.portgithub.finish;

import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.HostFacts;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.ResultReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.results.Results;
import dev.portgithub.run.Run;
import dev.portgithub.signals.Counters;
import dev.portgithub.signals.Traces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes runs whose workflow run has ended: the verdict is that of the attempt which we
 * dispatched.
 */
public final class Finishing {
  private static final Logger LOG = LoggerFactory.getLogger(Finishing.class);

  private final RunOutcomes outcomes;
  private final GitHubCalls calls;
  private final HostFacts facts;
  private final Conclusion conclusion;

  public Finishing(
      RunOutcomes outcomes, GitHubCalls calls, HostFacts facts, Conclusion conclusion) {
    this.outcomes = outcomes;
    this.calls = calls;
    this.facts = facts;
    this.conclusion = conclusion;
  }

  /**
   * Is it worth a call to look for the failed job, or one more?
   *
   * @param jobs what was read so far; null for nothing
   */
  public boolean needsJobs(Ended ended, FailedJobs jobs) {
    return !conclusion.success(ended.workflowRun()) && (jobs == null || jobs.mayBeFurther());
  }

  /** The first page of its jobs, or the next one. */
  public RemoteCall jobs(Ended ended, FailedJobs jobs) {
    int page = jobs == null ? 1 : jobs.pages() + 1;
    return calls.jobs(ended.run(), ended.workflowRun().attempt(), page);
  }

  /** Without results. */
  public void finish(Ended ended, FailedJobs jobs) {
    finish(ended, jobs, null);
  }

  /**
   * @param jobs null when they are not needed or not available
   * @param results of the workflow, or null
   */
  public void finish(Ended ended, FailedJobs jobs, Results results) {
    Results said = results == null ? Results.NONE : results;
    Run run = ended.run();
    WorkflowRun workflowRun = ended.workflowRun();
    if (ended.note() == null) {
      facts.learn(run, workflowRun.json());
    }
    List<PortReports.Draft> reports = new ArrayList<>(PortReports.missingLink(run, workflowRun));
    if (ended.rerun()) {
      reports.addAll(
          PortReports.line(
              "GitHub does not show any more how the first attempt ended, the one that was started from Port. This is the end of attempt "
                  + workflowRun.attempt()
                  + "."));
    }
    reports.addAll(ResultReports.of(said));
    reports.addAll(conclusion.reports(ended, jobs, said));
    reports.replaceAll(each -> each.at(workflowRun.updatedAt()));
    if (finish(run, workflowRun.conclusion(), workflowRun.htmlUrl(), reports)) {
      Traces.Name name = new Traces.Name(run.runId(), "workflow run");
      Instant end = workflowRun.updatedAt();
      String conclusion = workflowRun.conclusion();
      Traces.tell(run.traceContext(), name, run.startedAt(), end, "conclusion", conclusion);
      Traces.tell(run.traceContext(), new Traces.Name(run.runId(), "end"), end, null);
    }
  }

  /** The workflow run was deleted in GitHub before its end was seen. */
  void deleted(Run run) {
    finish(run, "deleted", null, conclusion.vanished(run));
  }

  private boolean finish(Run run, String ending, String htmlUrl, List<PortReports.Draft> reports) {
    if (outcomes.finished(run, ending, htmlUrl, reports)) {
      Counters.add("poll.finished", "conclusion", known(ending));
      LOG.info(
          "Run {}: workflow run {} ended with {}; Port will be told",
          run.runId(),
          run.workflowRunId(),
          ending);
      return true;
    }
    return false;
  }

  /** A conclusion that GitHub may invent must not become a metric of its own. */
  private static String known(String ending) {
    return switch (ending) {
      case "success",
          "failure",
          "cancelled",
          "timed_out",
          "action_required",
          "startup_failure",
          "stale",
          "skipped",
          "neutral",
          "deleted" ->
          ending;
      default -> "other";
    };
  }
}
