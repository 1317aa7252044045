package dev.portgithub.locate;

import dev.portgithub.github.GitHubTime;
import dev.portgithub.github.HostFacts;
import dev.portgithub.github.NoAccess;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Runs;
import dev.portgithub.run.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
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

  /** Dispatches further apart than this cannot be mistaken for each other. */
  private static final Duration SETTLED = Duration.ofDays(1);

  private final Jdbi jdbi;
  private final Runs runs;
  private final HostFacts facts;
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
      HostFacts facts,
      Patience patience,
      RunOutcomes outcomes,
      Duration lease) {
    this.jdbi = jdbi;
    this.runs = runs;
    this.facts = facts;
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
      outcomes.lost(orphan, Duration.ZERO, null);
      LOG.warn(
          "Run {}: its dispatch of {} was left without an outcome; it will be located now",
          orphan.runId(),
          orphan.intentAt());
    }
    return runs.claim(RunState.LOCATING, lease, limit);
  }

  /**
   * @param answer to the call for candidates
   * @throws RemoteBusy when it holds no list: a proxy's answer must not pass for "nothing started"
   */
  public Finding weigh(Run run, RemoteAnswer answer) {
    if (!answer.json().path("workflow_runs").isArray()) {
      throw new RemoteBusy("GitHub's answer holds no list of workflow runs", null);
    }
    return jdbi.inTransaction(
        handle -> {
          Map<String, String> underWay =
              RunQueries.intendedAround(handle, run, List.of(RunState.DISPATCHING), SETTLED);
          Evidence.Found found =
              new Evidence(run, facts.read(handle, run).actor(), rivals(handle, run, underWay))
                  .weigh(answer.json(), RunQueries.held(handle, ids(answer)));
          return patience.decide(run, found, !underWay.isEmpty());
        });
  }

  /** One workflow run fits. */
  public void adopt(Run run, Finding finding) {
    outcomes.started(run, finding.workflowRunId(), finding.htmlUrl());
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
    Instant due = patience.nextLook(run);
    runs.later(run, due);
    LOG.info("Run {} will be located again at {}: {}", run.runId(), due, finding.why().sentence());
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
      runs.notSearched(run, busy.until());
      return;
    }
    Finding finding =
        failure instanceof RemoteRefused refusal
                && refusal.status() != 401
                && refusal.status() != 403
            ? patience.notShown(run, refusal)
            : Finding.lookAgain("GitHub could not be asked (" + failure.getMessage() + ")");
    if (finding.ending() == Finding.Ending.PARK) {
      park(run, finding);
    } else {
      lookAgain(run, finding);
    }
  }

  /** Other runs of the workflow that have not found theirs, in a window which overlaps ours. */
  private Map<String, String> rivals(Handle handle, Run run, Map<String, String> underWay) {
    Duration window = lease.plus(GitHubTime.CLOCK_SKEW.multipliedBy(2));
    Map<String, String> rivals =
        new HashMap<>(
            RunQueries.intendedAround(
                handle, run, List.of(RunState.LOCATING, RunState.PARKED), window));
    rivals.putAll(underWay);
    return rivals;
  }

  private static List<Long> ids(RemoteAnswer answer) {
    List<Long> ids = new ArrayList<>();
    answer.json().path("workflow_runs").forEach(seen -> ids.add(seen.path("id").asLong()));
    return ids;
  }
}
