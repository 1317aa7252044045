package dev.portgithub.locate;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.GitHubTime;
import dev.portgithub.github.HostFacts;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Lease;
import dev.portgithub.run.Run;
import dev.portgithub.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles dispatches whose outcome is not known, by {@link Evidence}: adopts the workflow run that
 * is found, dispatches when there surely is none, and leaves the rest to an operator.
 */
public final class Locating {
  private static final Logger LOG = LoggerFactory.getLogger(Locating.class);

  /** Dispatches further apart than this cannot be mistaken for each other. */
  private static final Duration SETTLED = Duration.ofDays(1);

  private static final int[] DELAYS = {1, 2, 4, 8, 15};

  private final Jdbi jdbi;
  private final Clock clock;
  private final GitHubCalls calls;
  private final GitHubTime gitHubTime;
  private final HostFacts facts;
  private final RunOutcomes starts;
  private final Duration lease;
  private final Duration settleAfter;
  private final Duration giveUpAfter;
  private final int leastLooks;

  /**
   * @param lease the lease of a dispatch: no call of it can be under way any more when it has ended
   * @param settleAfter how long after the intent a workflow run may still appear; nothing found by
   *     then means none, and not before the fifth look: no time passes at GitHub because a clock of
   *     ours jumps ahead
   * @param giveUpAfter how long to look for a workflow run that GitHub has surely started
   */
  public Locating(
      DataSource store,
      Clock clock,
      GitHubCalls calls,
      GitHubTime gitHubTime,
      HostFacts facts,
      RunOutcomes starts,
      Duration lease,
      Duration settleAfter,
      Duration giveUpAfter) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.calls = calls;
    this.gitHubTime = gitHubTime;
    this.facts = facts;
    this.starts = starts;
    this.lease = lease;
    this.settleAfter = settleAfter;
    this.giveUpAfter = giveUpAfter;
    this.leastLooks = Math.min(DELAYS.length, looksWithin(settleAfter));
  }

  /** Claims runs to be located; a dispatch whose lease ended without an outcome has become one. */
  public List<Run> claim(int limit) {
    Instant now = Instant.now(clock);
    for (Run orphan : Lease.claim(jdbi, "DISPATCHING", now, lease, limit)) {
      jdbi.useHandle(
          handle ->
              handle.execute(
                  "update run set state = 'LOCATING', due_at = ?, attempts = 0 where run_id = ? and claim = ?",
                  now,
                  orphan.runId(),
                  orphan.claim()));
      LOG.warn(
          "Run {}: its dispatch of {} was left without an outcome; it will be located now",
          orphan.runId(),
          orphan.intentAt());
    }
    return Lease.claim(jdbi, "LOCATING", now, lease, limit);
  }

  /** Asks for the workflow runs that were created about then, by GitHub's clock. */
  public RemoteCall call(Run run) {
    Duration skew = gitHubTime.tolerance();
    return calls.candidates(run, skew, lease.plus(skew));
  }

  /**
   * The same, of all workflows of the repository: GitHub does not know this one. It never did, and
   * then the dispatch started nothing, or its file was removed since, and then a workflow run may
   * be there.
   *
   * @throws RemoteRefused any other refusal, which says nothing
   */
  public RemoteCall callOfRepository(Run run, RemoteRefused refusal) {
    if (refusal.status() != 404) {
      throw refusal;
    }
    Duration skew = gitHubTime.tolerance();
    return calls.candidatesOfRepository(run, skew, lease.plus(skew));
  }

  /**
   * @param answer to {@link #call}
   * @throws RemoteBusy when it holds no list: a proxy's answer must not pass for "nothing started"
   */
  public void settle(Run run, RemoteAnswer answer) {
    if (!answer.json().path("workflow_runs").isArray()) {
      throw new RemoteBusy("GitHub's answer holds no list of workflow runs", null);
    }
    jdbi.useTransaction(
        handle -> {
          Set<String> underWay = others(handle, run, List.of("DISPATCHING"), SETTLED);
          Evidence.Finding finding =
              Evidence.weigh(
                  run,
                  answer.json(),
                  held(handle, answer),
                  facts.read(handle, run).actor(),
                  rivals(handle, run, underWay));
          if (finding.verdict() == Evidence.Verdict.SEVERAL && !underWay.isEmpty()) {
            // One of those that are just being answered may turn out to be theirs.
            later(handle, run, "another dispatch of the workflow is under way");
            return;
          }
          switch (finding.verdict()) {
            case FOUND -> starts.started(handle, run, finding.workflowRunId(), finding.htmlUrl());
            case NONE -> none(handle, run, false);
            case OTHERS -> none(handle, run, true);
            case SEVERAL ->
                parkLost(
                    handle,
                    run,
                    "AMBIGUOUS",
                    "more than one workflow run could be its own.",
                    "Look in GitHub which workflow run it is, then adopt that one; or discard and set the status in Port by hand.");
          }
        });
  }

  /**
   * GitHub could not be asked. A repository that it does not show for so long will not be shown
   * later either; a credential that it does not take waits for whoever mends it.
   */
  public void postpone(Run run, Exception failure) {
    if (failure instanceof RemoteRefused refusal
        && refusal.status() != 401
        && refusal.status() != 403
        && Instant.now(clock).isAfter(run.intentAt().plus(giveUpAfter))) {
      jdbi.useTransaction(handle -> notShown(handle, run, refusal));
      return;
    }
    Instant asked = failure instanceof RemoteBusy busy ? busy.until() : null;
    jdbi.useTransaction(
        handle -> {
          if (asked == null) {
            later(handle, run, "GitHub could not be asked (" + failure.getMessage() + ")");
          } else {
            due(handle, run, asked);
          }
        });
  }

  private void none(Handle handle, Run run, boolean others) {
    Instant now = Instant.now(clock);
    boolean surelyStarted = run.startedAt() != null;
    boolean early = now.isBefore(run.intentAt().plus(surelyStarted ? giveUpAfter : settleAfter));
    if (early || run.attempts() + 1 < leastLooks) {
      later(handle, run, "no workflow run is visible yet");
    } else if (surelyStarted) {
      starts.parked(
          handle,
          run,
          "NOT_FOUND",
          "GitHub started "
              + PortReports.target(run)
              + " but its workflow run was not found within "
              + PortReports.duration(giveUpAfter)
              + ".",
          "Find the workflow run in GitHub and adopt it; or discard and set the status in Port by hand.");
    } else if (others) {
      parkLost(
          handle,
          run,
          "AMBIGUOUS",
          "GitHub shows workflow runs of that time only under another login.",
          "If the login of the credential was renamed, adopt the workflow run that is its own; or discard and run the"
              + " action again.");
    } else {
      Lease.requireHeld(
          handle.execute(
              "update run set state = 'ACCEPTED', intent_at = null, due_at = ?, attempts = 0"
                  + " where run_id = ? and claim = ?",
              now,
              run.runId(),
              run.claim()),
          run);
      LOG.warn(
          "Run {}: GitHub shows no workflow run {} after the dispatch, so it was not started; it will be dispatched now",
          run.runId(),
          PortReports.duration(settleAfter));
    }
  }

  private void notShown(Handle handle, Run run, RemoteRefused refusal) {
    parkLost(
        handle,
        run,
        "NOT_FOUND",
        "GitHub has not shown the workflow runs of its repository within "
            + PortReports.duration(giveUpAfter)
            + ": "
            + refusal.getMessage()
            + " (HTTP "
            + refusal.status()
            + ").",
        "Mend the access and replay; or find the workflow run in GitHub and adopt it; or discard and set the status in"
            + " Port by hand.");
  }

  private void parkLost(Handle handle, Run run, String reason, String found, String remedy) {
    starts.parked(
        handle,
        run,
        reason,
        "The answer to the dispatch of " + PortReports.target(run) + " was lost, and " + found,
        remedy);
  }

  private void later(Handle handle, Run run, String reason) {
    Instant due = Instant.now(clock).plusSeconds(delay(run.attempts()));
    due(handle, run, due);
    LOG.info("Run {} will be located again at {}: {}", run.runId(), due, reason);
  }

  private static int delay(int looks) {
    return DELAYS[Math.min(looks, DELAYS.length - 1)];
  }

  /** How many looks fit into a time. */
  private static int looksWithin(Duration time) {
    int looks = 0;
    for (long seconds = delay(0); seconds <= time.toSeconds(); seconds += delay(looks)) {
      looks++;
    }
    return looks;
  }

  private static void due(Handle handle, Run run, Instant due) {
    Lease.requireHeld(
        handle.execute(
            "update run set due_at = ?, attempts = attempts + 1 where run_id = ? and claim = ? and state = 'LOCATING'",
            due,
            run.runId(),
            run.claim()),
        run);
  }

  /** Other runs of the workflow that have not found theirs, in a window which overlaps ours. */
  private Set<String> rivals(Handle handle, Run run, Set<String> underWay) {
    Duration window = lease.plus(GitHubTime.CLOCK_SKEW.multipliedBy(2));
    Set<String> rivals = others(handle, run, List.of("LOCATING", "PARKED"), window);
    rivals.addAll(underWay);
    return rivals;
  }

  private static Set<String> others(Handle handle, Run run, List<String> states, Duration around) {
    return new HashSet<>(
        handle
            .createQuery(
                "select run_id from run where org = :org and repo = :repo and workflow = :workflow"
                    + " and state in (<states>) and run_id <> :runId"
                    + " and intent_at between :from and :to")
            .bind("org", run.org())
            .bind("repo", run.repo())
            .bind("workflow", run.workflow())
            .bindList("states", states)
            .bind("runId", run.runId())
            .bind("from", run.intentAt().minus(around))
            .bind("to", run.intentAt().plus(around))
            .mapTo(String.class)
            .list());
  }

  private static Set<Long> held(Handle handle, RemoteAnswer answer) {
    List<Long> ids = new ArrayList<>();
    answer.json().path("workflow_runs").forEach(seen -> ids.add(seen.path("id").asLong()));
    if (ids.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        handle
            .createQuery("select workflow_run_id from run where workflow_run_id in (<ids>)")
            .bindList("ids", ids)
            .mapTo(Long.class)
            .list());
  }
}
