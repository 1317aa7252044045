package dev.portgithub.sweep;

import dev.portgithub.github.HourlyQuota;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When a credential's next query is made, so that the points of the hour last. */
public final class SweepPace {
  /** Well below GitHub's secondary limits, of requests at once and of points a minute. */
  private static final double MOST_PER_SECOND = 2;

  /** While this many points are left, they may be used twice as fast: a crowd does not last. */
  private static final double PLENTY_PER_SECOND = 0.7;

  private final Clock clock;
  private final HourlyQuota quota;
  private final Duration shortestRound;

  /**
   * @param shortestRound between the beginnings of two rounds over the open runs
   */
  public SweepPace(Clock clock, HourlyQuota quota, Duration shortestRound) {
    this.clock = clock;
    this.quota = quota;
    this.shortestRound = shortestRound;
  }

  /** After an answer. */
  Instant next(Sweep sweep) {
    Instant soonest = Instant.now(clock).plus(pause(sweep.call().budget()));
    if (!sweep.next().atBeginning()) {
      return soonest;
    }
    Instant round = sweep.next().roundAt().plus(shortestRound);
    return round.isAfter(soonest) ? round : soonest;
  }

  private Duration pause(String budget) {
    Double left = quota.callsPerSecond(budget);
    double rate = left == null ? 1 : left > PLENTY_PER_SECOND ? 2 * left : left;
    rate = Math.min(MOST_PER_SECOND, rate);
    // With nothing left, the budget itself says when there is something again.
    return rate <= 0 ? Duration.ofMinutes(1) : Duration.ofMillis((long) (1000 / rate));
  }
}
