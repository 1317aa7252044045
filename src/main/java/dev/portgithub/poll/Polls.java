package dev.portgithub.poll;

import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.GitHubBudget;
import dev.portgithub.remote.GitHubCalls;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.report.Messages;
import dev.portgithub.report.Outbox;
import dev.portgithub.run.Texts;
import dev.portgithub.store.Run;
import dev.portgithub.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the open workflow runs of a repository: one list call serves all that are on its first
 * page; the others are looked at more slowly, with at most two calls more, however many they are.
 */
public final class Polls {
  private static final Logger LOG = LoggerFactory.getLogger(Polls.class);

  /** GitHub lists no more than 1,000 workflow runs under a filter. */
  private static final int LAST_PAGE = 10;

  private final Jdbi jdbi;
  private final Clock clock;
  private final GitHubBudget budget;
  private final GitHubCalls calls;
  private final PollSchedule schedule;
  private final DeadLetters deadLetters;
  private final Duration lease;
  private final Duration deadline;
  private final Backoff backoff;

  /**
   * @param lease how long a claim of a repository lasts; longer than one poll can take
   * @param deadline how long a run is followed at most
   */
  public Polls(
      DataSource store,
      Clock clock,
      GitHubBudget budget,
      GitHubCalls calls,
      PollSchedule schedule,
      DeadLetters deadLetters,
      Duration lease,
      Duration deadline,
      Duration longestDelay) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.budget = budget;
    this.calls = calls;
    this.schedule = schedule;
    this.deadLetters = deadLetters;
    this.lease = lease;
    this.deadline = deadline;
    this.backoff = new Backoff(Duration.ofSeconds(5), longestDelay);
  }

  /** Claims repositories that are due. */
  public List<Repository> claim(int limit) {
    Instant now = Instant.now(clock);
    return jdbi.inTransaction(
        handle -> {
          List<Repository> due =
              handle
                  .createQuery(
                      "select "
                          + Repository.COLUMNS
                          + " from repository where due_at <= :now order by due_at limit :limit"
                          + " for update skip locked")
                  .bind("now", now)
                  .bind("limit", limit)
                  .map(ConstructorMapper.of(Repository.class))
                  .list();
          List<Repository> claimed = new ArrayList<>();
          for (Repository row : due) {
            handle.execute(
                "update repository set due_at = ?, claim = claim + 1 where org = ? and repo = ?",
                now.plus(lease),
                row.org(),
                row.repo());
            claimed.add(
                new Repository(
                    row.org(),
                    row.repo(),
                    row.claim() + 1,
                    row.attempts(),
                    row.generation(),
                    row.etag(),
                    row.nextPage()));
          }
          return claimed;
        });
  }

  /**
   * The first page of the repository's workflow runs, only if it has changed since it was last
   * read.
   */
  public RemoteCall firstPage(Repository repository) {
    return calls
        .workflowRuns(repository.org(), repository.repo(), 1)
        .ifNoneMatch(repository.etag());
  }

  /**
   * Notes what GitHub shows of our runs, and returns those that have ended. Nothing is noted of
   * these: they are reported one by one, and found again should that fail.
   */
  public List<Ended> observe(Repository repository, RemoteCall call, RemoteAnswer answer) {
    if (answer.notModified()) {
      return List.of();
    }
    List<WorkflowRun> seen = WorkflowRun.read(answer.json());
    boolean firstPage = call.path().endsWith("/runs") && !call.query().contains("&page=");
    return jdbi.inTransaction(
        handle -> {
          Map<Long, Run> open =
              openRuns(handle, repository, seen).stream()
                  .collect(Collectors.toMap(Run::workflowRunId, Function.identity()));
          List<Ended> ended = new ArrayList<>();
          for (WorkflowRun workflowRun : seen) {
            Run run = open.get(workflowRun.id());
            if (run == null) {
              continue;
            }
            if (workflowRun.firstAttemptEnded()) {
              ended.add(new Ended(run, workflowRun));
            } else {
              progress(handle, run, workflowRun, firstPage);
            }
          }
          if (firstPage) {
            notListed(handle, repository, seen);
          }
          return ended;
        });
  }

  private static List<Run> openRuns(Handle handle, Repository repository, List<WorkflowRun> seen) {
    if (seen.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery(
            "select "
                + Run.COLUMNS
                + " from run where workflow_run_id in (<ids>) and org = :org and repo = :repo and state = 'RUNNING'")
        .bindList("ids", seen.stream().map(WorkflowRun::id).toList())
        .bind("org", repository.org())
        .bind("repo", repository.repo())
        .mapTo(Run.class)
        .list();
  }

  private void progress(Handle handle, Run run, WorkflowRun workflowRun, boolean firstPage) {
    Instant now = Instant.now(clock);
    boolean changed = !Objects.equals(run.status(), workflowRun.status());
    if (firstPage && run.listed() && !changed) {
      return;
    }
    Instant due = firstPage ? null : now.plus(schedule.interval(age(run, now)));
    int stillOpen =
        handle
            .createUpdate(
                "update run set status = :status, listed = :listed, due_at = :due, attempts = 0,"
                    + " html_url = coalesce(html_url, :url)"
                    + " where run_id = :runId and state = 'RUNNING'")
            .bind("url", workflowRun.htmlUrl())
            .bind("status", Texts.shorten(workflowRun.status(), 60))
            .bind("listed", firstPage)
            .bind("due", due)
            .bind("runId", run.runId())
            .execute();
    if (stillOpen == 0) {
      // Another poll has seen its end since; nothing is told after that.
      return;
    }
    List<Messages.Draft> link = workflowRun.missingLink(run);
    if (!link.isEmpty()) {
      Outbox.add(handle, run.runId(), now, link);
    }
    if (changed) {
      Outbox.add(handle, run.runId(), now, Messages.progress(label(workflowRun.status())));
    }
  }

  private static String label(String status) {
    return switch (status) {
      case "waiting" -> "Waiting for an approval in GitHub";
      case "queued", "requested", "pending" -> "Queued in GitHub";
      case "in_progress" -> "Running";
      default -> Texts.shorten(status.replace('_', ' '), 60);
    };
  }

  /**
   * Runs that newer ones have pushed off the first page are looked at by themselves from now on.
   */
  private void notListed(Handle handle, Repository repository, List<WorkflowRun> seen) {
    List<Long> listed = new ArrayList<>(seen.stream().map(WorkflowRun::id).toList());
    // A list must not be empty, and no workflow run has this id.
    listed.add(0L);
    handle
        .createUpdate(
            "update run set listed = false, due_at = :now where org = :org and repo = :repo and state = 'RUNNING'"
                + " and listed = true and workflow_run_id not in (<listed>)")
        .bind("now", Instant.now(clock))
        .bind("org", repository.org())
        .bind("repo", repository.repo())
        .bindList("listed", listed)
        .execute();
  }

  /**
   * Calls for runs that are not on the first page and are due: each by itself, or when they are
   * many, page by page.
   */
  public List<Overdue> overdue(Repository repository) {
    Instant now = Instant.now(clock);
    // The order is that of the index: H2 sorts all of them otherwise.
    List<Run> due =
        jdbi.withHandle(
            handle ->
                handle
                    .select(
                        "select "
                            + Run.COLUMNS
                            + " from run where org = ? and repo = ? and state = 'RUNNING' and listed = false"
                            + " and due_at <= ? order by org, repo, state, listed, due_at limit 3",
                        repository.org(),
                        repository.repo(),
                        now)
                    .mapTo(Run.class)
                    .list());
    if (due.size() <= 2) {
      return due.stream().map(run -> new Overdue(run, calls.workflowRun(run))).toList();
    }
    Run mostOverdue = due.get(0);
    return List.of(
        new Overdue(
            null, calls.workflowRuns(repository.org(), repository.repo(), repository.nextPage())),
        new Overdue(mostOverdue, calls.workflowRun(mostOverdue)));
  }

  /**
   * Ends the poll: the next one is due by the age of the youngest open run; none open, none due.
   */
  public void polled(Repository repository, RemoteAnswer firstPage) {
    Instant now = Instant.now(clock);
    List<Run> expired =
        jdbi.inTransaction(
            handle -> {
              Instant due =
                  youngest(handle, repository)
                      .map(start -> now.plus(interval(handle, repository, start, now)))
                      .orElse(null);
              int page = nextPage(handle, repository);
              handle
                  .createUpdate(
                      "update repository set due_at = case when generation = :generation"
                          + " then cast(:due as timestamp with time zone) else due_at end, etag = case when generation = :generation then :etag else null end, next_page = :page,"
                          + " attempts = 0 where org = :org and repo = :repo and claim = :claim")
                  .bind("generation", repository.generation())
                  .bind("due", due)
                  .bind("etag", firstPage.notModified() ? repository.etag() : firstPage.etag())
                  .bind("page", page)
                  .bind("org", repository.org())
                  .bind("repo", repository.repo())
                  .bind("claim", repository.claim())
                  .execute();
              return expired(handle, repository, now.minus(deadline));
            });
    expired.forEach(this::giveUp);
  }

  /** When the youngest open run was started; empty when none is open. */
  private static Optional<Instant> youngest(Handle handle, Repository repository) {
    return handle
        .select(
            "select started_at from run where org = ? and repo = ? and state = 'RUNNING'"
                + " order by org, repo, state, started_at desc limit 1",
            repository.org(),
            repository.repo())
        .mapTo(Instant.class)
        .findFirst();
  }

  /** The page after this one, or the second when the open runs cannot reach that far. */
  private static int nextPage(Handle handle, Repository repository) {
    int before = (repository.nextPage() - 1) * GitHubCalls.PAGE_SIZE;
    int open =
        handle
            .select(
                "select count(*) from (select 1 from run where org = ? and repo = ? and state = 'RUNNING' limit ?) open_runs",
                repository.org(),
                repository.repo(),
                before + 1)
            .mapTo(Integer.class)
            .one();
    return open > before && repository.nextPage() < LAST_PAGE ? repository.nextPage() + 1 : 2;
  }

  /** Runs that were started before; a few at a time, since the next poll finds the others. */
  private static List<Run> expired(Handle handle, Repository repository, Instant before) {
    return handle
        .select(
            "select "
                + Run.COLUMNS
                + " from run where org = ? and repo = ? and state = 'RUNNING' and started_at < ? limit 100",
            repository.org(),
            repository.repo(),
            before)
        .mapTo(Run.class)
        .list();
  }

  private Duration interval(Handle handle, Repository repository, Instant youngest, Instant now) {
    int repositories =
        handle
            .select("select count(*) from repository where due_at is not null")
            .mapTo(Integer.class)
            .one();
    return schedule.interval(
        Duration.between(youngest, now),
        repositories,
        budget.callsPerSecond(calls.credential(repository.org())));
  }

  private void giveUp(Run run) {
    jdbi.useTransaction(
        handle -> {
          int stillOpen =
              handle.execute(
                  "update run set claim = claim + 1 where run_id = ? and state = 'RUNNING'",
                  run.runId());
          if (stillOpen == 0) {
            return;
          }
          deadLetters.parkRun(
              handle,
              run,
              "poll",
              "DEADLINE",
              "GitHub shows no end of "
                  + Messages.target(run)
                  + " after "
                  + deadline.toDays()
                  + " days.",
              "Look at "
                  + run.htmlUrl()
                  + ": replay to follow it again, or discard and set the status in Port by hand.");
          Outbox.add(
              handle,
              run.runId(),
              Instant.now(clock),
              Messages.line(
                  "The workflow run is not followed any more: it has not ended within "
                      + deadline.toDays()
                      + " days."));
        });
  }

  /** The poll could not be made; due later. */
  public void postpone(Repository repository, Exception failure) {
    Instant now = Instant.now(clock);
    int attempts = repository.attempts() + 1;
    Instant due = now.plus(backoff.after(attempts));
    if (failure instanceof RemoteBusy busy) {
      due = busy.untilOr(due);
    }
    Instant next = due;
    List<Run> expired =
        jdbi.inTransaction(
            handle -> {
              // None is open any more: not due, unless a run has started meanwhile.
              Instant nextOrNever = youngest(handle, repository).map(start -> next).orElse(null);
              handle
                  .createUpdate(
                      "update repository set due_at = case when generation = :generation"
                          + " then cast(:due as timestamp with time zone) else due_at end, attempts = :attempts"
                          + " where org = :org and repo = :repo and claim = :claim")
                  .bind("generation", repository.generation())
                  .bind("due", nextOrNever)
                  .bind("attempts", attempts)
                  .bind("org", repository.org())
                  .bind("repo", repository.repo())
                  .bind("claim", repository.claim())
                  .execute();
              return expired(handle, repository, now.minus(deadline));
            });
    // A repository that was deleted is never polled with success again.
    expired.forEach(this::giveUp);
    LOG.warn(
        "Repository {}: its open runs could not be polled (attempt {}): {}; those that are still open will be polled again at {}",
        repository,
        attempts,
        failure.getMessage(),
        next);
  }

  private static Instant startOf(Run run) {
    return run.startedAt() == null ? run.acceptedAt() : run.startedAt();
  }

  private static Duration age(Run run, Instant now) {
    return Duration.between(startOf(run), now);
  }
}
