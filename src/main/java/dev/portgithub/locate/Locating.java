package dev.portgithub.locate;

import dev.portgithub.github.NoAccess;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Outboxes.Opening;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Start;
import dev.portgithub.run.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles dispatches whose outcome is not known, by {@link Evidence}: adopts the workflow run that
 * is found, dispatches again when there certainly is none, and leaves the rest to an operator.
 *
 * <p>It weighs and writes in two transactions: GitHub listed the candidates before, so a rival that
 * begins in between is not among them, and the write is fenced by the claim and by the unique
 * workflow run id.
 */
public final class Locating {
  private static final Logger LOG = LoggerFactory.getLogger(Locating.class);

  private final Jdbi jdbi;
  private final Runs runs;
  private final Weighing weighing;
  private final Patience patience;
  private final RunOutcomes outcomes;
  private final Duration lease;

  /**
   * @param lease of a dispatch: no call of it can be under way any more when it has ended
   * @throws IllegalArgumentException when a run could count as not started before its call must
   *     have been sent: its process may pass for dead and live
   */
  public Locating(
      Jdbi jdbi,
      Runs runs,
      Weighing weighing,
      Patience patience,
      RunOutcomes outcomes,
      Duration lease) {
    this.jdbi = jdbi;
    this.runs = runs;
    this.weighing = weighing;
    this.patience = patience;
    this.outcomes = outcomes;
    this.lease = lease;
    if (patience.settleAfter().compareTo(lease) < 0) {
      throw new IllegalArgumentException(
          "LOCATE_SETTLE_AFTER must not be shorter than DISPATCH_LEASE");
    }
  }

  /** Claims runs to be located; a dispatch whose lease ended without an outcome has become one. */
  public List<Run> claim(int limit) {
    for (Run orphan : runs.claim(RunState.DISPATCHING, lease, limit)) {
      outcomes.lost(orphan, Duration.ZERO, null, null);
      LOG.warn(
          "Run {}: its dispatch of {} was left without an outcome; it will be located now",
          orphan.runId(),
          orphan.intentAt());
    }
    return runs.claim(RunState.LOCATING, lease, limit);
  }

  /** What follows from what GitHub shows. */
  public Finding weigh(Run run, Shown shown) {
    return jdbi.inTransaction(handle -> weighing.weigh(handle, run, shown));
  }

  /** One workflow run fits. */
  public void adopt(Run run, Finding finding) {
    outcomes.started(
        jdbi::inTransaction,
        run,
        new Start(finding.workflowRunId(), finding.htmlUrl()),
        handle -> Opening.DUE);
  }

  /** Certainly nothing was started. */
  public void dispatchAgain(Run run) {
    Instant due = patience.nextDispatch(run);
    outcomes.notStarted(run, due);
    LOG.warn(
        "Run {}: GitHub shows no workflow run {} after the dispatch, so it was not started; it will be dispatched at {}",
        run.runId(),
        Texts.duration(patience.settleAfter()),
        due);
  }

  /** It cannot be told. */
  public void park(Run run, Finding finding) {
    outcomes.parked(run, finding.why(), PortReports.operatorDecides(finding.why()));
  }

  /** Not yet. */
  public void lookAgain(Run run, Finding finding) {
    runs.later(run, finding.at(), finding.why().sentence());
    LOG.info(
        "Run {} will be located again at {}: {}",
        run.runId(),
        finding.at(),
        finding.why().sentence());
  }

  /**
   * GitHub could not be asked. A repository that it does not show for that long will not be shown
   * later either; a credential that it does not accept waits until somebody renews it.
   */
  public void postpone(Run run, Exception failure) {
    if (failure instanceof NoAccess noAccess) {
      jdbi.useTransaction(handle -> outcomes.tellOfShutOut(handle, run, noAccess.shutOut()));
    }
    if (failure instanceof RemoteBusy busy && busy.until() != null) {
      runs.notSearched(run, busy.until(), busy.getMessage());
      return;
    }
    Finding finding =
        failure instanceof RemoteRefused refusal
                && refusal.status() != 401
                && refusal.status() != 403
            ? patience.notShown(run, refusal)
            : patience.lookAgain(
                run, "GitHub could not be asked (" + failure.getMessage() + ")", Duration.ZERO);
    if (finding.ending() == Finding.Ending.PARK) {
      park(run, finding);
    } else {
      lookAgain(run, finding);
    }
  }
}
