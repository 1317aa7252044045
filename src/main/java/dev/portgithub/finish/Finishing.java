package dev.portgithub.finish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.HostFacts;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Run;
import io.micrometer.core.instrument.Metrics;
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

  public RemoteCall firstAttempt(Ended ended) {
    return calls.firstAttempt(ended.run());
  }

  /**
   * @throws RemoteBusy when GitHub shows no end of the first attempt although there is a second
   */
  public Ended ofFirstAttempt(Ended ended, RemoteAnswer answer) {
    return WorkflowRun.read(answer.json()).stream()
        .filter(first -> first.attempt() == 1 && first.firstAttemptEnded())
        .findFirst()
        .map(first -> new Ended(ended.run(), first))
        .orElseThrow(
            () ->
                new RemoteBusy(
                    "GitHub shows no conclusion of the first attempt of " + ended.workflowRun(),
                    null));
  }

  /** Are the failed job and step worth a call? */
  public boolean needsJobs(Ended ended) {
    return !conclusion.success(ended.workflowRun());
  }

  public RemoteCall jobs(Ended ended) {
    return calls.jobsOfFirstAttempt(ended.run());
  }

  /**
   * @param jobs GitHub's answer with the jobs; null when they are not needed or not available
   */
  public void finish(Ended ended, RemoteAnswer jobs) {
    Run run = ended.run();
    WorkflowRun workflowRun = ended.workflowRun();
    facts.learn(run, workflowRun.json());
    JsonNode json = jobs == null ? MissingNode.getInstance() : jobs.json();
    List<PortReports.Draft> reports = new ArrayList<>(PortReports.missingLink(run, workflowRun));
    reports.addAll(conclusion.reports(run, workflowRun, json));
    finish(run, workflowRun.conclusion(), workflowRun.htmlUrl(), reports);
  }

  /** The workflow run was deleted in GitHub before its end was seen. */
  void deleted(Run run) {
    finish(run, "deleted", null, conclusion.vanished(run));
  }

  private void finish(Run run, String ending, String htmlUrl, List<PortReports.Draft> reports) {
    if (outcomes.finished(run, ending, htmlUrl, reports)) {
      Metrics.counter("poll.finished", "conclusion", known(ending)).increment();
      LOG.info(
          "Run {}: workflow run {} ended with {}; Port will be told",
          run.runId(),
          run.workflowRunId(),
          ending);
    }
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
