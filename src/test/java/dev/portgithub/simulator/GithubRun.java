package dev.portgithub.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A workflow run as it stood when it was asked for; later changes do not show. The state is that of
 * the attempt named by {@link #attempt()}.
 */
public record GithubRun(
    long id,
    String owner,
    String repo,
    String workflowFile,
    String workflowName,
    String displayTitle,
    String event,
    String status,
    String conclusion,
    int attempt,
    String ref,
    String headBranch,
    String headSha,
    Map<String, String> inputs,
    String actor,
    Instant createdAt,
    Instant startedAt,
    Instant updatedAt,
    String htmlUrl) {

  /**
   * What a run that waits is to be approved for.
   *
   * @param timerMinutes 0 for none
   * @param reviewers logins, and names of teams after {@code team:}
   */
  public record Pending(String environment, int timerMinutes, List<String> reviewers) {}

  /** A job of one attempt. */
  public record Job(
      long id,
      String name,
      String status,
      String conclusion,
      Instant startedAt,
      Instant completedAt,
      List<Step> steps) {}

  /**
   * How a job has ended, told by a test.
   *
   * @param failedStep in which it has ended so; null when no step of it ran
   */
  public record JobEnd(
      String name, String conclusion, String failedStep, List<Annotation> annotations) {
    /** Without any annotation. */
    public JobEnd(String name, String conclusion, String failedStep) {
      this(name, conclusion, failedStep, List.of());
    }
  }

  /**
   * What GitHub, or a step, notes at a job.
   *
   * @param level failure or warning
   * @param title may be null
   * @param path {@code .github} unless a step names a file
   */
  public record Annotation(String level, String title, String message, String path, int startLine) {
    /** As the runner notes a failure. */
    public static Annotation ofRunner(String message) {
      return new Annotation("failure", null, message, ".github", 1);
    }
  }

  /** A step of a job, numbered from 1. */
  public record Step(int number, String name, String status, String conclusion) {}

  /** Whether GitHub has finished it. */
  public boolean completed() {
    return status.equals("completed");
  }
}
