package dev.portgithub.run;

/**
 * How many runs may be claimed for dispatch with a credential.
 *
 * @param now of any lanes
 * @param kept besides these, one each of lanes that have not been served for a minute
 */
public record Room(int now, int kept) {
  public static final Room NONE = new Room(0, 0);

  public Room {
    now = Math.max(0, now);
    kept = Math.max(0, kept);
  }

  public boolean isEmpty() {
    return now == 0 && kept == 0;
  }

  /** The same, but no more than this. */
  public Room atMost(int limit) {
    int first = Math.min(now, limit);
    return new Room(first, Math.min(kept, limit - first));
  }

  public int all() {
    return now + kept;
  }
}
