package dev.portgithub.runtime;

import dev.portgithub.run.ClaimLost;
import dev.portgithub.signals.Counters;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports failures that recur with every tick, above all a store that is unavailable: the first one
 * immediately, then once a minute with their number.
 */
public final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<String, Told> told = new ConcurrentHashMap<>();

  private record Told(Instant at, String what, int since) {}

  public FailureLog(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param next what happens next, for the operator
   */
  public void tell(String routeId, Exception failure, String next) {
    String what = root(failure);
    Instant now = Instant.now(clock);
    Counters.add("failures", "kind", isOutage(failure) ? "outage" : "defect");
    told.compute(
        routeId,
        (id, before) -> {
          boolean again =
              before != null && before.what.equals(what) && now.isBefore(before.at.plus(PAUSE));
          if (again) {
            return new Told(before.at, what, before.since + 1);
          }
          String count =
              before == null || before.since == 0
                  ? ""
                  : " again, " + before.since + " more times since it was last logged";
          if (isOutage(failure)) {
            LOG.error("{} failed{}: {}. {}", routeId, count, what, next);
          } else {
            // A defect: to fix it one needs to know where.
            LOG.error("{} failed{}: {}. {}", routeId, count, what, next, failure);
          }
          return new Told(now, what, 0);
        });
  }

  /**
   * What a route had claimed is left to the end of its lease. A claim that another instance has
   * taken is not a failure.
   */
  public void leftToLease(String routeId, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClaimLost) {
        LOG.info("{}: {}; nothing to do here.", routeId, cause.getMessage());
        return;
      }
    }
    tell(routeId, failure, "What it had claimed comes back at the end of its lease.");
  }

  private static boolean isOutage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException || cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** The innermost reason on one line. */
  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return (root.getClass().getSimpleName() + ": " + root.getMessage()).replaceAll("\\s+", " ");
  }
}
