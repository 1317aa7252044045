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
  private final Instant toldUntil;
  private int taken;
  private int quota;
  private int served;
  private boolean empty;
  private boolean blocked;
  private LaneRules.Limit reached;

  /**
   * @param share how many of its runs are served before the next lane
   */
  Lane(TurnClaim.Row row, int share, Instant now) {
    this.name = row.name();
    this.share = share;
    this.taken = row.taken();
    this.rested = isRested(row.servedAt(), now);
    this.toldUntil = row.toldUntil();
  }

  private static boolean isRested(Instant servedAt, Instant now) {
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

  /**
   * A limit leaves no slot: its runs wait until one comes free.
   *
   * @param isKnown that it is reached; another instance may be giving its slots just now
   */
  void block(LaneRules.Limit limit, boolean isKnown) {
    reached = isKnown ? limit : null;
    blocked = true;
    empty = true;
  }

  boolean isBlocked() {
    return blocked;
  }

  /** The limit that is reached, or null. */
  LaneRules.Limit limit() {
    return reached;
  }

  Instant toldUntil() {
    return toldUntil;
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
