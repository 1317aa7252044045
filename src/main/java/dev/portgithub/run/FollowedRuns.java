package dev.portgithub.run;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Makes runs in state RUNNING due, for those who know that something has happened in GitHub. */
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
  public record Followed(long workflowRunId, String org, String repo) {}

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
          if (!ours.isEmpty()) {
            Instant now = Instant.now(clock);
            // Runs on the first page are never due by themselves: the poll reads that page anyway.
            handle
                .createUpdate(
                    """
                    update run set due_at = least(coalesce(due_at, :now), :now)
                    where workflow_run_id in (<ids>) and state = 'RUNNING' and listed = false
                    """)
                .bindList("ids", ours.stream().map(Followed::workflowRunId).toList())
                .bind("now", now)
                .execute();
            ours.stream()
                .map(run -> new Target(run.org(), run.repo(), "", null))
                .distinct()
                .forEach(target -> repositories.wanted(handle, target, now));
          }
          return ours.size();
        });
  }

  /** In the order of their ids, so that no two writers of several rows wait for each other. */
  private static List<Followed> lock(Handle handle, Collection<Long> workflowRunIds) {
    return handle
        .createQuery(
            """
            select workflow_run_id, org, repo from run
            where workflow_run_id in (<ids>) and state = 'RUNNING' order by workflow_run_id for update
            """)
        .bindList("ids", List.copyOf(workflowRunIds))
        .map(ConstructorMapper.of(Followed.class))
        .list();
  }
}
