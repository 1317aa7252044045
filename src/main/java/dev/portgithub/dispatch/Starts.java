package dev.portgithub.dispatch;

import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.report.Messages;
import dev.portgithub.report.Outbox;
import dev.portgithub.run.Texts;
import dev.portgithub.store.Claims;
import dev.portgithub.store.Run;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a dispatch ends: with a workflow run, with a refusal, or with an operator. Each is one
 * transaction of the caller.
 */
public final class Starts {
  private static final Logger LOG = LoggerFactory.getLogger(Starts.class);

  private final Clock clock;
  private final DeadLetters deadLetters;
  private final Duration firstPoll;

  /**
   * @param firstPoll when the repository is looked at first after a start
   */
  public Starts(Clock clock, DeadLetters deadLetters, Duration firstPoll) {
    this.clock = clock;
    this.deadLetters = deadLetters;
    this.firstPoll = firstPoll;
  }

  /**
   * The workflow run is known: Port gets the link; the run is followed, unless the action does not
   * want that.
   */
  void started(Handle handle, Run run, long workflowRunId, String htmlUrl) {
    Instant now = Instant.now(clock);
    String url = Texts.shorten(htmlUrl, 1000);
    Claims.requireHeld(
        handle
            .createUpdate(
                "update run set state = :state, ref = :ref, workflow_run_id = :id, html_url = :url, inputs = null,"
                    + " started_at = coalesce(started_at, :now), finished_at = :finished, due_at = :due, attempts = 0"
                    + " where run_id = :runId and claim = :claim and state in ('DISPATCHING', 'LOCATING')")
            .bind("state", run.reportStatus() ? "RUNNING" : "FINISHED")
            .bind("ref", run.ref())
            .bind("id", workflowRunId)
            .bind("url", url)
            .bind("now", now)
            .bind("finished", run.reportStatus() ? null : now)
            .bind("due", run.reportStatus() ? now.plus(firstPoll) : null)
            .bind("runId", run.runId())
            .bind("claim", run.claim())
            .execute(),
        run);
    Outbox.add(handle, run.runId(), now, Messages.started(run, workflowRunId, url));
    if (run.reportStatus()) {
      follow(handle, run, now);
    }
    count("started");
    LOG.info(
        "Run {} started workflow run {} ({}): {}",
        run.runId(),
        workflowRunId,
        Messages.target(run),
        run.reportStatus()
            ? "it will be polled from " + now.plus(firstPoll)
            : "its action asks for no status");
  }

  /** Has the repository polled soon, and an ETag forgotten that does not know the new run. */
  private void follow(Handle handle, Run run, Instant now) {
    if (pollSoon(handle, run, now) == 0) {
      handle.execute(
          "insert into repository (org, repo) values (?, ?) on conflict do nothing",
          run.org(),
          run.repo());
      pollSoon(handle, run, now);
    }
  }

  private int pollSoon(Handle handle, Run run, Instant now) {
    return handle
        .createUpdate(
            "update repository set due_at = least(coalesce(due_at, :due), :due),"
                + " generation = generation + 1, etag = null where org = :org and repo = :repo")
        .bind("due", now.plus(firstPoll))
        .bind("org", run.org())
        .bind("repo", run.repo())
        .execute();
  }

  void refused(Handle handle, Run run, String sentence, String remedy) {
    Instant now = Instant.now(clock);
    Claims.requireHeld(
        handle.execute(
            "update run set state = 'REFUSED', due_at = null, inputs = null, finished_at = ?, reason = ?"
                + " where run_id = ? and claim = ?",
            now,
            Texts.shorten(sentence + " " + remedy, 2000),
            run.runId(),
            run.claim()),
        run);
    Outbox.add(handle, run.runId(), now, Messages.refused(sentence, remedy));
    count("refused");
    LOG.info("Run {} refused: Port is told FAILURE: {} {}", run.runId(), sentence, remedy);
  }

  void parked(Handle handle, Run run, String reason, String message, String remedy) {
    Claims.requireHeld(
        handle.execute(
            "update run set claim = claim + 1 where run_id = ? and claim = ?",
            run.runId(),
            run.claim()),
        run);
    deadLetters.parkRun(handle, run, "dispatch", reason, message, remedy);
    Outbox.add(
        handle,
        run.runId(),
        Instant.now(clock),
        Messages.line(message + " An operator of the backend has to decide how it goes on."));
    count("parked");
  }

  private static void count(String outcome) {
    Metrics.counter("dispatch.runs", "outcome", outcome).increment();
  }
}
