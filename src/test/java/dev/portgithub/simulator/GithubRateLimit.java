package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
