package dev.portgithub.remote;

import java.time.Duration;

/** Growing delays between attempts: doubled each time, up to a longest one. */
public final class Backoff {
  private final Duration first;
  private final Duration longest;

  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  /** How long all delays up to this one take together. */
  public Duration total(int attempts) {
    Duration total = Duration.ZERO;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      total = total.plus(after(attempt));
    }
    return total;
  }

  /**
   * @param attempts how many have failed, from 1
   */
  public Duration after(int attempts) {
    int doublings = Math.min(Math.max(attempts, 1) - 1, 30);
    long millis = Math.min(longest.toMillis(), first.toMillis() << Math.min(doublings, 20));
    return Duration.ofMillis(Math.max(millis, 1));
  }
}
