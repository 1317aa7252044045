package dev.portgithub.dispatch;

import dev.portgithub.github.NoAccess;
import dev.portgithub.github.RefUnknown;
import dev.portgithub.github.ShutOut;
import dev.portgithub.preflight.Misfit;
import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.remote.Wire;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import dev.portgithub.signals.Times;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a run whose dispatch fails: one method for each line of the policy start-once.
 */
public final class DispatchFailures {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchFailures.class);
  private static final Duration SAME_WORKFLOW_PAUSE = Duration.ofSeconds(2);

  private final Clock clock;
  private final Runs runs;
  private final Dispatches dispatches;
  private final DefaultBranches branches;
  private final RunOutcomes outcomes;
  private final Backoff backoff;

  /**
   * @param backoff the delays after failures, but not those that a limit asks for; the run is
   *     refused when they are exhausted
   */
  public DispatchFailures(
      Clock clock,
      Runs runs,
      Dispatches dispatches,
      DefaultBranches branches,
      RunOutcomes outcomes,
      Backoff backoff) {
    this.clock = clock;
    this.runs = runs;
    this.dispatches = dispatches;
    this.branches = branches;
    this.outcomes = outcomes;
    this.backoff = backoff;
  }

  /**
   * Not started, and nothing failed: another run of the workflow comes first, or an operator has
   * paused dispatching.
   */
  public void await(Run run, RuntimeException reason) {
    Instant due = Instant.now(clock).plus(SAME_WORKFLOW_PAUSE);
    runs.release(run, due, run.attempts(), reason.getMessage());
    if (reason instanceof NotYet) {
      waits(SAME_WORKFLOW_PAUSE, "same_workflow");
    }
    LOG.debug("Run {} waits until {}: {}", run.runId(), due, reason.getMessage());
  }

  /** Not started; due again at the time that GitHub asked for, or after a growing delay. */
  public void postpone(Run run, RemoteBusy busy) {
    if (busy.until() != null) {
      // A limit, GitHub's or ours: no failure, and no reason to give up however long it takes.
      postpone(run, busy.until(), run.attempts(), busy);
      return;
    }
    int attempts = run.attempts() + 1;
    if (backoff.exhausted(attempts)) {
      outcomes.refused(
          run,
          new Why(
              "GITHUB_UNREACHABLE",
              "GitHub could not be reached for "
                  + Texts.duration(backoff.giveUpAfter())
                  + ". "
                  + busy.getMessage(),
              "Run the action again when GitHub works."));
      return;
    }
    postpone(run, Instant.now(clock).plus(backoff.after(attempts, run.runId())), attempts, busy);
  }

  /**
   * Not started: GitHub shuts the credential out. Port is told once who has to do something; the
   * run is refused when that does not happen in time.
   */
  public void awaitAccess(Run run, NoAccess noAccess) {
    ShutOut shutOut = noAccess.shutOut();
    Instant waitsSince =
        shutOut.since().isAfter(run.acceptedAt()) ? shutOut.since() : run.acceptedAt();
    if (Instant.now(clock).isAfter(waitsSince.plus(backoff.giveUpAfter()))) {
      outcomes.refused(
          run,
          new Why(
              "GITHUB_SHUT_OUT",
              shutOut.text(),
              "Nobody did so for "
                  + Texts.duration(backoff.giveUpAfter())
                  + ". Run the action again when it is done."));
      return;
    }
    boolean first = outcomes.waitsForAccess(run, noAccess.until(), shutOut);
    waits(Duration.between(Instant.now(clock), noAccess.until()), "platform_team");
    if (first) {
      LOG.info(
          "Run {} waits for the platform team; it will be tried again at {}: {}",
          run.runId(),
          noAccess.until(),
          shutOut.text());
    }
  }

  private void postpone(Run run, Instant due, int attempts, RemoteBusy busy) {
    runs.release(run, due, attempts, busy.getMessage());
    String cause = busy.until() == null ? "github_away" : "limit";
    waits(Duration.between(Instant.now(clock), due), cause);
    LOG.info("Run {} will be dispatched at {}: {}", run.runId(), due, busy.getMessage());
  }

  /**
   * GitHub refused: Port is told in GitHub's words, with a hint. Unless it does not know a branch
   * that we looked up: that may have been renamed since, and is looked up again, until GitHub names
   * the same one.
   */
  public void refused(Run run, RemoteRefused refusal) {
    if (refusal instanceof RefUnknown) {
      branches.forget(run);
      if (runs.lookUpAgain(run)) {
        LOG.info(
            "Run {} will be dispatched again immediately: the default branch has to be looked up again",
            run.runId());
        return;
      }
    }
    if (refusal instanceof Rehearsed rehearsed) {
      outcomes.refused(run, rehearsed.why());
    } else {
      outcomes.refused(run, refusal instanceof Misfit misfit ? misfit.why() : why(run, refusal));
    }
  }

  private static Why why(Run run, RemoteRefused refusal) {
    return new Why(
        "GITHUB_REFUSED",
        "GitHub refused to start "
            + run.target()
            + ": "
            + refusal.getMessage()
            + " (HTTP "
            + refusal.status()
            + ").",
        refusal.hint());
  }

  /**
   * The host refused the question for the run id and did nothing: remembered, and dispatched again
   * without it.
   */
  public void askWithoutRunDetails(Run run) {
    dispatches.askWithoutRunDetails(run, Instant.now(clock));
    LOG.info(
        "Run {} will be dispatched again immediately: this GitHub server does not know return_run_details",
        run.runId());
  }

  /** The answer was lost. */
  public void lost(Run run, Exception failure) {
    String words = failure instanceof AnswerLost lost ? lost.words() : null;
    dispatches.lost(run, words);
    LOG.warn(
        "Run {}: the dispatch may have started a workflow run, but its answer was lost ({}); it will be located",
        run.runId(),
        failure.getMessage());
  }

  /**
   * The connection failed: before anything was sent the dispatch may be repeated, after that only
   * located.
   */
  public void connectionFailed(Run run, IOException failure) {
    if (run.state() == RunState.DISPATCHING && !beforeSending(failure)) {
      lost(run, failure);
    } else {
      postpone(run, new RemoteBusy("GitHub cannot be reached: " + Wire.words(failure), null));
    }
  }

  private static boolean beforeSending(IOException failure) {
    return failure instanceof RemoteCall.NotSent
        || failure instanceof ConnectionRequestTimeoutException
        || Wire.neverConnected(failure);
  }

  /** Counts what it is postponed for: no failure. */
  static void waits(Duration time, String cause) {
    Times.record("dispatch.wait", time, "cause", cause);
  }

  /** The stored inputs cannot be decrypted. */
  public void parkSealed(Run run, Exception failure) {
    Why why =
        new Why("SEALED", failure.getMessage(), "Fix the cause, then replay this dead letter.");
    outcomes.parked(run, why, PortReports.operatorDecides(why));
  }
}
