package dev.portgithub.poll;

import java.time.Duration;

/**
 * How often to poll: the longer a run has been going, the less often, so that its end is noticed
 * within a fixed share of its age; and never more often than the budget allows.
 */
public final class PollSchedule {
  /** One list call, and at most two more for runs that are not on its first page. */
  static final int CALLS_PER_POLL = 3;

  /** Well below GitHub's secondary limit of 900 points a minute, whatever the hourly limit. */
  private static final double MOST_CALLS_PER_SECOND = 10;

  private static final Duration LONGEST_BY_LIMIT = Duration.ofHours(1);

  private final Duration shortest;
  private final Duration longest;
  private final double shareOfAge;

  public PollSchedule(Duration shortest, Duration longest, double shareOfAge) {
    this.shortest = shortest;
    this.longest = longest;
    this.shareOfAge = shareOfAge;
  }

  /** The pause after which something of this age is polled again. */
  public Duration interval(Duration age) {
    Duration share = Duration.ofMillis((long) (age.toMillis() * shareOfAge));
    if (share.compareTo(shortest) < 0) {
      return shortest;
    }
    return share.compareTo(longest) > 0 ? longest : share;
  }

  /**
   * @param age of the youngest open run
   * @param repositories how many repositories are polled with the credential
   * @param callsPerSecond what the hourly limit leaves for polling, or null when there is no known
   *     limit
   */
  public Duration interval(Duration age, int repositories, Double callsPerSecond) {
    double rate =
        callsPerSecond == null
            ? MOST_CALLS_PER_SECOND
            : Math.min(MOST_CALLS_PER_SECOND, callsPerSecond);
    // With nothing left, once per longest interval finds out when there is something again.
    double seconds = rate <= 0 ? longest.toSeconds() : repositories * CALLS_PER_POLL / rate;
    // What is left of this hour's limit says nothing about the next hour's.
    seconds = Math.min(seconds, LONGEST_BY_LIMIT.toSeconds());
    Duration affordable = Duration.ofMillis((long) (seconds * 1000));
    Duration wanted = interval(age);
    return affordable.compareTo(wanted) > 0 ? affordable : wanted;
  }
}
