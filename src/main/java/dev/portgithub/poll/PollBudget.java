package dev.portgithub.poll;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.HourlyQuota;
import dev.portgithub.run.Repository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often a credential may poll, by what polls really cost: GitHub charges the hour's limit only
 * for answers that are not 304, and counts every call for its secondary limit of 900 a minute.
 *
 * <p>The cost is the moving average of this instance's last polls. The hour's limit is what
 * GitHub's headers say is left, so it includes what others use.
 */
public final class PollBudget {
  /** Leaves a third of the secondary limit to dispatches. */
  private static final double MOST_CALLS_PER_SECOND = 10;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** With nothing left, once in this time finds out when there is something again. */
  private static final Duration NOTHING_LEFT = Duration.ofMinutes(5);

  /** What is left of this hour's limit says nothing about the next hour's. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final double WEIGHT_OF_THE_LAST = 0.1;

  /** Polls that were free so long may be charged at any time. */
  private static final double LEAST_CHARGED = 0.05;

  /** Nothing is known yet: the first list is charged. */
  private static final Cost FIRST = new Cost(1, 1);

  private final Clock clock;
  private final HourlyQuota quota;
  private final GitHubCalls calls;
  private final Map<String, Cost> costs = new ConcurrentHashMap<>();
  private final Map<String, Deque<Instant>> lastMinute = new ConcurrentHashMap<>();

  /** Of a poll: calls, and those of them that are charged. */
  private record Cost(double calls, double charged) {}

  public PollBudget(Clock clock, HourlyQuota quota, GitHubCalls calls) {
    this.clock = clock;
    this.quota = quota;
    this.calls = calls;
  }

  /** A call is made for a repository. */
  void count(Repository repository) {
    Deque<Instant> made = made(repository);
    synchronized (made) {
      made.addLast(Instant.now(clock));
    }
  }

  /**
   * May one more call be made that can wait? The average follows slowly; this keeps the secondary
   * limit meanwhile.
   */
  boolean hasRoom(Repository repository) {
    Deque<Instant> made = made(repository);
    Instant before = Instant.now(clock).minus(MINUTE);
    synchronized (made) {
      while (!made.isEmpty() && made.peekFirst().isBefore(before)) {
        made.removeFirst();
      }
      return made.size() < MOST_CALLS_PER_SECOND * MINUTE.toSeconds();
    }
  }

  private Deque<Instant> made(Repository repository) {
    return lastMinute.computeIfAbsent(credential(repository), name -> new ArrayDeque<>());
  }

  /** A poll has ended. */
  void learn(Poll poll) {
    costs.merge(
        credential(poll.repository()),
        new Cost(poll.calls(), poll.charged()),
        (before, last) ->
            new Cost(average(before.calls, last.calls), average(before.charged, last.charged)));
  }

  private static double average(double before, double last) {
    return before + WEIGHT_OF_THE_LAST * (last - before);
  }

  /**
   * The shortest pause between two polls of a repository.
   *
   * @param repositories how many are polled with its credential
   */
  Duration pause(Repository repository, int repositories) {
    String credential = credential(repository);
    Cost cost = costs.getOrDefault(credential, FIRST);
    double seconds = repositories * cost.calls / MOST_CALLS_PER_SECOND;
    Double charged = quota.callsPerSecond(credential);
    if (charged != null) {
      double hourly =
          charged <= 0
              ? NOTHING_LEFT.toSeconds()
              : repositories * Math.max(LEAST_CHARGED, cost.charged) / charged;
      seconds = Math.max(seconds, hourly);
    }
    return Duration.ofMillis((long) (1000 * Math.min(seconds, LONGEST.toSeconds())));
  }

  private String credential(Repository repository) {
    return calls.credential(repository.org());
  }
}
