package dev.portgithub.simulator;

import java.time.Duration;

/**
 * How a workflow run goes by itself: queued for a while, in progress for a while, then an end.
 *
 * <p>Durations are measured by the simulator's clock when somebody looks, so a test clock drives
 * them. A run whose plan never ends is ended by {@link GithubSimulator#complete}.
 */
public record Plan(
    Duration queued, Duration inProgress, String conclusion, String failedJob, String failedStep) {

  /** Ends with {@code success}. */
  public static Plan succeedAfter(Duration queued, Duration inProgress) {
    return endAfter(queued, inProgress, "success");
  }

  /**
   * Ends with {@code failure} in this step of this job; both are added when the file lacks them.
   */
  public static Plan failAfter(Duration queued, Duration inProgress, String job, String step) {
    return new Plan(queued, inProgress, "failure", job, step);
  }

  /** Ends with {@code failure} and has no jobs at all, as a workflow file that cannot be read. */
  public static Plan failWithoutJobsAfter(Duration queued) {
    return new Plan(queued, Duration.ZERO, "failure", "", null);
  }

  /** Ends with {@code cancelled}. */
  public static Plan cancelledAfter(Duration queued, Duration inProgress) {
    return endAfter(queued, inProgress, "cancelled");
  }

  /** Ends with any conclusion, known to GitHub or not. */
  public static Plan endAfter(Duration queued, Duration inProgress, String conclusion) {
    return new Plan(queued, inProgress, conclusion, null, null);
  }

  /** Is in progress from the first moment until it is told otherwise. */
  public static Plan stayInProgress() {
    return stayInProgressAfter(Duration.ZERO);
  }

  /** Is in progress after a while, until it is told otherwise. */
  public static Plan stayInProgressAfter(Duration queued) {
    return new Plan(queued, null, null, null, null);
  }

  /** Stays queued until it is told otherwise. */
  public static Plan stayQueued() {
    return new Plan(null, null, null, null, null);
  }

  boolean ends() {
    return queued != null && inProgress != null;
  }
}
