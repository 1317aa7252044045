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

  /** A job of one attempt. */
  public record Job(
      long id,
      String name,
      String status,
      String conclusion,
      Instant startedAt,
      Instant completedAt,
      List<Step> steps) {}

  /** A step of a job, numbered from 1. */
  public record Step(int number, String name, String status, String conclusion) {}

  /** Whether GitHub has finished it. */
  public boolean completed() {
    return status.equals("completed");
  }
}
