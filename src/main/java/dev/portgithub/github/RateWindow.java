package dev.portgithub.github;

import dev.portgithub.run.Room;
import java.time.Duration;
import java.time.Instant;

/**
 * How the places of a minute are spent. Half of them may be taken at once. The others are spread
 * evenly over the time until places come back, so that there is always one soon for whoever comes
 * next; they are kept for lanes that have not been served for a minute.
 *
 * @param limit places of a minute
 * @param made how many were taken
 * @param first the second of the first that was taken
 * @param latest the second of the latest
 */
record RateWindow(int limit, int made, long first, long latest) {
  boolean isFull() {
    return made >= limit;
  }

  /** When a place comes back. */
  Instant nextFree() {
    return Instant.ofEpochSecond(first + DispatchRate.WINDOW_SECONDS);
  }

  Room room(Instant now, int notBegun) {
    int free = limit - made - notBegun;
    int atOnce = (limit + 1) / 2 - made - notBegun;
    int open = atOnce > 0 ? atOnce : Math.min(free, notBegun > 0 ? 0 : spread(now, free));
    return new Room(open, free - Math.max(0, open));
  }

  private int spread(Instant now, int free) {
    double passed = Duration.between(Instant.ofEpochSecond(latest), now).toMillis() / 1000.0;
    long span = first + DispatchRate.WINDOW_SECONDS - latest;
    return (int) (passed * (free + 1) / Math.max(1, span));
  }
}
