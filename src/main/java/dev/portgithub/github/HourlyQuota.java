package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RetryTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What GitHub has left of the hour for each budget, as the headers of its last answer to this
 * instance say. A credential has two, for REST and for GraphQL: see {@link
 * dev.portgithub.remote.RemoteCall#budget}.
 */
public final class HourlyQuota {
  private static final String GRAPHQL = "graphql:";

  private final Clock clock;
  private final int reserve;
  private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
  private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

  /**
   * The hour of a budget.
   *
   * @param limit calls or points in an hour; 0 when GitHub does not say
   * @param remaining of them, as GitHub said last
   * @param used of them, by everybody who uses the credential
   * @param usedByUs answers to this instance that counted
   * @param reset when the hour is over
   */
  public record Quota(
      String budget, long limit, long remaining, long used, long usedByUs, Instant reset) {}

  /** Whose budget it is. */
  public static String credential(String budget) {
    return budget.startsWith(GRAPHQL) ? budget.substring(GRAPHQL.length()) : budget;
  }

  /** In GitHub's word: core is REST. */
  public static String resource(String budget) {
    return budget.startsWith(GRAPHQL) ? "graphql" : "core";
  }

  /**
   * @param reserve calls of the hour that are kept for dispatches and what they need: all others
   *     stop there until the hour's end
   */
  public HourlyQuota(Clock clock, int reserve) {
    this.clock = clock;
    this.reserve = reserve;
  }

  void learn(String budget, RemoteAnswer answer) {
    expiries.put(credential(budget), TokenExpiry.of(answer));
    Long remaining = answer.number("X-RateLimit-Remaining");
    Long reset = answer.number("X-RateLimit-Reset");
    if (remaining == null || reset == null) {
      return;
    }
    Instant end = RetryTime.at(Instant.now(clock), reset);
    Long limit = answer.number("X-RateLimit-Limit");
    Long used = answer.number("X-RateLimit-Used");
    quotas.compute(
        budget,
        (key, before) ->
            new Quota(
                budget,
                limit == null ? 0 : limit,
                remaining,
                used == null ? 0 : used,
                ours(before, end) + (answer.notModified() ? 0 : 1),
                end));
  }

  /** GitHub moves the end of an hour by a second now and then. */
  private static long ours(Quota before, Instant end) {
    boolean sameHour = before != null && end.isBefore(before.reset.plus(Duration.ofMinutes(1)));
    return sameHour ? before.usedByUs : 0;
  }

  /**
   * @throws RemoteBusy when only the reserve is left
   */
  void requireMoreThanReserve(String budget) {
    Quota quota = quotas.get(budget);
    if (quota != null && quota.remaining <= reserve && Instant.now(clock).isBefore(quota.reset)) {
      throw new RemoteBusy(
          "The hour's calls of credential " + budget + " are used up, except for the reserve",
          quota.reset);
    }
  }

  /**
   * Calls of this hour that polling may still use, per second until the hour's end; null when there
   * is no known limit.
   */
  public Double callsPerSecond(String budget) {
    Quota quota = quotas.get(budget);
    Instant now = Instant.now(clock);
    if (quota == null || !now.isBefore(quota.reset)) {
      return null;
    }
    double seconds = Math.max(1, Duration.between(now, quota.reset).toSeconds());
    return Math.max(0, quota.remaining - reserve) / seconds;
  }

  /** When the token of each credential expires, as its last answer said. */
  Map<String, Instant> expiries() {
    return Map.copyOf(expiries);
  }

  /** All that this instance has seen; those whose hour is over as they were at its end. */
  List<Quota> all() {
    return quotas.values().stream().sorted(Comparator.comparing(Quota::budget)).toList();
  }
}
