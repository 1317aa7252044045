package dev.portgithub.github;

import dev.portgithub.run.Unsettled;
import dev.portgithub.run.Window;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When the workflow run of a dispatch can have been created, by GitHub's own clock.
 *
 * <p>It begins with the intent. It ends some time after the call was sent at the latest; once it is
 * known when the answer came or was lost, some time after that: GitHub goes on with a request that
 * nobody waits for.
 */
public final class DispatchWindows {
  /** After a yes, GitHub has done its work, but may create the workflow run a moment later. */
  private static final Duration AFTER_YES = Duration.ofSeconds(5);

  private final GitHubTime time;
  private final Clock clock;
  private final Duration lease;
  private final Duration latestStart;

  /**
   * @param lease of a dispatch, which begins with the intent; a third of it is left for sending the
   *     call, the rest for its answer
   * @param latestStart how long GitHub may go on with a request
   */
  public DispatchWindows(GitHubTime time, Clock clock, Duration lease, Duration latestStart) {
    this.time = time;
    this.clock = clock;
    this.lease = lease;
    this.latestStart = latestStart;
  }

  public Duration lease() {
    return lease;
  }

  /** Of a dispatch whose intent is written now: it is sent within a third of the lease. */
  public Window ofIntent() {
    Instant intent = Instant.now(clock);
    return new Window(
        time.earliest(intent), time.latest(intent.plus(lease.dividedBy(3)).plus(latestStart)));
  }

  /** The end of the window of a dispatch whose answer was just lost. */
  public Instant endAfterLoss() {
    return time.latest(Instant.now(clock).plus(latestStart));
  }

  /** The end of the window of a dispatch to which GitHub has just said yes. */
  public Instant endAfterYes() {
    return time.latest(Instant.now(clock).plus(AFTER_YES));
  }

  /** Of a run whose workflow run is not known. */
  public Window of(Unsettled run) {
    return run.window(wide(run.intentAt()));
  }

  /** Holds for sure, whatever the clocks were. */
  private Window wide(Instant intent) {
    return new Window(intent.minus(time.tolerance()), intent.plus(lease).plus(time.tolerance()));
  }

  /** Two dispatches that are further apart than this cannot be mistaken for each other. */
  public Duration apart() {
    return lease.plus(time.tolerance().multipliedBy(2));
  }

  /** By our clock. */
  public Instant now() {
    return Instant.now(clock);
  }

  /** What GitHub's clock shows by now at least. */
  public Instant earliestNow() {
    return time.earliest(Instant.now(clock));
  }

  /** How long it takes until GitHub's clock has surely reached a time. */
  public Duration until(Instant theirs) {
    return Duration.between(earliestNow(), theirs);
  }
}
