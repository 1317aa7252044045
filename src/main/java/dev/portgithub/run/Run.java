package dev.portgithub.run;

import java.time.Instant;

/**
 * A row of table run, as it was when it was claimed. The columns are explained in the migration.
 *
 * <p>{@code claim} is the fencing number: writes name it, and change nothing once another claim was
 * made. The inputs are not part of it: they may hold secrets, and a record is easily printed.
 */
public record Run(
    String runId,
    String state,
    Instant dueAt,
    long claim,
    int attempts,
    String action,
    String org,
    String repo,
    String workflow,
    String ref,
    boolean reportStatus,
    boolean signed,
    Instant acceptedAt,
    Instant intentAt,
    Instant startedAt,
    Long workflowRunId,
    String htmlUrl,
    boolean listed,
    String status,
    Instant reportDueAt,
    long reportClaim) {

  /** The columns of this record, for a select list. */
  public static final String COLUMNS =
      "run_id, state, due_at, claim, attempts, action, org, repo, workflow, ref, report_status, signed, accepted_at,"
          + " intent_at, started_at, workflow_run_id, html_url, listed, status, report_due_at, report_claim";

  public Run withRef(String branch) {
    return new Run(
        runId,
        state,
        dueAt,
        claim,
        attempts,
        action,
        org,
        repo,
        workflow,
        branch,
        reportStatus,
        signed,
        acceptedAt,
        intentAt,
        startedAt,
        workflowRunId,
        htmlUrl,
        listed,
        status,
        reportDueAt,
        reportClaim);
  }

  /** As it is once its intent is written. */
  public Run dispatching(Instant intent) {
    return new Run(
        runId,
        "DISPATCHING",
        dueAt,
        claim,
        attempts,
        action,
        org,
        repo,
        workflow,
        ref,
        reportStatus,
        signed,
        acceptedAt,
        intent,
        startedAt,
        workflowRunId,
        htmlUrl,
        listed,
        status,
        reportDueAt,
        reportClaim);
  }
}
