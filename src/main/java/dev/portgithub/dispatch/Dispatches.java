package dev.portgithub.dispatch;

import dev.portgithub.github.GitHubBudget;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.HostFacts;
import dev.portgithub.locate.Locating;
import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Lease;
import dev.portgithub.run.Run;
import dev.portgithub.store.Tables;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.sql.DataSource;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts each accepted run's workflow at most once.
 *
 * <p>The intent is written before the call. Whatever dies after that, the run is not dispatched
 * again until {@link Locating} has looked for what the call may have started.
 */
public final class Dispatches {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatches.class);
  private static final Duration SAME_WORKFLOW_PAUSE = Duration.ofSeconds(2);

  private final Jdbi jdbi;
  private final Clock clock;
  private final GitHubBudget budget;
  private final GitHubCalls calls;
  private final HostFacts facts;
  private final DefaultBranches branches;
  private final RunOutcomes starts;
  private final Duration lease;
  private final Duration giveUpAfter;
  private final Backoff backoff;

  /**
   * @param lease how long a claim lasts; longer than any call can take
   * @param giveUpAfter how long GitHub may be out of reach before the run is refused: the delays
   *     after failures, but not those that a limit asks for
   */
  public Dispatches(
      DataSource store,
      Clock clock,
      GitHubBudget budget,
      GitHubCalls calls,
      HostFacts facts,
      DefaultBranches branches,
      RunOutcomes starts,
      Duration lease,
      Duration giveUpAfter,
      Duration longestDelay) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.budget = budget;
    this.calls = calls;
    this.facts = facts;
    this.branches = branches;
    this.starts = starts;
    this.lease = lease;
    this.giveUpAfter = giveUpAfter;
    this.backoff = new Backoff(Duration.ofSeconds(2), longestDelay);
  }

  /** Claims accepted runs that are due, no more than may be dispatched now. */
  public List<Run> claim(int limit) {
    // With an App each owner has a limit of its own, which is checked run by run in intend.
    int free = budget.freeDispatches(calls.credential(""));
    return Lease.claim(jdbi, "ACCEPTED", Instant.now(clock), lease, Math.min(limit, free));
  }

  /**
   * Writes the intent; from here on the run counts as perhaps started.
   *
   * @throws RemoteBusy when the budget has no room
   * @throws NotYet while another run of the workflow has to be found first
   */
  public Run intend(Run run) {
    Instant now = Instant.now(clock);
    jdbi.useTransaction(
        handle -> {
          budget.takeDispatch(handle, calls.credential(run.org()));
          requireNoneToLocate(handle, run, now);
          Lease.requireHeld(
              handle.execute(
                  "update run set state = 'DISPATCHING', intent_at = ?, due_at = ?, ref = ?"
                      + " where run_id = ? and claim = ? and state = 'ACCEPTED'",
                  now,
                  now.plus(lease),
                  run.ref(),
                  run.runId(),
                  run.claim()),
              run);
        });
    return run.dispatching(now);
  }

  /**
   * Two dispatches of one workflow whose answers name no run could not be told apart. So a workflow
   * waits while one of its runs is being located, and on hosts that do not name the run, while one
   * is being dispatched.
   */
  private void requireNoneToLocate(Handle handle, Run run, Instant now) {
    String unsettled =
        facts.read(handle, run).answersWithRunId() ? "('LOCATING')" : "('LOCATING', 'DISPATCHING')";
    boolean waits =
        handle
            .select(
                "select 1 from run where org = ? and repo = ? and workflow = ? and state in "
                    + unsettled
                    + " limit 1",
                run.org(),
                run.repo(),
                run.workflow())
            .mapTo(Integer.class)
            .findFirst()
            .isPresent();
    if (waits) {
      throw new NotYet(
          "Another run of " + PortReports.target(run) + " has to be found first",
          now.plus(SAME_WORKFLOW_PAUSE));
    }
  }

  /**
   * Records GitHub's yes.
   *
   * @throws AnswerLost when it is a success that names no workflow run
   */
  public void started(Run run, RemoteAnswer answer) {
    if (answer.status() == 204) {
      startedWithoutId(run);
      return;
    }
    long id = answer.json().path("workflow_run_id").asLong(0);
    if (id <= 0) {
      throw new AnswerLost("GitHub's answer to the dispatch names no workflow run");
    }
    jdbi.useTransaction(
        handle -> {
          facts.learnRunDetails(handle, run, true);
          starts.started(handle, run, id, answer.json().path("html_url").asText(""));
        });
  }

  private void startedWithoutId(Run run) {
    Instant now = Instant.now(clock);
    jdbi.useTransaction(
        handle -> {
          facts.learnRunDetails(handle, run, false);
          Lease.requireHeld(
              handle.execute(
                  "update run set state = 'LOCATING', started_at = ?, due_at = ?, attempts = 0, inputs = null"
                      + " where run_id = ? and claim = ? and state = 'DISPATCHING'",
                  now,
                  now.plusSeconds(1),
                  run.runId(),
                  run.claim()),
              run);
        });
    LOG.info(
        "Run {} started; GitHub does not name the workflow run, it will be located", run.runId());
  }

  /**
   * The host refused the question for the run id and did nothing: remembered, and dispatched again
   * without it.
   */
  public void askWithoutRunDetails(Run run) {
    jdbi.useTransaction(
        handle -> {
          facts.learnRunDetails(handle, run, false);
          release(handle, run, Instant.now(clock), run.attempts());
        });
    LOG.info(
        "Run {} will be dispatched again at once: this GitHub server knows no return_run_details",
        run.runId());
  }

  /** The answer was lost. */
  public void lost(Run run, Exception failure) {
    jdbi.useHandle(
        handle ->
            Lease.requireHeld(
                handle.execute(
                    "update run set state = 'LOCATING', due_at = ?, attempts = 0"
                        + " where run_id = ? and claim = ? and state = 'DISPATCHING'",
                    Instant.now(clock).plusSeconds(1),
                    run.runId(),
                    run.claim()),
                run));
    LOG.warn(
        "Run {}: the dispatch may have started a workflow run, its answer is lost ({}); it will be located",
        run.runId(),
        failure.getMessage());
  }

  /**
   * The connection failed: before anything was sent the dispatch may be repeated, after that only
   * located.
   */
  public void connectionFailed(Run run, IOException failure) {
    boolean sent = "DISPATCHING".equals(run.state()) && !beforeSending(failure);
    if (sent) {
      lost(run, failure);
    } else {
      postpone(run, new RemoteBusy("GitHub cannot be reached: " + failure, null));
    }
  }

  private static boolean beforeSending(IOException failure) {
    return failure instanceof RemoteCall.NotSent
        || failure instanceof ConnectException
        || failure instanceof ConnectTimeoutException
        || failure instanceof ConnectionRequestTimeoutException
        || failure instanceof UnknownHostException
        || failure instanceof NoRouteToHostException
        || failure instanceof SSLHandshakeException;
  }

  /** Not started; due again at the time that GitHub asked for, or after a growing delay. */
  public void postpone(Run run, RemoteBusy busy) {
    if (busy.until() != null) {
      // A limit, GitHub's or ours: no failure, and no reason to give up however long it takes.
      postpone(run, busy.until(), run.attempts(), busy);
      return;
    }
    int attempts = run.attempts() + 1;
    if (backoff.total(attempts).compareTo(giveUpAfter) > 0) {
      refuse(
          run,
          "GitHub could not be reached for "
              + PortReports.duration(giveUpAfter)
              + ". "
              + busy.getMessage(),
          "Run the action again when GitHub works.");
      return;
    }
    postpone(run, Instant.now(clock).plus(backoff.after(attempts)), attempts, busy);
  }

  private void postpone(Run run, Instant due, int attempts, RemoteBusy busy) {
    jdbi.useHandle(handle -> release(handle, run, due, attempts));
    LOG.info("Run {} will be dispatched at {}: {}", run.runId(), due, busy.getMessage());
  }

  /** Not started, and nothing failed. */
  public void await(Run run, NotYet reason) {
    jdbi.useHandle(handle -> release(handle, run, reason.until(), run.attempts()));
    LOG.debug("Run {} waits until {}: {}", run.runId(), reason.until(), reason.getMessage());
  }

  /** GitHub refused: Port is told in GitHub's words, with a hint. */
  public void refused(Run run, RemoteRefused refusal) {
    boolean unknownRef =
        refusal.getMessage().toLowerCase(java.util.Locale.ROOT).contains("no ref found");
    if (unknownRef && branches.forget(run)) {
      // The default branch was renamed since we asked for it.
      jdbi.useHandle(
          handle -> release(handle, run.withRef(null), Instant.now(clock), run.attempts() + 1));
      LOG.info(
          "Run {} will be dispatched at once: the default branch has to be looked up again",
          run.runId());
      return;
    }
    refuse(
        run,
        "GitHub refused to start "
            + PortReports.target(run)
            + ": "
            + refusal.getMessage()
            + " (HTTP "
            + refusal.status()
            + ").",
        refusal.hint());
  }

  /** The run cannot go on by itself. */
  public void park(Run run, String reason, Exception failure) {
    jdbi.useTransaction(
        handle ->
            starts.parked(
                handle,
                run,
                reason,
                failure.getMessage(),
                "Mend the cause, then replay this dead letter."));
  }

  private void refuse(Run run, String sentence, String remedy) {
    jdbi.useTransaction(handle -> starts.refused(handle, run, sentence, remedy));
  }

  private static void release(Handle handle, Run run, Instant due, int attempts) {
    Lease.requireHeld(
        handle
            .createUpdate(
                "update run set state = 'ACCEPTED', intent_at = null, ref = :ref, due_at = :due, attempts = :attempts"
                    + " where run_id = :runId and claim = :claim and state in ('ACCEPTED', 'DISPATCHING')")
            .bind("ref", run.ref())
            .bind("due", due)
            .bind("attempts", attempts)
            .bind("runId", run.runId())
            .bind("claim", run.claim())
            .execute(),
        run);
  }
}
