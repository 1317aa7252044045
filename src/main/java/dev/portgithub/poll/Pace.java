package dev.portgithub.poll;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.HourlyQuota;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.OpenRuns;
import dev.portgithub.run.Repositories;
import dev.portgithub.run.Repository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** When a repository is polled next, and which page beyond the first. */
public final class Pace {
  /** GitHub lists no more than 1,000 workflow runs under a filter. */
  private static final int LAST_PAGE = 10;

  private final Clock clock;
  private final PollSchedule schedule;
  private final Repositories repositories;
  private final HourlyQuota quota;
  private final GitHubCalls calls;
  private final Backoff backoff;

  /**
   * @param longestDelay between polls that fail
   */
  public Pace(
      Clock clock,
      PollSchedule schedule,
      Repositories repositories,
      HourlyQuota quota,
      GitHubCalls calls,
      Duration longestDelay) {
    this.clock = clock;
    this.schedule = schedule;
    this.repositories = repositories;
    this.quota = quota;
    this.calls = calls;
    this.backoff = new Backoff(Duration.ofSeconds(5), longestDelay);
  }

  /** By the age of the youngest open run; null when none is open. */
  Instant next(Handle handle, Repository repository) {
    Instant now = Instant.now(clock);
    return OpenRuns.youngestStart(handle, repository)
        .map(start -> now.plus(interval(handle, repository, Duration.between(start, now))))
        .orElse(null);
  }

  private Duration interval(Handle handle, Repository repository, Duration age) {
    return schedule.interval(
        age, repositories.count(handle), quota.callsPerSecond(calls.credential(repository.org())));
  }

  /**
   * @param attempts how many polls have failed in a row, from 1
   */
  Instant afterFailure(Repository repository, int attempts, Exception failure) {
    Instant due = Instant.now(clock).plus(backoff.after(attempts, repository.repositoryKey()));
    // A split wraps what a step in it throws, such as a limit met while a run is finished.
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RemoteBusy busy) {
        return busy.untilOr(due);
      }
    }
    return due;
  }

  /** The page after this one, or the second when the open runs cannot reach that far. */
  int nextPage(Handle handle, Repository repository) {
    int before = (repository.nextPage() - 1) * GitHubCalls.PAGE_SIZE;
    return OpenRuns.moreOpenThan(handle, repository, before) && repository.nextPage() < LAST_PAGE
        ? repository.nextPage() + 1
        : 2;
  }
}
