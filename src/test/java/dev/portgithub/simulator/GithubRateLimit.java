package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The hourly limit per credential, and the secondary limit that a test switches on. */
final class GithubRateLimit {

  private static final class Window {
    final Instant reset;
    final int limit;
    int used;

    Window(Instant reset, int limit) {
      this.reset = reset;
      this.limit = limit;
    }
  }

  private final Clock clock;
  private final String resource;
  private final Map<String, Window> windows = new HashMap<>();
  private int hourly = 5000;
  private int scarce;
  private Instant scarceUntil = Instant.MIN;
  private Instant secondaryUntil = Instant.MIN;
  private int secondaryStatus = 403;
  private int pointsPerMinute = Integer.MAX_VALUE;
  private final Map<String, Deque<Spent>> lastMinute = new HashMap<>();

  private record Spent(Instant at, int points) {}

  private boolean secondaryTells;

  /**
   * @param resource the budget, as the headers name it
   */
  GithubRateLimit(Clock clock, String resource) {
    this.clock = clock;
    this.resource = resource;
  }

  synchronized void hourly(int limit) {
    hourly = limit;
    windows.clear();
  }

  synchronized void limit(int limit, Instant resetAt) {
    scarce = limit;
    scarceUntil = resetAt;
    windows.clear();
  }

  synchronized void secondary(int status, Duration lasts, boolean tells) {
    secondaryStatus = status;
    secondaryUntil = clock.instant().plus(lasts);
    secondaryTells = tells;
  }

  synchronized void pointsPerMinute(int points) {
    pointsPerMinute = points;
    lastMinute.clear();
  }

  /** A read is one point, a write five; a 304 counts like any other. */
  synchronized void spend(String key, String method) {
    if (pointsPerMinute == Integer.MAX_VALUE) {
      return;
    }
    Instant now = clock.instant();
    Deque<Spent> spent = lastMinute.computeIfAbsent(key, k -> new ArrayDeque<>());
    while (!spent.isEmpty() && spent.peekFirst().at().isBefore(now.minusSeconds(60))) {
      spent.removeFirst();
    }
    int points = method.equals("GET") ? 1 : 5;
    if (spent.stream().mapToInt(Spent::points).sum() + points > pointsPerMinute) {
      throw new Refused(
          GithubErrors.answer(
                  403,
                  "You have exceeded a secondary rate limit. Wait a few minutes and try again.")
              .with("Retry-After", "60"));
    }
    spent.addLast(new Spent(now, points));
  }

  synchronized void end() {
    secondaryUntil = Instant.MIN;
    scarceUntil = Instant.MIN;
    windows.clear();
  }

  /** Refuses the call when a limit is reached. */
  synchronized void check(String key) {
    checkSecondary();
    if (isUsedUp(key)) {
      throw GithubErrors.refused(403, "API rate limit exceeded for " + key + ".");
    }
  }

  synchronized boolean isUsedUp(String key) {
    Window window = window(key);
    return window.used >= window.limit;
  }

  /** Refuses the call during the secondary limit. */
  synchronized void checkSecondary() {
    Instant now = clock.instant();
    if (now.isBefore(secondaryUntil)) {
      Answer answer =
          GithubErrors.answer(
              secondaryStatus,
              "You have exceeded a secondary rate limit. Wait a few minutes and try again.");
      long seconds = Math.max(1, (Duration.between(now, secondaryUntil).toMillis() + 999) / 1000);
      throw new Refused(
          secondaryTells ? answer.with("Retry-After", String.valueOf(seconds)) : answer);
    }
  }

  synchronized void count(String key) {
    Window window = window(key);
    window.used = Math.min(window.limit, window.used + 1);
  }

  synchronized Map<String, String> headers(String key) {
    Window window = window(key);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-ratelimit-limit", String.valueOf(window.limit));
    headers.put("x-ratelimit-remaining", String.valueOf(window.limit - window.used));
    headers.put("x-ratelimit-used", String.valueOf(window.used));
    headers.put("x-ratelimit-reset", String.valueOf(window.reset.getEpochSecond()));
    headers.put("x-ratelimit-resource", resource);
    return headers;
  }

  /** The answer of {@code GET /rate_limit}. */
  synchronized ObjectNode describe(String key) {
    Window window = window(key);
    ObjectNode body = GithubJson.object();
    body.putObject("resources")
        .putObject("core")
        .put("limit", window.limit)
        .put("remaining", window.limit - window.used)
        .put("used", window.used)
        .put("reset", window.reset.getEpochSecond());
    return body;
  }

  /** What GraphQL's rateLimit says. */
  synchronized ObjectNode ofGraphql(String key, int cost) {
    Window window = window(key);
    return GithubJson.object()
        .put("cost", cost)
        .put("limit", window.limit)
        .put("remaining", window.limit - window.used)
        .put("used", window.used)
        .put("nodeCount", 0)
        .put("resetAt", GithubJson.time(window.reset));
  }

  private Window window(String key) {
    Instant now = clock.instant();
    Window window = windows.get(key);
    if (window == null || !now.isBefore(window.reset)) {
      window =
          now.isBefore(scarceUntil)
              ? new Window(scarceUntil, scarce)
              : new Window(now.plus(Duration.ofHours(1)), hourly);
      windows.put(key, window);
    }
    return window;
  }
}
