package dev.portgithub.run;

import java.time.Instant;

/** Between which times, by GitHub's clock, the workflow run of a dispatch was created. */
public record Window(Instant from, Instant to) {
  /** In statements: no dispatch is made or may have been made, so there is no window. */
  static final String NO_INTENT = "intent_at = null, created_from = null, created_to = null, ";

  /** In statements: the intent is written. */
  static final String INTENT =
      "intent_at = :begin, created_from = :windowFrom, created_to = :windowEnd, ";

  /** In statements: it ends earlier than was noted with the intent. */
  static final String NOTE_END =
      "created_to = case when created_to > :windowEnd then :windowEnd else created_to end, ";

  public boolean overlaps(Window other) {
    return !from.isAfter(other.to) && !other.from.isAfter(to);
  }

  /**
   * @param createdAt in whole seconds, as GitHub shows it; null when it does not, which rules
   *     nothing out
   */
  public boolean holds(Instant createdAt) {
    return createdAt == null
        || createdAt.getEpochSecond() >= from.getEpochSecond() && !createdAt.isAfter(to);
  }
}
