package dev.portgithub.run;

import dev.portgithub.store.Database;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Finds and locks runs that ended long ago, the oldest first, for {@link Runs#delete}. */
public final class EndedRuns {
  /**
   * Its first condition is written so that no index on that column, null in most rows, is chosen.
   */
  private static final String NOTHING_WAITS =
      """
      and case when report_due_at is null then 1 end = 1
      and not exists (select 1 from report where report.run_id = run.run_id and settled_at is null)
      and not exists (select 1 from dead_letter where dead_letter.run_id = run.run_id
        and dead_letter.status = 'PARKED')
      """;

  private EndedRuns() {}

  /** Only a run that has ended has a time of its end: FINISHED, REFUSED, SKIPPED. */
  public static List<String> ended(Handle handle, Instant before, int limit) {
    return lock(
        handle,
        """
        select run_id from run where finished_at < :before
        %s%s limit :limit for update skip locked
        """
            .formatted(NOTHING_WAITS, Database.oldestFirst(handle, "finished_at")),
        before,
        limit);
  }

  /** A parked run has ended when an operator has discarded its last dead letter. */
  public static List<String> discarded(Handle handle, Instant before, int limit) {
    return lock(
        handle,
        """
        select run_id from run where state = 'PARKED' and run_id in
          (select d.run_id from dead_letter d where d.status = 'DISCARDED' and d.settled_at < :before)
        %s
        and not exists (select 1 from dead_letter where dead_letter.run_id = run.run_id
          and dead_letter.settled_at >= :before)
        limit :limit for update skip locked
        """
            .formatted(NOTHING_WAITS),
        before,
        limit);
  }

  private static List<String> lock(Handle handle, String select, Instant before, int limit) {
    return handle
        .createQuery(select)
        .bind("before", before)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }
}
