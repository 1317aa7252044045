package dev.portgithub.run;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Runs that wait until the platform team has done something: what {@link Runs} does not need for
 * any other run.
 */
public final class WaitingRuns {
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
   * What Port was told about is over: all that are not started yet, and that nobody works on, are
   * due.
   */
  public static void wake(Handle handle, Instant now) {
    handle.execute(
        """
        update run set due_at = ? where state = 'ACCEPTED' and due_at > ? and told_since is not null
          and (leased_until is null or due_at <> leased_until)
        """,
        now,
        now);
    // Each lane looks again which of its runs are due.
    handle.execute("update lane set due_at = ? where due_at > ?", now, now);
  }
}
