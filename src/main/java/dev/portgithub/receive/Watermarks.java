package dev.portgithub.receive;

import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether the intake pauses: from the moment that more than the upper mark wait, until
 * fewer than the lower mark do. The distance between the two keeps it from changing its mind with
 * every record.
 *
 * <p>Logs each change, and only changes.
 */
final class Watermarks {
  private static final Logger LOG = LoggerFactory.getLogger(Watermarks.class);

  private final Clock clock;
  private final long pauseAbove;
  private final long resumeBelow;

  /** When the pause began; null while there is none. */
  private volatile Instant pausedSince;

  /**
   * @throws IllegalArgumentException when no number of waiting runs could end a pause, or every one
   *     would begin one
   */
  Watermarks(Clock clock, long pauseAbove, long resumeBelow) {
    if (resumeBelow < 1 || pauseAbove < resumeBelow) {
      throw new IllegalArgumentException(
          "receive.resume-below (%d) must be at least 1 and not more than receive.pause-above (%d)"
              .formatted(resumeBelow, pauseAbove));
    }
    this.clock = clock;
    this.pauseAbove = pauseAbove;
    this.resumeBelow = resumeBelow;
  }

  /**
   * @param waiting how many runs wait to be started now
   */
  synchronized void see(long waiting) {
    Instant since = pausedSince;
    if (since == null && waiting > pauseAbove) {
      pausedSince = Instant.now(clock);
      LOG.warn(
          "Intake paused: {} runs wait to be started, more than {} (receive.pause-above). New records stay in Kafka, which"
              + " keeps them no longer than the retention of the topic; it resumes by itself when fewer than {} wait"
              + " (receive.resume-below).",
          waiting,
          pauseAbove,
          resumeBelow);
    } else if (since != null && waiting < resumeBelow) {
      pausedSince = null;
      LOG.info(
          "Intake resumed: {} runs wait to be started, fewer than {} (receive.resume-below); it was paused since {}."
              + " Records that stayed in Kafka are taken now.",
          waiting,
          resumeBelow,
          since);
    }
  }

  Instant pausedSince() {
    return pausedSince;
  }

  long pauseAbove() {
    return pauseAbove;
  }

  long resumeBelow() {
    return resumeBelow;
  }
}
