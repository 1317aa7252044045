package dev.portgithub.run;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Open runs of which an attempt has failed and may be run again. */
public final class HeldRuns {
  private HeldRuns() {}

  /**
   * It is looked at by itself when the time is over.
   *
   * @param label what Port is told, for programs
   * @return whether Port is to be told, and its outbox is due: once for each label
   */
  public static boolean hold(Handle handle, Run run, Instant until, String label, Instant now) {
    handle
        .createUpdate(
            """
            update run set listed = false, due_at = :until, kept_until = :until, held_until = :until, attempts = 0
            where run_id = :runId and state = 'RUNNING'
            """)
        .bind("until", until)
        .bind("runId", run.runId())
        .execute();
    return handle
            .createUpdate(
                """
                update run set label = :label, status = 'failed', status_since = :now,
                  report_due_at = coalesce(report_due_at, :now)
                where run_id = :runId and state = 'RUNNING' and (label is null or label <> :label)
                """)
            .bind("label", label)
            .bind("now", now)
            .bind("runId", run.runId())
            .execute()
        == 1;
  }

  /** Until when a failed attempt of it may be run again; null when none was seen to fail. */
  public static Instant until(Handle handle, Run run) {
    return handle
        .select("select held_until from run where run_id = ?", run.runId())
        .mapTo(Instant.class)
        .findFirst()
        .orElse(null);
  }
}
