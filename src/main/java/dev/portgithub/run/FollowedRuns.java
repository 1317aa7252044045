package dev.portgithub.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * What is noted of runs in state RUNNING while they go on: how GitHub shows them, and when each is
 * looked at by itself. None of it ends a run.
 */
public final class FollowedRuns {
  private final Jdbi jdbi;
  private final Clock clock;
  private final Repositories repositories;

  public FollowedRuns(Jdbi jdbi, Clock clock, Repositories repositories) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.repositories = repositories;
  }

  /** A run that is followed, and where. */
  public record Followed(long workflowRunId, String org, String repo, String status) {}

  /**
   * Something has happened to these workflow runs, or so somebody says: they are worth a look now.
   * Those that are ours and still open are due, and their repositories with them; the verdict
   * remains that of the poll, so a hint that is wrong, late or repeated costs a call at most. While
   * a repository is being polled it is due again when that poll ends.
   *
   * <p>The caller wakes the polls (direct:wake-polls) once this has returned.
   *
   * @param workflowRunIds at most some hundreds
   * @return how many of them are ours and open
   */
  public int worthALook(Collection<Long> workflowRunIds) {
    if (workflowRunIds.isEmpty()) {
      return 0;
    }
    return jdbi.inTransaction(
        handle -> {
          List<Followed> ours = lock(handle, workflowRunIds);
          look(handle, ours, Instant.now(clock), true);
          return ours.size();
        });
  }

  /**
   * One of ours has this status by now, or so somebody says; unless that is known, it is worth a
   * look within some time. Until then others may follow, and be seen with the same call.
   *
   * @return whether it is due
   */
  public boolean worthALook(long workflowRunId, String status, Duration within) {
    return jdbi.inTransaction(
        handle -> {
          List<Followed> changed =
              lock(handle, List.of(workflowRunId)).stream()
                  .filter(run -> !status.equals(run.status()))
                  .toList();
          look(handle, changed, Instant.now(clock).plus(within), false);
          return !changed.isEmpty();
        });
  }

  /** These have changed, or so somebody says, and not ended: worth a look within some time. */
  public void worthALook(Collection<Long> workflowRunIds, Duration within) {
    if (!workflowRunIds.isEmpty()) {
      jdbi.useTransaction(
          handle ->
              look(handle, lock(handle, workflowRunIds), Instant.now(clock).plus(within), false));
    }
  }

  private void look(Handle handle, List<Followed> runs, Instant by, boolean ended) {
    if (runs.isEmpty()) {
      return;
    }
    // Runs on the first page are never due by themselves: the poll reads that page anyway.
    handle
        .createUpdate(
            """
            update run set due_at = least(coalesce(due_at, :by), :by), kept_until = null
            where workflow_run_id in (<ids>) and state = 'RUNNING' and listed = false
            """)
        .bindList("ids", runs.stream().map(Followed::workflowRunId).toList())
        .bind("by", by)
        .execute();
    List<Target> where =
        runs.stream().map(run -> new Target(run.org(), run.repo(), "", null)).distinct().toList();
    repositories.wanted(handle, where, by, ended);
  }

  /** In the order of their ids, so that no two writers of several rows wait for each other. */
  private static List<Followed> lock(Handle handle, Collection<Long> workflowRunIds) {
    return handle
        .createQuery(
            """
            select workflow_run_id, org, repo, status from run
            where workflow_run_id in (<ids>) and state = 'RUNNING' order by workflow_run_id for update
            """)
        .bindList("ids", List.copyOf(workflowRunIds))
        .map(ConstructorMapper.of(Followed.class))
        .list();
  }

  /**
   * Notes what GitHub shows of a run that goes on.
   *
   * @param status and address of its page, as GitHub shows them
   * @param due when it is polled by itself; null when it is on the first page
   * @param told whether the caller adds reports to the outbox, which is due then
   * @return false when its end was seen meanwhile
   */
  public boolean progress(Handle handle, Run run, Shown shown, Instant due, boolean told) {
    return handle
            .createUpdate(
                """
                update run set status_since = case when status = :status and status_since is not null then status_since else :now end,
                  status = :status, label = coalesce(:label, label), listed = :firstPage, due_at = :due, attempts = 0,
                  html_url = coalesce(nullif(html_url, ''), nullif(:htmlUrl, '')), node_id = coalesce(node_id, :nodeId),
                  report_due_at = coalesce(report_due_at, cast(:told as timestamp with time zone))
                where run_id = :runId and state = 'RUNNING'
                """)
            .bindMethods(shown)
            .bind("now", Instant.now(clock))
            .bind("told", told ? Instant.now(clock) : null)
            .bind("due", due)
            .bind("runId", run.runId())
            .execute()
        == 1;
  }

  /**
   * How GitHub shows a run.
   *
   * @param label what Port is told about it, for programs; null for nothing
   * @param nodeId what GraphQL calls it; null when that is not shown
   * @param firstPage is it on the first page of its repository?
   */
  public record Shown(
      String status, String label, String htmlUrl, String nodeId, boolean firstPage) {}

  /** Nothing has changed of these; they are looked at again then. */
  public void lookedAt(Handle handle, Collection<Long> workflowRunIds, Instant due) {
    if (!workflowRunIds.isEmpty()) {
      handle
          .createUpdate(
              """
              update run set due_at = :due, attempts = 0
              where workflow_run_id in (<ids>) and state = 'RUNNING' and listed = false
              """)
          .bindList("ids", List.copyOf(workflowRunIds))
          .bind("due", due)
          .execute();
    }
  }

  /** Runs that newer ones push off the first page are polled by themselves from now on. */
  public void pushedOff(Handle handle, Repository repository, Collection<Long> listed) {
    List<Long> ids = new ArrayList<>(listed);
    // A list must not be empty, and no workflow run has this id.
    ids.add(0L);
    handle
        .createUpdate(
            """
            update run set listed = false, due_at = :now
            where repository_key = :repositoryKey and state = 'RUNNING' and listed = true
              and workflow_run_id not in (<listed>)
            """)
        .bindMethods(repository)
        .bindList("listed", ids)
        .bind("now", Instant.now(clock))
        .execute();
  }

  /** GitHub did not show its workflow run. */
  public void missed(Run run, int misses, Instant due) {
    String sql = "update run set attempts = ?, due_at = ? where run_id = ? and state = 'RUNNING'";
    jdbi.useHandle(handle -> handle.execute(sql, misses, due, run.runId()));
  }

  /** Something failed for this run alone: it is looked at by itself, and not before. */
  public void keep(Run run, Instant due) {
    String sql =
        """
        update run set listed = false, due_at = ?, kept_until = ?, attempts = 0
        where run_id = ? and state = 'RUNNING'
        """;
    jdbi.useHandle(handle -> handle.execute(sql, due, due, run.runId()));
  }

  /**
   * GitHub did not show how its first attempt ended, although there is a second.
   *
   * @return how often that was so
   */
  public int firstAttemptMissed(Run run) {
    return jdbi.inTransaction(
        handle -> {
          handle.execute(
              "update run set first_attempt_misses = first_attempt_misses + 1 where run_id = ?",
              run.runId());
          return handle
              .select("select first_attempt_misses from run where run_id = ?", run.runId())
              .mapTo(Integer.class)
              .one();
        });
  }
}
