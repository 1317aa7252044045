package dev.portgithub.remote;

import java.time.Duration;
import java.time.Instant;

/**
 * When a remote wants to be called again, by its headers: not before a second from now, and not
 * later than an hour. Both systems count by the hour or less, so a later time comes from a broken
 * header or a wrong clock; an earlier one would be asked again immediately, without end.
 */
public final class RetryTime {
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryTime() {}

  /** That number of seconds from now, within these limits. */
  public static Instant in(Instant now, long seconds) {
    return now.plusSeconds(Math.max(1, Math.min(seconds, LONGEST.toSeconds())));
  }

  /** At a time in seconds since 1970. */
  public static Instant at(Instant now, long epochSecond) {
    long latest = now.plus(LONGEST).getEpochSecond();
    return in(now, Math.min(Math.max(epochSecond, 0), latest) - now.getEpochSecond());
  }
}
