package dev.portgithub.run;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * What is noted in table run of what Port shows of an open run. None of it decides how the run goes
 * on.
 */
public final class ShownLabels {
  private ShownLabels() {}

  /**
   * Notes what Port shows, unless that is noted already, or the run has gone on since it was read;
   * its outbox is due then if the caller adds to it.
   *
   * @param label for programs
   * @param told when the caller adds reports; null for none
   * @return whether it is noted now, and by this call
   */
  public static boolean note(Handle handle, Seen run, String label, Instant told) {
    return handle
            .createUpdate(
                """
                update run set label = :label,
                  report_due_at = coalesce(report_due_at, cast(:told as timestamp with time zone))
                where run_id = :runId and state = :state and coalesce(status, '') = coalesce(:status, '')
                  and (label is null or label <> :label)
                """)
            .bindMethods(run)
            .bind("label", label)
            .bind("told", told)
            .execute()
        == 1;
  }

  /** A run as it was when it was read. */
  public record Seen(String runId, RunState state, String status) {}

  /**
   * GitHub is about to be asked about a run: by one instance, and not again before a time.
   *
   * @return whether it is this one
   */
  public static boolean ask(Handle handle, Seen run, Instant now, Instant notSince) {
    return handle
            .createUpdate(
                """
                update run set asked_at = :now
                where run_id = :runId and state = :state and coalesce(status, '') = coalesce(:status, '')
                  and (asked_at is null or asked_at < :notSince)
                """)
            .bindMethods(run)
            .bind("now", now)
            .bind("notSince", notSince)
            .execute()
        == 1;
  }

  /** When the last job of its workflow run ended, although that goes on; null: none such. */
  public static void jobsEnded(Handle handle, Seen run, Instant at) {
    handle
        .createUpdate("update run set jobs_ended_at = :at where run_id = :runId and state = :state")
        .bindMethods(run)
        .bind("at", at)
        .execute();
  }

  /** How many accepted runs of a lane became due before; no more than some are counted. */
  public static int before(Handle handle, String lane, Instant due, int most) {
    return handle
        .createQuery(
            """
            select count(*) from (select run_id from run where state = 'ACCEPTED' and lane = :lane and due_at < :due
              order by state, lane, due_at limit :most) earlier
            """)
        .bind("lane", lane)
        .bind("due", due)
        .bind("most", most)
        .mapTo(Integer.class)
        .one();
  }
}
