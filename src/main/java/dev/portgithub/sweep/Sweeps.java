package dev.portgithub.sweep;

import dev.portgithub.github.GitHubAccess;
import dev.portgithub.github.Graphql;
import dev.portgithub.github.Graphql.Shown;
import dev.portgithub.github.SweepRounds;
import dev.portgithub.github.SweepRounds.Round;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.FollowedRuns;
import dev.portgithub.run.SweptRuns.Swept;
import dev.portgithub.signals.Counters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an answer to a sweep brings about: runs that have ended, or changed, are due. A run that the
 * answer does not show is left to polling.
 */
public final class Sweeps {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);

  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofSeconds(15);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final Duration AFTER_REFUSAL = Duration.ofDays(1);
  private static final int FEWEST_IDS = 10;

  private final Clock clock;
  private final SweepRounds rounds;
  private final SweepPace pace;
  private final Graphql graphql;
  private final GitHubAccess access;
  private final FollowedRuns followed;

  /** The runs whose end this instance has told lately. */
  private final Map<Long, Instant> told = new ConcurrentHashMap<>();

  public Sweeps(
      Clock clock,
      SweepRounds rounds,
      SweepPace pace,
      Graphql graphql,
      GitHubAccess access,
      FollowedRuns followed) {
    this.clock = clock;
    this.rounds = rounds;
    this.pace = pace;
    this.graphql = graphql;
    this.access = access;
    this.followed = followed;
  }

  /**
   * @return whether a run is due now
   * @throws Graphql.Unusable when asking again would bring the same
   */
  public boolean seen(Sweep sweep, RemoteAnswer answer) {
    List<Shown> shown = graphql.read(sweep.call(), answer);
    Map<String, Swept> asked =
        sweep.runs().stream().collect(Collectors.toMap(Swept::nodeId, Function.identity()));
    List<Long> ended = new ArrayList<>();
    List<Long> changed = new ArrayList<>();
    for (Shown one : shown) {
      Swept run = asked.get(one.nodeId());
      if (run == null) {
        continue;
      }
      if (one.status().equals("completed")) {
        if (!isTold(run)) {
          ended.add(run.workflowRunId());
        }
      } else if (isNews(one.status(), run.status())) {
        changed.add(run.workflowRunId());
      }
    }
    boolean due = followed.worthALook(ended) > 0;
    followed.worthALook(changed, SOON);
    rounds.next(sweep.next(), pace.next(sweep));
    Counters.add("sweep.queries", "outcome", "answered");
    Counters.add("sweep.hints", ended.size() + changed.size());
    return due;
  }

  /**
   * REST may be behind, or show no conclusion: that is looked at again, but not with each sweep.
   */
  private boolean isTold(Swept run) {
    Instant now = Instant.now(clock);
    told.values().removeIf(at -> at.isBefore(now.minus(AGAIN)));
    return told.putIfAbsent(run.workflowRunId(), now) != null;
  }

  /** Port shows no label for a run that is only queued in another way. */
  private static boolean isNews(String status, String known) {
    return (status.equals("in_progress") || status.equals("waiting")) && !status.equals(known);
  }

  /** Asked again later: after a failure that may be due to their number, for fewer runs. */
  public void postpone(Sweep sweep, Exception failure) {
    Counters.add("sweep.queries", "outcome", "failed");
    Instant due = Instant.now(clock).plus(AFTER_FAILURE);
    Instant asked = failure instanceof RemoteBusy busy ? busy.untilOr(null) : null;
    Round round = sweep.round();
    if (asked == null) {
      round = round.upTo(Math.max(FEWEST_IDS, sweep.runs().size() / 2));
    }
    Instant next = asked == null ? due : asked;
    rounds.next(round, next);
    LOG.info(
        "GraphQL did not show the runs of credential {} ({}); it will be asked again at {}, and"
            + " they are polled meanwhile",
        round.credential(),
        failure.getMessage(),
        next);
  }

  /** Not asked again before a day is over, or with another token. */
  public void refused(Sweep sweep, Exception refusal) {
    if (refusal instanceof RemoteRefused answer && answer.status() == 401) {
      // The token is at fault and not the question: REST says so, and to whom.
      postpone(sweep, refusal);
      return;
    }
    Counters.add("sweep.queries", "outcome", "refused");
    Instant due = Instant.now(clock).plus(AFTER_REFUSAL);
    String credential = sweep.round().credential();
    rounds.refused(sweep.round(), access.identityOf(credential), due);
    LOG.warn(
        "GraphQL cannot watch the runs of credential {}: {}. They are polled instead; it will be"
            + " tried again at {}, or with another token",
        credential,
        refusal.getMessage(),
        due);
  }
}
