package dev.portgithub.cancel;

import dev.portgithub.github.DispatchRate;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.ClaimLost;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that nothing of a run goes on: it is not started, or its workflow run is cancelled.
 *
 * <p>A workflow run is cancelled only when GitHub has just shown that it goes on, in the attempt
 * that we dispatched, and when it is provably that of the run: GitHub's answer to the dispatch has
 * named it, or its title names the run. Cancelling twice does no harm, so a call whose answer is
 * lost is made again.
 */
public final class Cancelling {
  private static final Logger LOG = LoggerFactory.getLogger(Cancelling.class);

  /** Until its workflow run is known. */
  static final Duration SOON = Duration.ofSeconds(15);

  /** While an operator has to decide about it. */
  private static final Duration SELDOM = Duration.ofMinutes(10);

  static final Duration MINUTE = Duration.ofMinutes(1);

  private final Clock clock;
  private final Wishes wishes;
  private final Runs runs;
  private final Jdbi jdbi;
  private final Writes writes;
  private final Duration forceAfter;

  /** The calls, and the limit of calls that change something. */
  public record Writes(GitHubCalls calls, DispatchRate rate) {}

  /**
   * @param forceAfter how long after a cancel it is forced if it goes on; 0: never
   */
  public Cancelling(
      Clock clock, Jdbi jdbi, Wishes wishes, Runs runs, Writes writes, Duration forceAfter) {
    this.clock = clock;
    this.jdbi = jdbi;
    this.wishes = wishes;
    this.runs = runs;
    this.writes = writes;
    this.forceAfter = forceAfter;
  }

  /**
   * A run whose workflow run is known and may go on.
   *
   * @param call that asks GitHub whether it does
   */
  public record Look(Cancellation wish, Run run, RemoteCall call) {}

  /**
   * What is to be asked of GitHub first; null when there is nothing to ask, for now or for ever.
   */
  public Look look(Cancellation wish) {
    Optional<Run> found = jdbi.withHandle(handle -> RunQueries.find(handle, wish.runId()));
    if (found.isEmpty()) {
      return null;
    }
    Run run = found.get();
    switch (run.state()) {
      case ACCEPTED -> keepFromStarting(wish, run);
      case FINISHED -> wishes.settle(wish, "STOPPED");
      case REFUSED, SKIPPED -> wishes.settle(wish, "NOT_STARTED");
      case CONFIRMING, DISPATCHING, LOCATING -> later(wish, SOON);
      case RUNNING, PARKED -> {
        if (!wish.cancels()) {
          wishes.settle(wish, "LEFT");
        } else if (run.workflowRunId() == null) {
          later(wish, SELDOM);
        } else {
          return new Look(wish, run, writes.calls().workflowRun(run));
        }
      }
    }
    return null;
  }

  private void keepFromStarting(Cancellation wish, Run run) {
    try {
      runs.skipped(run, wish.why());
    } catch (ClaimLost e) {
      // Its dispatch has begun a moment ago.
      later(wish, SOON);
      return;
    }
    wishes.settle(wish, "NOT_STARTED");
    LOG.info("Run {} is not started, because {}", run.runId(), wish.why());
  }

  /**
   * The call that cancels it; null when it must not be made, or not now.
   *
   * @throws RemoteBusy when no more writes may be made in this minute, or the answer shows nothing
   */
  public RemoteCall decide(Look look, RemoteAnswer answer) {
    Cancellation wish = look.wish();
    Run run = look.run();
    List<WorkflowRun> shown = WorkflowRun.read(answer.json());
    if (shown.size() != 1 || shown.get(0).id() != run.workflowRunId()) {
      throw new RemoteBusy("GitHub's answer does not show the workflow run", null);
    }
    WorkflowRun workflowRun = shown.get(0);
    if (workflowRun.attempt() > 1) {
      wishes.settle(wish, "RERUN");
      LOG.info(
          "Run {}: workflow run {} is not cancelled, since somebody has run it again in GitHub",
          run.runId(),
          run.workflowRunId());
      return null;
    }
    if (workflowRun.ended()) {
      wishes.settle(wish, "STOPPED");
      return null;
    }
    String title = workflowRun.json().path("display_title").asText("");
    if (!run.named() && !Texts.names(title, run.runId())) {
      wishes.settle(wish, "UNPROVEN");
      LOG.warn(
          "Run {}: workflow run {} is not cancelled although {}: neither GitHub's answer to the dispatch nor a title with"
              + " the run id proves that it is its own. Cancel it in GitHub if it is",
          run.runId(),
          run.workflowRunId(),
          wish.why());
      return null;
    }
    return wish.isAsked() ? force(wish, run) : write(run, writes.calls().cancel(run));
  }

  private RemoteCall force(Cancellation wish, Run run) {
    if (forceAfter.isZero()) {
      wishes.settle(wish, "REFUSED");
      return null;
    }
    Duration left = Duration.between(Instant.now(clock), wish.askedAt().plus(forceAfter));
    if (left.isNegative() || left.isZero()) {
      return write(run, writes.calls().forceCancel(run));
    }
    later(wish, left.compareTo(MINUTE) < 0 ? left : MINUTE);
    return null;
  }

  private RemoteCall write(Run run, RemoteCall call) {
    jdbi.useTransaction(handle -> writes.rate().take(handle, run.target().org()));
    return call;
  }

  /** GitHub said yes. */
  public void asked(Look look) {
    Cancellation wish = look.wish();
    if (wish.isAsked()) {
      wishes.forced(wish);
      Wishes.count("FORCED");
      LOG.warn(
          "Run {}: workflow run {} went on {} s after it was cancelled; GitHub was asked to force it",
          wish.runId(),
          look.run().workflowRunId(),
          Duration.between(wish.askedAt(), Instant.now(clock)).toSeconds());
      return;
    }
    Wishes.count("ASKED");
    LOG.info(
        "Run {}: GitHub was asked to cancel workflow run {}, because {}",
        wish.runId(),
        look.run().workflowRunId(),
        wish.why());
    wishes.asked(wish, Instant.now(clock).plus(forceAfter));
  }

  private void later(Cancellation wish, Duration after) {
    wishes.later(wish, Instant.now(clock).plus(after), wish.attempts());
  }
}
