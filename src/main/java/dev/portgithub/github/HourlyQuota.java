package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RetryTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls of the hour that GitHub has left for each credential, as the headers of its last answer
 * to this instance say.
 */
public final class HourlyQuota {
  private final Clock clock;
  private final int reserve;
  private final Map<String, Quota> quotas = new ConcurrentHashMap<>();

  private record Quota(long remaining, Instant reset) {}

  /**
   * @param reserve calls of the hour that are kept for dispatches: all others stop there until the
   *     hour's end
   */
  public HourlyQuota(Clock clock, int reserve) {
    this.clock = clock;
    this.reserve = reserve;
  }

  void learn(String credential, RemoteAnswer answer) {
    Long remaining = answer.number("X-RateLimit-Remaining");
    Long reset = answer.number("X-RateLimit-Reset");
    if (remaining != null && reset != null) {
      quotas.put(credential, new Quota(remaining, RetryTime.at(Instant.now(clock), reset)));
    }
  }

  /**
   * @throws RemoteBusy when only the reserve is left
   */
  void requireMoreThanReserve(String credential) {
    Quota quota = quotas.get(credential);
    if (quota != null && quota.remaining <= reserve && Instant.now(clock).isBefore(quota.reset)) {
      throw new RemoteBusy(
          "The hour's calls of credential " + credential + " are used up, except for the reserve",
          quota.reset);
    }
  }

  /**
   * Calls of this hour that polling may still use, per second until the hour's end; null when there
   * is no known limit.
   */
  public Double callsPerSecond(String credential) {
    Quota quota = quotas.get(credential);
    Instant now = Instant.now(clock);
    if (quota == null || !now.isBefore(quota.reset)) {
      return null;
    }
    double seconds = Math.max(1, Duration.between(now, quota.reset).toSeconds());
    return Math.max(0, quota.remaining - reserve) / seconds;
  }
}
