package dev.portgithub.poll;

import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Announcements;
import dev.portgithub.run.OpenRuns.Outlook;
import dev.portgithub.run.PolledRepositories;
import dev.portgithub.run.Repository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** When a repository is polled next. */
public final class Pace {
  private final Clock clock;
  private final PollSchedule schedule;
  private final PolledRepositories polled;
  private final PollBudget budget;
  private final Announcements announcements;
  private final Backoff backoff;

  /**
   * @param longestDelay between polls that fail
   */
  public Pace(
      Clock clock,
      PollSchedule schedule,
      PolledRepositories polled,
      PollBudget budget,
      Announcements announcements,
      Duration longestDelay) {
    this.clock = clock;
    this.schedule = schedule;
    this.polled = polled;
    this.budget = budget;
    this.announcements = announcements;
    this.backoff = new Backoff(Duration.ofSeconds(5), longestDelay);
  }

  /**
   * By the age of the youngest open run, and earlier for a run off the first page that is due
   * earlier; later while ends are announced; at once when runs are left; and never more often than
   * the budget allows. Null when none is open.
   */
  Instant next(Handle handle, Poll poll, Outlook outlook) {
    budget.learn(poll);
    Repository repository = poll.repository();
    boolean announced = announcements.work(handle, repository, outlook.hintedAt(), poll.endSeen());
    Instant now = Instant.now(clock);
    Instant start = outlook.youngestStart();
    if (start == null) {
      return null;
    }
    Instant wanted = now.plus(schedule.interval(Duration.between(start, now)));
    Instant earliest = outlook.earliestDue() == null ? wanted : outlook.earliestDue();
    Instant due = earlier(wanted, earliest);
    // What could not be read just now is not tried again at once.
    boolean left = !earliest.isAfter(now) && !poll.hasFailures();
    if (!left) {
      Instant regular = earliest.isAfter(now) ? due : wanted;
      due = announced ? announcements.next(start, regular) : regular;
    }
    return later(
        due, now.plus(budget.pause(repository, polled.withCredentialOf(handle, repository))));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
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
}
