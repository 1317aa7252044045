package dev.portgithub.view;

import dev.portgithub.run.RunState;
import dev.portgithub.run.Target;
import java.time.Instant;

/** A row of table run as operators see it; the columns are explained in the migrations. */
public record RunRow(
    String runId,
    RunState state,
    String action,
    String org,
    String repo,
    String workflow,
    String ref,
    boolean signed,
    Instant acceptedAt,
    Instant intentAt,
    Instant startedAt,
    Instant finishedAt,
    Long workflowRunId,
    String htmlUrl,
    String status,
    Instant statusSince,
    String conclusion,
    String reason,
    Instant dueAt,
    Instant leasedUntil,
    Instant reportDueAt,
    Instant toldSince,
    Instant keptUntil,
    int attempts,
    String lane,
    String postponed,
    int postponedTimes,
    String lostReason,
    String label,
    Instant askedAt,
    Instant jobsEndedAt,
    String topic,
    Integer kafkaPartition,
    Long kafkaOffset) {

  static final String COLUMNS =
      """
      run_id, state, action, org, repo, workflow, ref, signed, accepted_at, intent_at, started_at, finished_at,
        workflow_run_id, html_url, status, status_since, conclusion, reason, due_at, leased_until, report_due_at, told_since, kept_until, attempts, lane, postponed,
        postponed_times, lost_reason, label, asked_at, jobs_ended_at, topic, kafka_partition, kafka_offset
      """;

  /** What it starts. */
  public Target target() {
    return new Target(org, repo, workflow, ref);
  }

  /** Has an instance claimed it for the next step? */
  public boolean isClaimed(Instant now) {
    return leasedUntil != null && leasedUntil.equals(dueAt) && leasedUntil.isAfter(now);
  }

  boolean isPostponed(Instant now) {
    return dueAt != null && dueAt.isAfter(now) && !isClaimed(now);
  }
}
