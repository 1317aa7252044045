package dev.portgithub.remote;

import java.time.Duration;
import java.util.SplittableRandom;

/** Growing delays between attempts: doubled each time, up to a longest one. */
public final class Backoff {
  private static final int MOST_DOUBLINGS = 20;
  private static final Duration SPREAD_FROM = Duration.ofSeconds(30);

  private final Duration first;
  private final Duration longest;
  private final Duration giveUpAfter;

  /** Delays that never end. */
  public Backoff(Duration first, Duration longest) {
    this(first, longest, null);
  }

  /**
   * @param giveUpAfter when all delays together are longer than this, they are exhausted
   */
  public Backoff(Duration first, Duration longest, Duration giveUpAfter) {
    this.first = first;
    this.longest = longest;
    this.giveUpAfter = giveUpAfter;
  }

  /**
   * @param attempts how many have failed, from 1
   */
  public Duration after(int attempts) {
    int doublings = Math.min(Math.max(attempts, 1) - 1, MOST_DOUBLINGS);
    long millis = Math.min(longest.toMillis(), first.toMillis() << doublings);
    return Duration.ofMillis(Math.max(millis, 1));
  }

  /**
   * The delay of one of many that may have failed at the same time: from 30 seconds on it is up to
   * a tenth shorter, so that they do not all come again at the same time.
   *
   * @param who whose delay it is; the same always gets the same
   */
  public Duration after(int attempts, String who) {
    Duration delay = after(attempts);
    if (delay.compareTo(SPREAD_FROM) < 0) {
      return delay;
    }
    SplittableRandom random = new SplittableRandom(31L * who.hashCode() + attempts);
    return delay.minusMillis(random.nextLong(delay.toMillis() / 10 + 1));
  }

  /** Is there no delay left after this many failed attempts? */
  public boolean exhausted(int attempts) {
    return giveUpAfter != null && total(attempts).compareTo(giveUpAfter) > 0;
  }

  public Duration giveUpAfter() {
    return giveUpAfter;
  }

  /** How long all delays up to this one take together. */
  public Duration total(int attempts) {
    Duration total = Duration.ZERO;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      total = total.plus(after(attempt));
    }
    return total;
  }
}
