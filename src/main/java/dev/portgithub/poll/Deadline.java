package dev.portgithub.poll;

import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.ClaimLost;
import dev.portgithub.run.OpenRuns;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.Why;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** How long a run is followed at most. */
public final class Deadline {
  private final Clock clock;
  private final RunOutcomes outcomes;
  private final Duration longest;

  public Deadline(Clock clock, RunOutcomes outcomes, Duration longest) {
    this.clock = clock;
    this.outcomes = outcomes;
    this.longest = longest;
  }

  /** When a run was started that has reached it. */
  Instant startedBefore() {
    return Instant.now(clock).minus(longest);
  }

  /** Open runs that are past it; a few at a time, since the next poll finds the others. */
  List<Run> expired(Handle handle, Repository repository) {
    return OpenRuns.startedBefore(handle, repository, startedBefore());
  }

  /** Parks a run: how it ended is not known, so Port is not told FAILURE. */
  void giveUp(Run run) {
    Why why =
        new Why(
            "DEADLINE",
            "GitHub shows no end of " + run.target() + " after " + longest.toDays() + " days.",
            "Look at "
                + run.htmlUrl()
                + ": replay to follow it again, or discard and set the status in Port by hand.");
    try {
      outcomes.parked(
          run,
          why,
          PortReports.personDecides(
              "The workflow run is not followed any more: it has not ended within "
                  + longest.toDays()
                  + " days."));
    } catch (ClaimLost e) {
      // Its end was seen since, or another instance has parked it.
    }
  }
}
