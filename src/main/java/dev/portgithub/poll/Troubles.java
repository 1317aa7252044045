package dev.portgithub.poll;

import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.FollowedRuns;
import dev.portgithub.run.Run;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What fails for one run in the middle of a poll is kept for that run: it is looked at by itself
 * later, and the poll goes on with the others.
 */
public final class Troubles {
  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private final Clock clock;
  private final FollowedRuns runs;
  private final PollSchedule schedule;
  private final KnownPages pages;

  public Troubles(Clock clock, FollowedRuns runs, PollSchedule schedule, KnownPages pages) {
    this.clock = clock;
    this.runs = runs;
    this.schedule = schedule;
    this.pages = pages;
  }

  /** The end of a run was seen, and could not be recorded. */
  public void endNotRecorded(Run run, Exception failure) {
    keep(run, failure, "its end was seen but could not be recorded");
  }

  /**
   * What the first page does not show could not be read. A single run waits for itself; the runs
   * for which a page was read are looked at one by one.
   *
   * @throws RemoteBusy when the credential has to wait: then the whole poll has to
   */
  public void notRead(Poll poll, Exception failure) throws Exception {
    if (failure instanceof RemoteBusy busy && busy.until() != null) {
      throw failure;
    }
    poll.failed();
    if (poll.look() instanceof Look.Single single) {
      keep(single.run(), failure, "its workflow run could not be read");
    } else if (poll.look() instanceof Look.FurtherPage page) {
      if (page.known() != null) {
        pages.forget(page.known());
      }
      poll.oneByOne();
      LOG.warn(
          "Repository {}: page {} of the workflow runs created from {} to {} could not be read ({}); its runs will be polled one by one",
          poll,
          page.page(),
          page.window().from(),
          page.window().to(),
          failure.getMessage());
    }
  }

  /** With a pause that grows with the age of the run, and so with the trouble. */
  private void keep(Run run, Exception failure, String what) {
    Instant now = Instant.now(clock);
    Instant start = run.startedAt() == null ? run.acceptedAt() : run.startedAt();
    Instant due = now.plus(schedule.interval(Duration.between(start, now)));
    if (failure instanceof RemoteBusy busy) {
      due = busy.untilOr(due);
    }
    runs.keep(run, due);
    String line = "Run {}: {} ({}); the others go on, and it will be looked at again at {}";
    if (isExpected(failure)) {
      LOG.warn(line, run.runId(), what, failure.getMessage(), due);
    } else {
      // A defect: to fix it one needs to know where.
      LOG.error(line, run.runId(), what, failure, due, failure);
    }
  }

  private static boolean isExpected(Exception failure) {
    return failure instanceof RemoteBusy
        || failure instanceof RemoteRefused
        || failure instanceof IOException;
  }
}
