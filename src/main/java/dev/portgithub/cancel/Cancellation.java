package dev.portgithub.cancel;

import java.time.Instant;

/**
 * A claimed row of table cancellation: nothing of this run is to go on.
 *
 * @param claim the fencing number: writes name it
 * @param why as the end of "because ..."
 * @param cancels whether its workflow run is cancelled; false: it is only kept from being started
 * @param attempts calls that failed in a row
 * @param askedAt when GitHub last had an answer to a cancel; null before
 */
public record Cancellation(
    String runId,
    long claim,
    String why,
    Instant wantedAt,
    boolean cancels,
    int attempts,
    Instant askedAt) {
  /** Has GitHub answered a cancel? */
  boolean isAsked() {
    return askedAt != null;
  }
}
