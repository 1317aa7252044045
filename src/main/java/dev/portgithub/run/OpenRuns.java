package dev.portgithub.run;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * What polling asks of table run: the runs of a repository whose workflow runs are followed. Each
 * question reads a range of an index, never the table.
 */
public final class OpenRuns {
  private OpenRuns() {}

  /**
   * The open runs of a repository that have one of these workflow runs; but none that is kept for
   * later, since something failed for it.
   */
  public static List<Run> following(
      Handle handle, Repository repository, Collection<Long> workflowRunIds, Instant now) {
    if (workflowRunIds.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery(
            RunQueries.runs(
                """
                workflow_run_id in (<ids>) and repository_key = :key and state = 'RUNNING'
                  and (kept_until is null or kept_until <= :now)
                """))
        .bindList("ids", workflowRunIds)
        .bind("now", now)
        .bind("key", repository.repositoryKey())
        .map(RunQueries.ROW)
        .list();
  }

  /** Open runs that are not on the first page and due to be polled, the most overdue first. */
  public static List<Run> overdue(Handle handle, Repository repository, Instant now, int limit) {
    // The order is that of the index: H2 sorts all of them otherwise.
    return handle
        .select(
            RunQueries.runs(
                """
                repository_key = ? and state = 'RUNNING' and listed = false and due_at <= ?
                order by repository_key, state, listed, due_at limit ?
                """),
            repository.repositoryKey(),
            now,
            limit)
        .map(RunQueries.ROW)
        .list();
  }

  /** When the youngest open run of a repository was started; empty when none is open. */
  public static Optional<Instant> youngestStart(Handle handle, Repository repository) {
    return handle
        .select(
            """
            select started_at from run where repository_key = ? and state = 'RUNNING'
            order by repository_key, state, started_at desc limit 1
            """,
            repository.repositoryKey())
        .mapTo(Instant.class)
        .findFirst();
  }

  /** Open runs of a repository that were started before; some, if there are many. */
  public static List<Run> startedBefore(Handle handle, Repository repository, Instant before) {
    return handle
        .select(
            RunQueries.runs(
                "repository_key = ? and state = 'RUNNING' and started_at < ? limit 100"),
            repository.repositoryKey(),
            before)
        .map(RunQueries.ROW)
        .list();
  }

  /**
   * How it stands with the open runs of a repository; each may be null.
   *
   * @param youngestStart when the youngest was started; null when none is open
   * @param earliestDue when the first of those that are not on the first page is due
   * @param hintedAt when an end was last announced there
   * @param expired that one of them was started before the deadline
   */
  public record Outlook(
      Instant youngestStart, Instant earliestDue, Instant hintedAt, boolean expired) {}

  /**
   * All of it in one statement.
   *
   * @param deadline before which a run was started that is followed no more
   */
  public static Outlook outlook(Handle handle, Repository repository, Instant deadline) {
    // Each order is that of an index: H2 sorts all of them otherwise.
    return handle
        .createQuery(
            """
            select
              (select started_at from run where repository_key = :key and state = 'RUNNING'
                order by repository_key, state, started_at desc limit 1) as youngest_start,
              (select due_at from run
                where repository_key = :key and state = 'RUNNING' and listed = false and due_at is not null
                order by repository_key, state, listed, due_at limit 1) as earliest_due,
              (select max(hinted_at) from repository where repository_key = :key) as hinted_at,
              exists (select 1 from run where repository_key = :key and state = 'RUNNING' and started_at < :deadline)
                as expired
            """)
        .bind("key", repository.repositoryKey())
        .bind("deadline", deadline)
        .map(ConstructorMapper.of(Outlook.class))
        .one();
  }
}
