package dev.portgithub.dispatch;

import dev.portgithub.pause.Pause;
import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.WaitingRuns;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * While an operator has paused dispatching nothing is claimed for it, and Port shows that runs wait
 * and why.
 *
 * <p>Each run is told once for each pause and reason; a few with each tick, of all instances, the
 * oldest first, and not without end: a flood must not become one of reports.
 */
public final class DispatchPause {
  private static final int AT_ONCE = 20;
  private static final int MOST = 1000;

  private final Jdbi jdbi;
  private final Clock clock;
  private final StagePauses pauses;
  private final Outbox outbox;

  public DispatchPause(Jdbi jdbi, Clock clock, StagePauses pauses, Outbox outbox) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.pauses = pauses;
    this.outbox = outbox;
  }

  /** How many runs may be claimed now: none while it is paused. */
  public int room(int wanted) {
    Pause pause = pauses.current().get(Stage.DISPATCH);
    if (pause == null) {
      return wanted;
    }
    jdbi.useTransaction(handle -> tell(handle, pause));
    return 0;
  }

  private void tell(Handle handle, Pause pause) {
    if (!pauses.lockToTell(handle, pause, MOST)) {
      return;
    }
    List<String> runs = WaitingRuns.untold(handle, pause.changedAt(), Instant.now(clock), AT_ONCE);
    if (!runs.isEmpty()) {
      String what = pause.changedAt().truncatedTo(ChronoUnit.SECONDS) + ": " + pause.why();
      runs.forEach(run -> outbox.add(handle, run, PortReports.paused(pause.pausedBy(), what)));
      pauses.told(handle, pause, runs.size());
    }
  }
}
