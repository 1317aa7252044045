package dev.portgithub.report;

import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.github.ShutOut;
import dev.portgithub.run.Outboxes.Opening;
import dev.portgithub.run.Repositories;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Start;
import dev.portgithub.run.Texts;
import dev.portgithub.run.WaitingRuns;
import dev.portgithub.run.Why;
import dev.portgithub.signals.Counters;
import dev.portgithub.signals.Times;
import dev.portgithub.store.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of a run that Port is told about: started, refused, parked, finished. Each writes the
 * new state, what Port is to be told, and the dead letter if there is one, in one transaction; what
 * is logged and counted is committed.
 */
public final class RunOutcomes {
  private static final Logger LOG = LoggerFactory.getLogger(RunOutcomes.class);

  private final Jdbi jdbi;
  private final Runs runs;
  private final Repositories repositories;
  private final Outbox outbox;
  private final DeadLetters deadLetters;
  private final Duration firstPoll;

  /**
   * @param firstPoll how long after a start the repository is polled
   */
  public RunOutcomes(
      Jdbi jdbi,
      Runs runs,
      Repositories repositories,
      Outbox outbox,
      DeadLetters deadLetters,
      Duration firstPoll) {
    this.jdbi = jdbi;
    this.runs = runs;
    this.repositories = repositories;
    this.outbox = outbox;
    this.deadLetters = deadLetters;
    this.firstPoll = firstPoll;
  }

  /**
   * The workflow run is known: Port gets the link, unless GitHub shows none yet; the run is
   * followed, unless the action does not want that.
   *
   * @param transactions one for all of it
   * @param opening how its outbox is opened, in that transaction
   * @return the first report, if the outbox was claimed with it: to be delivered; or null
   */
  public Report started(
      Transactions transactions, Run run, Start seen, Function<Handle, Opening> opening) {
    Started start =
        transactions.once(
            handle -> {
              Opening open = opening.apply(handle);
              Instant at = runs.started(handle, run, seen, open, firstPoll);
              Report first =
                  outbox.addToOpen(handle, run, open, PortReports.started(run.target(), seen));
              return new Started(
                  at,
                  run.reportStatus() ? repositories.follow(handle, run.target(), firstPoll) : null,
                  first);
            });
    count("started", "");
    if (run.state() == RunState.LOCATING) {
      Counters.add("locate.runs", "outcome", "found");
    }
    Times.record("record.to.dispatch", run.recordAt(), start.at());
    RunTraces.tell(run, run.state() == RunState.LOCATING ? "found" : "started");
    LOG.info(
        "Run {} started workflow run {} ({}): {}",
        run.runId(),
        seen.workflowRunId(),
        run.target(),
        start.poll() == null
            ? "its action asks for no status"
            : "it will be polled from " + start.poll());
    return start.first();
  }

  private record Started(Instant at, Instant poll, Report first) {}

  /** Certainly nothing was started; it is dispatched later, and Port is told so. */
  public void waits(
      Run run, Instant due, int attempts, String why, List<PortReports.Draft> reports) {
    jdbi.useTransaction(
        handle -> {
          runs.release(run, due, attempts, why);
          outbox.add(handle, run.runId(), reports);
        });
  }

  /**
   * The answer to the dispatch was lost. Port is told when GitHub itself says that it failed.
   *
   * @param windowEnd after which its workflow run is not created any more; null: as noted with the
   *     intent
   * @param words of GitHub, or null
   */
  public void lost(Run run, Duration lookAfter, Instant windowEnd, String words) {
    String kept = words == null ? null : Texts.shorten(words, 1000);
    jdbi.useTransaction(
        handle -> {
          runs.lost(handle, run, lookAfter, windowEnd, kept);
          if (words != null && run.lostRounds() == 0) {
            outbox.add(handle, run.runId(), Label.FAILED_CHECKING.drafts(words));
          }
        });
    Counters.add("dispatch.answers.lost");
    RunTraces.tell(run, "lost");
  }

  /** The dispatch whose answer was lost has certainly started nothing: it is dispatched again. */
  public void notStarted(Run run, Instant due) {
    jdbi.useTransaction(
        handle -> {
          String words = RunQueries.lostReason(handle, run).orElse(null);
          runs.notStarted(handle, run, due);
          outbox.add(handle, run.runId(), PortReports.dispatchedAgain(words, due));
        });
    Counters.add("locate.runs", "outcome", "not_started");
    RunTraces.tell(run, "not_started");
  }

  /**
   * ACCEPTED or DISPATCHING, and certainly not started: it waits until the platform team has done
   * something.
   *
   * @return true when Port is told, once for each time that GitHub shuts the credential out
   */
  public boolean waitsForAccess(Run run, Instant due, ShutOut shutOut) {
    return jdbi.inTransaction(
        handle -> {
          runs.release(run, due, run.attempts(), shutOut.text());
          return tellOfShutOut(handle, run, shutOut);
        });
  }

  /** Tells Port once who has to do something, when that is sure. */
  public boolean tellOfShutOut(Handle handle, Run run, ShutOut shutOut) {
    boolean first = shutOut.sure() && WaitingRuns.tell(handle, run, shutOut.since());
    if (first) {
      outbox.add(handle, run.runId(), Label.PLATFORM_TEAM.drafts(shutOut.text()));
    }
    return first;
  }

  /** GitHub does not start it: Port is told FAILURE. */
  public void refused(Run run, Why why) {
    jdbi.useTransaction(
        handle -> {
          runs.refused(handle, run, why);
          outbox.addToOpen(handle, run.runId(), PortReports.refused(why));
        });
    count("refused", why.code());
    RunTraces.tell(run, "refused");
    LOG.info("Run {} refused: Port is told FAILURE: {}", run.runId(), why.text());
  }

  /**
   * The run cannot go on by itself; an operator has to decide.
   *
   * @param reports what Port is told about it
   */
  public void parked(Run run, Why why, List<PortReports.Draft> reports) {
    String stage = run.state().stage();
    jdbi.useTransaction(
        handle -> {
          runs.parked(handle, run, why);
          deadLetters.parkRun(handle, run, why);
          outbox.add(handle, run.runId(), reports);
        });
    DeadLetters.announce(run.runId(), stage, why);
    RunTraces.tell(run, "parked");
    if (stage.equals("dispatch")) {
      count("parked", why.code());
    }
    if (run.state() == RunState.LOCATING) {
      Counters.add("locate.runs", "outcome", "parked");
    }
  }

  /** The workflow run has ended: Port gets the final status. False when that was known. */
  public boolean finished(
      Run run, String conclusion, String htmlUrl, List<PortReports.Draft> reports) {
    return jdbi.inTransaction(
        handle -> {
          boolean finished = runs.finished(handle, run, conclusion, htmlUrl);
          if (finished) {
            outbox.addToOpen(handle, run.runId(), reports);
          }
          return finished;
        });
  }

  private static void count(String outcome, String reason) {
    Counters.add("dispatch.runs", "outcome", outcome, "reason", reason);
  }
}
