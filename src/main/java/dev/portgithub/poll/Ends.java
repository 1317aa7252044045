package dev.portgithub.poll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.portgithub.dispatch.CredentialFacts;
import dev.portgithub.remote.GitHubCalls;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.Messages;
import dev.portgithub.report.Outbox;
import dev.portgithub.run.Texts;
import dev.portgithub.store.Run;
import dev.portgithub.store.Tables;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes runs whose workflow run has ended: the verdict is that of the attempt which we
 * dispatched.
 */
public final class Ends {
  private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

  /** GitHub may need this long to show a workflow run that it has just started. */
  private static final Duration VISIBLE_AFTER = Duration.ofSeconds(60);

  private final Jdbi jdbi;
  private final Clock clock;
  private final GitHubCalls calls;
  private final CredentialFacts facts;
  private final Verdict verdict;
  private final int missesBeforeVanished;

  /**
   * @param missesBeforeVanished how many 404 in a row, with the repository itself in reach, mean a
   *     deleted workflow run
   */
  public Ends(
      DataSource store,
      Clock clock,
      GitHubCalls calls,
      CredentialFacts facts,
      Verdict verdict,
      int missesBeforeVanished) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.calls = calls;
    this.facts = facts;
    this.verdict = verdict;
    this.missesBeforeVanished = missesBeforeVanished;
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
    return !verdict.success(ended.workflowRun());
  }

  public RemoteCall jobs(Ended ended) {
    return calls.jobsOfFirstAttempt(ended.run());
  }

  /**
   * @param jobs GitHub's answer with the jobs; anything else when they are not needed or not to be
   *     had
   */
  public void finish(Ended ended, Object jobs) {
    JsonNode json = jobs instanceof RemoteAnswer answer ? answer.json() : MissingNode.getInstance();
    facts.learnActor(ended.run(), ended.workflowRun().json());
    List<Messages.Draft> reports = new ArrayList<>(ended.workflowRun().missingLink(ended.run()));
    reports.addAll(verdict.reports(ended.run(), ended.workflowRun(), json));
    finish(ended.run(), ended.workflowRun().conclusion(), ended.workflowRun().htmlUrl(), reports);
  }

  /** GitHub answered 404 for a single workflow run of a repository that it lists. */
  public void missing(Overdue overdue, RemoteRefused refusal) {
    if (overdue.run() != null) {
      missing(overdue.run(), refusal);
    }
  }

  private void missing(Run run, RemoteRefused refusal) {
    Instant now = Instant.now(clock);
    boolean young = run.startedAt() != null && now.isBefore(run.startedAt().plus(VISIBLE_AFTER));
    // Another refusal says nothing of the workflow run, and ends the row of misses.
    int misses = refusal.status() == 404 && !young ? run.attempts() + 1 : 0;
    if (misses >= missesBeforeVanished) {
      finish(run, "deleted", null, verdict.vanished(run));
      return;
    }
    Instant due = now.plus(VISIBLE_AFTER);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update run set attempts = ?, due_at = ? where run_id = ? and state = 'RUNNING'",
                misses,
                due,
                run.runId()));
    LOG.info(
        "Run {}: GitHub does not show workflow run {} ({}); it will be looked at again from {}",
        run.runId(),
        run.workflowRunId(),
        refusal.getMessage(),
        due);
  }

  private void finish(Run run, String conclusion, String htmlUrl, List<Messages.Draft> reports) {
    Instant now = Instant.now(clock);
    boolean finished =
        jdbi.inTransaction(
            handle -> {
              int changed =
                  handle.execute(
                      "update run set state = 'FINISHED', status = 'completed', conclusion = ?, finished_at = ?,"
                          + " html_url = coalesce(html_url, ?), due_at = null where run_id = ? and state = 'RUNNING'",
                      Texts.shorten(conclusion, 60),
                      now,
                      htmlUrl,
                      run.runId());
              if (changed == 1) {
                Outbox.add(handle, run.runId(), now, reports);
              }
              return changed == 1;
            });
    if (finished) {
      Metrics.counter("poll.finished", "conclusion", known(conclusion)).increment();
      LOG.info(
          "Run {}: workflow run {} ended with {}; Port will be told",
          run.runId(),
          run.workflowRunId(),
          conclusion);
    }
  }

  /** A conclusion that GitHub may invent must not become a metric of its own. */
  private static String known(String conclusion) {
    return switch (conclusion) {
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
          conclusion;
      default -> "other";
    };
  }
}
