package dev.portgithub.run;

import dev.portgithub.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Runs that wait until the platform team has done something: what {@link Runs} does not need for
 * any other run.
 */
public final class WaitingRuns {
  /** Due later than a time, told, and claimed by nobody. */
  private static final String WAITING =
      """
      state = 'ACCEPTED' and due_at > ? and told_since is not null
        and (leased_until is null or due_at <> leased_until)
      """;

  private WaitingRuns() {}

  /**
   * Notes what Port is told about.
   *
   * @param since when that began, which tells it from the time before and the next
   * @return false when Port was told, or the run was claimed anew
   */
  public static boolean tell(Handle handle, Run run, Instant since) {
    return handle.execute(
            """
            update run set told_since = ? where run_id = ? and claim = ? and (told_since is null or told_since <> ?)
            """,
            since,
            run.runId(),
            run.claim(),
            since)
        == 1;
  }

  /**
   * A few of the accepted runs that are due and were not told about this, the oldest first, and
   * notes that they are told now. It reads no more than those and the ones that were told before.
   *
   * @param since when that began
   * @return their ids
   */
  public static List<String> untold(Handle handle, Instant since, Instant now, int limit) {
    List<String> runIds =
        handle
            .createQuery(
                """
                select run_id from run where state = 'ACCEPTED' and due_at <= :now
                  and (told_since is null or told_since <> :since)%s limit :limit for update skip locked
                """
                    .formatted(Database.oldestFirst(handle, "due_at")))
            .bind("now", now)
            .bind("since", since)
            .bind("limit", limit)
            .mapTo(String.class)
            .list();
    if (!runIds.isEmpty()) {
      handle
          .createUpdate("update run set told_since = :since where run_id in (<ids>)")
          .bind("since", since)
          .bindList("ids", runIds)
          .execute();
    }
    return runIds;
  }

  /**
   * What Port was told about is over: all that are not started yet, and that nobody works on, are
   * due, and their lanes look again. Reads the runs that are postponed; called once for each
   * shut-out, and once at a start.
   */
  public static void wake(Handle handle, Instant now) {
    List<String> lanes =
        handle
            .select("select distinct lane from run where " + WAITING, now)
            .mapTo(String.class)
            .list();
    if (lanes.isEmpty()) {
      return;
    }
    handle.execute("update run set due_at = ? where " + WAITING, now, now);
    // In one order, so that two transactions never wait for each other.
    for (String lane : new TreeSet<>(lanes)) {
      handle.execute("update lane set due_at = ? where name = ? and due_at > ?", now, lane, now);
    }
  }
}
