package dev.portgithub.poll;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.run.OpenRuns;
import dev.portgithub.run.OpenRuns.Outlook;
import dev.portgithub.run.Repositories;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends the polls of repositories with open workflow runs. */
public final class Polling {
  private static final Logger LOG = LoggerFactory.getLogger(Polling.class);

  private final Jdbi jdbi;
  private final Clock clock;
  private final Repositories repositories;
  private final Pace pace;
  private final Deadline deadline;
  private final Duration lease;

  /**
   * @param lease how long a claim of a repository lasts; longer than one poll can take
   */
  public Polling(
      Jdbi jdbi,
      Clock clock,
      Repositories repositories,
      Pace pace,
      Deadline deadline,
      Duration lease) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.repositories = repositories;
    this.pace = pace;
    this.deadline = deadline;
    this.lease = lease;
  }

  /** Claims repositories that are due. */
  public List<Repository> claim(int limit) {
    return repositories.claim(lease, limit);
  }

  /** Begins the poll of a claimed repository. */
  public Poll begin(Repository repository) {
    return new Poll(repository, Instant.now(clock));
  }

  /** Ends a poll: the next one is due while a run is open. */
  public void polled(Poll poll, RemoteAnswer firstPage) {
    Repository repository = poll.repository();
    String etag = firstPage.notModified() ? repository.etag() : firstPage.etag();
    List<Run> expired =
        jdbi.inTransaction(
            handle -> {
              Outlook outlook = OpenRuns.outlook(handle, repository, deadline.startedBefore());
              repositories.polled(handle, repository, pace.next(handle, poll, outlook), etag);
              return outlook.expired() ? deadline.expired(handle, repository) : List.<Run>of();
            });
    expired.forEach(deadline::giveUp);
  }

  /** The poll could not be made; due later. */
  public void postpone(Repository repository, Exception failure) {
    int attempts = repository.attempts() + 1;
    Instant next = pace.afterFailure(repository, attempts, failure);
    List<Run> expired =
        jdbi.inTransaction(
            handle -> {
              // None is open any more: not due, unless a run has started meanwhile.
              Instant nextOrNever =
                  OpenRuns.youngestStart(handle, repository).map(start -> next).orElse(null);
              repositories.failed(handle, repository, nextOrNever, attempts);
              return deadline.expired(handle, repository);
            });
    // A repository that was deleted is never polled with success again.
    expired.forEach(deadline::giveUp);
    LOG.warn(
        "Repository {}: its open runs could not be polled (attempt {}): {}; those that are still"
            + " open will be polled again at {}",
        repository,
        attempts,
        failure.getMessage(),
        next);
  }
}
