package dev.portgithub.run;

import java.time.Duration;
import java.time.Instant;

/** A lane while a claim serves it. */
final class Lane {
  /** A lane that was not served for so long may have a place that is kept. */
  private static final Duration RESTED = Duration.ofMinutes(1);

  private final String name;
  private final int share;
  private final boolean rested;
  private int taken;
  private int quota;
  private int served;
  private boolean empty;

  /**
   * @param share how many of its runs are served before the next lane
   * @param taken how many of them were served before
   * @param rested whether it was not served for a minute
   */
  Lane(String name, int share, int taken, boolean rested) {
    this.name = name;
    this.share = share;
    this.taken = taken;
    this.rested = rested;
  }

  static boolean isRested(Instant servedAt, Instant now) {
    return servedAt == null || servedAt.isBefore(now.minus(RESTED));
  }

  String name() {
    return name;
  }

  /** Adds to its quota what it may have in a round; returns how many those are. */
  int deal(int left) {
    int more = Math.min(left, quota == 0 && taken < share ? share - taken : share);
    quota += more;
    return more;
  }

  boolean mayHaveKeptPlace() {
    return rested && served == 0 && !empty;
  }

  int quota() {
    return quota;
  }

  /** So many of its quota were due. */
  void serve(int runs) {
    empty = runs < quota;
    served += runs;
    taken += runs;
    quota = 0;
  }

  boolean isEmpty() {
    return empty;
  }

  /** How many rounds it was served; those that had more are behind those that had less. */
  double rounds() {
    return (double) served / share;
  }

  boolean isServed() {
    return served > 0;
  }

  /** Its turn is over: it goes to the end of the line. */
  boolean hasHadItsShare() {
    return taken >= share;
  }

  /** How many of its share it has had when the claim ends. */
  int taken() {
    return hasHadItsShare() ? 0 : taken;
  }
}
