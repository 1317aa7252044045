package dev.portgithub.poll;

import java.time.Duration;

/**
 * How often to poll: the longer a run has been going, the less often, so that its end is noticed
 * within a fixed share of its age.
 */
public final class PollSchedule {
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
}
