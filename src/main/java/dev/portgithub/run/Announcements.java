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

  /**
   * Do they work? They do not when a poll has seen an end that was not announced; that is noted.
   *
   * @param hintedAt when an end was last announced, or null
   */
  public boolean work(Handle handle, Repository repository, Instant hintedAt, boolean endSeen) {
    Instant now = Instant.now(clock);
    if (hintedAt == null) {
      return false;
    }
    Instant lately = now.minus(LATELY);
    if (endSeen && hintedAt.isBefore(lately)) {
      handle
          .createUpdate(
              "update repository set hinted_at = null where repository_key = :repositoryKey and"
                  + " hinted_at < :lately")
          .bindMethods(repository)
          .bind("lately", lately)
          .execute();
      return false;
    }
    return hintedAt.isAfter(now.minus(RELIED_ON));
  }

  /**
   * When a repository is polled next where they work.
   *
   * @param due without them
   */
  public Instant next(Instant youngestStart, Instant due) {
    Instant now = Instant.now(clock);
    Instant later = now.plus(apart);
    boolean settled = youngestStart.isBefore(now.minus(SETTLED));
    return due.isAfter(later) || !settled ? due : later;
  }
}
