package dev.portgithub.poll;

import dev.portgithub.github.Ended;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.report.Label;
import dev.portgithub.report.Outbox;
import dev.portgithub.run.HeldRuns;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Which attempt of a workflow run counts: the one that we dispatched, unless a time is set in which
 * a failed one may be run again. Then the end of a failed attempt is told only when that time is
 * over, and an attempt that began within it counts in its place.
 *
 * <p>A re-run that is seen before the end of the attempt before it counts as well.
 */
public final class Attempts {
  /** Those that "Re-run failed jobs" is for. */
  private static final Set<String> FAILED = Set.of("failure", "timed_out");

  private final Clock clock;
  private final Outbox outbox;
  private final Duration grace;

  /**
   * @param grace how long after its end a failed attempt may be run again; 0: it may not
   */
  public Attempts(Clock clock, Outbox outbox, Duration grace) {
    this.clock = clock;
    this.outbox = outbox;
    this.grace = grace;
  }

  Instant now() {
    return Instant.now(clock);
  }

  /** Has the attempt that counts ended, as far as this shows? */
  boolean ended(Handle handle, Run run, WorkflowRun shown) {
    return shown.firstAttemptEnded() && (!counts(handle, run, shown) || shown.ended());
  }

  private boolean counts(Handle handle, Run run, WorkflowRun shown) {
    if (grace.isZero() || shown.attempt() == 1) {
      return shown.attempt() == 1;
    }
    Instant until = HeldRuns.until(handle, run);
    return until == null || shown.startedAt() == null || !shown.startedAt().isAfter(until);
  }

  /**
   * Waits for another attempt, if this one has failed and may still be run again: the run is looked
   * at when the time is over, or when a webhook says that something has ended.
   *
   * @return the end, or null while it waits
   */
  Ended end(Handle handle, Run run, WorkflowRun shown) {
    if (!counts(handle, run, shown)) {
      return new Ended(run, shown);
    }
    Instant until = (shown.updatedAt() == null ? now() : shown.updatedAt()).plus(grace);
    if (!grace.isZero() && FAILED.contains(shown.conclusion()) && now().isBefore(until)) {
      if (HeldRuns.hold(handle, run, until, key(shown), now())) {
        outbox.addToOpen(
            handle, run.runId(), Label.FAILED_FOR_NOW.drafts(Label.time(until, now())));
      }
      return null;
    }
    return shown.attempt() == 1
        ? new Ended(run, shown)
        : new Ended(run, shown, "This is attempt " + shown.attempt() + ", a re-run in GitHub.");
  }

  /** Once for each attempt. */
  private static String key(WorkflowRun shown) {
    return Label.FAILED_FOR_NOW + " " + shown.attempt();
  }
}
