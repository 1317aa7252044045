package dev.portgithub.run;

import java.time.Instant;

/** Between which times, by GitHub's clock, the workflow run of a dispatch was created. */
public record Window(Instant from, Instant to) {

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
