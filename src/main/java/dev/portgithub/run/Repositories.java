package dev.portgithub.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * The only class that writes table repository: which repositories have open workflow runs, and when
 * each is polled next.
 *
 * <p>A run that starts while its repository is being polled makes it due again, and forgets an ETag
 * that does not know the new run: both carry the generation of the row, which grows with each
 * start.
 *
 * <p>Each spelling of a repository has a row of its own; see {@link Spellings}.
 */
public final class Repositories {
  private static final Lease.Reading<Repository> READING =
      new Lease.Reading<>(
          """
          org, repo, claim, attempts, generation, etag,
            (select count(*) from repository spelt
              where spelt.repository_key = repository.repository_key and spelt.due_at is not null) as spellings""",
          ConstructorMapper.of(Repository.class));

  /**
   * The earliest of what the poll says, what somebody wants, and what a start meanwhile has set.
   */
  private static final String NEXT_DUE =
      """
      case when generation = :generation
        then least(coalesce(cast(:due as timestamp with time zone), wanted_at),
          coalesce(wanted_at, cast(:due as timestamp with time zone)))
        else least(due_at, coalesce(wanted_at, due_at)) end\
      """;

  /**
   * A repository that is claimed is being polled: the next poll follows that one, since two at a
   * time cost twice the calls. Any other is due by then.
   */
  private static final String BY =
      """
      wanted_at = case when due_at = leased_until then least(coalesce(wanted_at, :by), :by) end,
      due_at = case when due_at = leased_until then due_at else least(coalesce(due_at, :by), :by) end""";

  private final Jdbi jdbi;
  private final Clock clock;
  private final Instance instance;

  public Repositories(Jdbi jdbi, Clock clock, Instance instance) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.instance = instance;
  }

  /** Claims repositories that are due, the longest overdue first; each once. */
  public List<Repository> claim(Duration lease, int limit) {
    Instance.Term term = instance.term(Instant.now(clock), lease);
    return jdbi.withHandle(
        handle -> {
          List<Repository> due = Lease.OF_REPOSITORY.claim(handle, null, term, limit, READING);
          // Of several spellings one is polled. The others were claimed as well, and are put off
          // now; or else they are due at the end of the lease.
          Collection<Repository> claimed = Spellings.onePerRepository(due);
          claimed.forEach(row -> Spellings.putOffOthers(handle, row, term.begin()));
          return List.copyOf(claimed);
        });
  }

  /** Ends the claim of a repository whose poll has not begun; false when it was claimed anew. */
  public boolean handBack(Repository repository) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        """
                        update repository set due_at = :now, leased_until = null, wanted_at = null
                        where org = :org and repo = :repo and claim = :claim
                        """)
                    .bindMethods(repository)
                    .bind("now", Instant.now(clock))
                    .execute()
                == 1);
  }

  /**
   * Somebody wants repositories polled soon. If one is being polled, the next poll follows that
   * one: two at a time would cost twice the calls.
   *
   * @param end because an end was announced there
   */
  void wanted(Handle handle, List<Target> repositories, Instant by, boolean end) {
    handle
        .createUpdate(
            """
            update repository set
              %s,
              hinted_at = case when :end then :by else hinted_at end
            where (org, repo) in
              (select org, repo from repository where (org, repo) in (<names>) order by org, repo for update)
            """
                .formatted(BY))
        .bindMethodsList("names", repositories, List.of("org", "repo"))
        .bind("by", by)
        .bind("end", end)
        .execute();
  }

  /**
   * A run has started there, or goes on.
   *
   * @param within the time after which the repository is polled at the latest
   * @return when that is
   */
  public Instant follow(Handle handle, Target target, Duration within) {
    Instant due = Instant.now(clock).plus(within);
    if (pollBy(handle, target, due) == 0) {
      handle.execute(
          "insert into repository (org, repo) values (?, ?) on conflict do nothing",
          target.org(),
          target.repo());
      pollBy(handle, target, due);
    }
    return due;
  }

  private static int pollBy(Handle handle, Target target, Instant due) {
    return handle
        .createUpdate(
            """
            update repository set %s, generation = generation + 1, etag = null
            where org = :org and repo = :repo
            """
                .formatted(BY))
        .bind("by", due)
        .bindMethods(target)
        .execute();
  }

  /**
   * Ends a poll under its claim.
   *
   * @param due when it is polled next, or null for never; a run that was started meanwhile has said
   *     so itself
   * @param etag of the first page, or null
   */
  public void polled(Handle handle, Repository polled, Instant due, String etag) {
    handle
        .createUpdate(
            """
            update repository set
              due_at = %s, leased_until = null, wanted_at = null,
              etag = case when generation = :generation then :newEtag else null end,
              attempts = 0
            where org = :org and repo = :repo and claim = :claim
            """
                .formatted(NEXT_DUE))
        .bindMethods(polled)
        .bind("due", due)
        .bind("newEtag", etag)
        .execute();
  }

  /**
   * The poll under this claim failed, so what somebody wants has to wait as well; the parameters
   * are those of {@link #polled}.
   */
  public void failed(Handle handle, Repository polled, Instant due, int attempts) {
    handle
        .createUpdate(
            """
            update repository set
              due_at = case when generation = :generation then cast(:due as timestamp with time zone)
                else least(due_at, coalesce(wanted_at, due_at)) end,
              leased_until = null, wanted_at = null, attempts = :tries
            where org = :org and repo = :repo and claim = :claim
            """)
        .bindMethods(polled)
        .bind("due", due)
        .bind("tries", attempts)
        .execute();
  }
}
