package dev.portgithub.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Whether ends of workflow runs are announced before a poll sees them, by webhooks or a sweep.
 * While that is so, polls of a repository can be further apart; the first end that was not
 * announced says that they cannot.
 */
public final class Announcements {
  /** A hint may be about another end than the one that a poll sees at about the same time. */
  private static final Duration LATELY = Duration.ofMinutes(1);

  private static final Duration RELIED_ON = Duration.ofDays(1);

  /** Until then a poll has yet to learn what a sweep needs, and shows in Port that a run began. */
  private static final Duration SETTLED = Duration.ofSeconds(30);

  private final Clock clock;
  private final Duration apart;

  /**
   * @param apart how far polls are apart at least that rely on announcements
   */
  public Announcements(Clock clock, Duration apart) {
    this.clock = clock;
    this.apart = apart;
  }

  /** A poll has seen an end. */
  public void endSeen(Handle handle, Repository repository) {
    handle
        .createUpdate(
            "update repository set hinted_at = null where repository_key = :repositoryKey and"
                + " hinted_at < :lately")
        .bindMethods(repository)
        .bind("lately", Instant.now(clock).minus(LATELY))
        .execute();
  }

  /**
   * When a repository is polled next.
   *
   * @param due without announcements; null when no run is open
   */
  public Instant next(Handle handle, Repository repository, Instant due) {
    Instant later = Instant.now(clock).plus(apart);
    if (due == null || due.isAfter(later) || !work(handle, repository)) {
      return due;
    }
    Instant settled = Instant.now(clock).minus(SETTLED);
    return OpenRuns.youngestStart(handle, repository).filter(settled::isAfter).isPresent()
        ? later
        : due;
  }

  private boolean work(Handle handle, Repository repository) {
    return handle
        .createQuery(
            "select 1 from repository where repository_key = :repositoryKey and hinted_at > :since")
        .bindMethods(repository)
        .bind("since", Instant.now(clock).minus(RELIED_ON))
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }
}
