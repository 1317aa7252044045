package dev.portgithub.pause;

import java.time.Instant;

/**
 * The pause of a stage, in all instances.
 *
 * @param pausedBy the login of the operator; or "an operator", or the name of the setting
 * @param why in the operator's words
 * @param endsAt when it ends by itself; null: when an operator ends it
 * @param changedAt when it was last paused, with this reason
 */
public record Pause(
    Stage stage, String pausedBy, Instant since, String why, Instant endsAt, Instant changedAt) {

  boolean isOver(Instant now) {
    return endsAt != null && !now.isBefore(endsAt);
  }

  /** For people, without the name of the stage. */
  public String text() {
    return "since %s by %s: %s (%s)"
        .formatted(
            since, pausedBy, why, endsAt == null ? "until it is resumed" : "until " + endsAt);
  }
}
