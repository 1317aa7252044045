package dev.portgithub.dispatch;

import dev.portgithub.github.DispatchWindows;
import dev.portgithub.github.HostFacts;
import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.Report;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Outboxes.Opening;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import dev.portgithub.run.StagePaused;
import dev.portgithub.run.Start;
import dev.portgithub.run.Window;
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
 * Starts each accepted run's workflow at most once.
 *
 * <p>The intent is written before the call. Whatever dies after that, the run is not dispatched
 * again until stage locate has searched for what the call may have started.
 */
public final class Dispatches {
  /** GitHub shows a new workflow run about this soon. */
  static final Duration LOOK_AFTER = Duration.ofSeconds(1);

  private static final List<RunState> UNSETTLED = List.of(RunState.DISPATCHING, RunState.LOCATING);

  /** Dispatches of a run that GitHub fails at before it is refused. */
  private static final int MOST_FAILURES = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Dispatches.class);

  private final Jdbi jdbi;
  private final Runs runs;
  private final Line line;
  private final HostFacts facts;
  private final RunOutcomes outcomes;
  private final DispatchWindows windows;

  public Dispatches(
      Jdbi jdbi,
      Runs runs,
      Line line,
      HostFacts facts,
      RunOutcomes outcomes,
      DispatchWindows windows) {
    this.jdbi = jdbi;
    this.runs = runs;
    this.line = line;
    this.facts = facts;
    this.outcomes = outcomes;
    this.windows = windows;
  }

  /** Claims accepted runs whose turn it is, no more than may be dispatched now. */
  public List<Run> claim(int limit) {
    return line.claim(limit);
  }

  /**
   * Writes the intent; from here on the run counts as possibly started.
   *
   * @throws RemoteRefused when GitHub has failed at it too often
   * @throws RemoteBusy when the budget has no room
   * @throws NotYet while another run of the workflow has to be found first
   * @throws StagePaused when an operator has paused dispatching since the run was claimed
   */
  public Run intend(Run run) {
    try {
      return jdbi.inTransaction(
          handle -> {
            requireHope(handle, run);
            line.takePlace(handle, run);
            Window window = windows.ofIntent();
            requireApart(handle, run, window);
            return runs.intend(handle, run, windows.lease(), window);
          });
    } finally {
      line.left(run);
    }
  }

  /**
   * What GitHub fails at each time it would fail at for ever: refused in its words. Each of those
   * dispatches has surely started nothing.
   */
  private static void requireHope(Handle handle, Run run) {
    if (run.lostRounds() >= MOST_FAILURES) {
      RunQueries.lostReason(handle, run)
          .ifPresent(
              words -> {
                throw new RemoteRefused(
                    500,
                    words,
                    "GitHub failed "
                        + run.lostRounds()
                        + " times and started nothing. Check the workflow file, and www.githubstatus.com; then run the"
                        + " action again.");
              });
    }
  }

  /**
   * Nobody waits on a host that names the run: whoever gets an answer holds its workflow run, and
   * whoever gets none is told apart by evidence. Nor does a run whose title will name it. Others
   * wait until theirs cannot be created at the same time as that of another whose workflow run is
   * not known: nothing but the time would tell them apart.
   */
  private void requireApart(Handle handle, Run run, Window window) {
    if (facts.answersWithRunId(handle, run) || facts.tellsByTitle(handle, run)) {
      return;
    }
    boolean overlaps =
        RunQueries.unsettled(handle, run.target(), UNSETTLED, windows.now(), windows.apart())
            .stream()
            .anyMatch(other -> windows.of(other).overlaps(window));
    if (overlaps) {
      throw new NotYet("Another run of " + run.target() + " has to be found first");
    }
  }

  /** Records GitHub's yes when the lock of the call is released, as routes did before. */
  public void started(Run run, RemoteAnswer answer) {
    started(run, answer, jdbi::inTransaction, handle -> Opening.DUE);
  }

  /**
   * Records GitHub's yes.
   *
   * @param lock of the call, which ends with it
   * @return the first report, if it is to be delivered at once; or null
   * @throws AnswerLost when it names no workflow run, although it has a body
   */
  public Report started(Run run, RemoteAnswer answer, CallLock.Held lock) {
    return started(run, answer, lock, handle -> lock.opening(handle, run));
  }

  private Report started(
      Run run, RemoteAnswer answer, Transactions lock, Function<Handle, Opening> opening) {
    long id = answer.json().path("workflow_run_id").asLong(0);
    if (id <= 0) {
      throw new AnswerLost("GitHub's answer to the dispatch names no workflow run");
    }
    Start seen = new Start(id, answer.json().path("html_url").asText(""));
    Report first = outcomes.started(lock, run, seen, opening);
    facts.learnThatRunsAreNamed(run);
    return first;
  }

  /** The same of a host that does not name the workflow run. */
  public void startedUnnamed(Run run, RemoteAnswer answer) {
    startedUnnamed(run, answer, jdbi::inTransaction);
  }

  /** Records the yes of a host that does not name the workflow run: 204, and no body. */
  public void startedUnnamed(Run run, RemoteAnswer answer, Transactions lock) {
    lock.use(handle -> runs.startedUnnamed(handle, run, LOOK_AFTER, windows.endAfterYes()));
    facts.learnFromUnnamed(run, answer);
    LOG.info(
        "Run {} started; GitHub does not name the workflow run, so it will be located",
        run.runId());
  }

  /**
   * The answer was lost: GitHub may go on with the request for a while.
   *
   * @param words of GitHub about it, or null
   */
  void lost(Run run, String words) {
    outcomes.lost(run, LOOK_AFTER, windows.endAfterLoss(), words);
  }

  /**
   * The host refused the question for the run id and did nothing: remembered, and dispatched again
   * without it.
   */
  void askWithoutRunDetails(Run run, Instant due) {
    facts.learnThatRunsAreNotNamed(run);
    String why = "GitHub's server does not know return_run_details; it is asked without.";
    runs.release(run, due, run.attempts(), why);
  }
}
