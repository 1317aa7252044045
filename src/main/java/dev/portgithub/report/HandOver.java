package dev.portgithub.report;

import dev.portgithub.pause.StagePauses;
import dev.portgithub.port.PortPause;
import dev.portgithub.run.NodeRuns;
import dev.portgithub.run.Outboxes;
import dev.portgithub.run.Outboxes.Opening;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Reports that go to a worker from the transaction that adds them, which claims their outbox as
 * well: so nobody has to search for them.
 *
 * <p>That is for quiet times. When no worker is free, outboxes are claimed many at a time.
 */
public final class HandOver {
  private static final Duration WHILE_BUSY = Duration.ofSeconds(1);

  private final Clock clock;
  private final Outboxes outboxes;
  private final Outbox outbox;
  private final PortPause portPause;
  private final StagePauses pauses;
  private final Duration lease;

  /** When no worker was free last. */
  private volatile Instant busy = Instant.EPOCH;

  /**
   * @param lease of an outbox
   */
  public HandOver(
      Clock clock,
      Outboxes outboxes,
      Outbox outbox,
      PortPause portPause,
      StagePauses pauses,
      Duration lease) {
    this.clock = clock;
    this.outboxes = outboxes;
    this.outbox = outbox;
    this.portPause = portPause;
    this.pauses = pauses;
    this.lease = lease;
  }

  /**
   * How a write about a run opens its outbox.
   *
   * @param closed the last claim of the outbox; nothing is in it, and the row of the run is locked
   */
  public Opening opening(Run run, long closed) {
    // Of the run of a node Port may be told nothing at its start.
    if (NodeRuns.isOne(run.runId())) {
      return Opening.DUE;
    }
    boolean delivers = portPause.state() == null && pauses.room("report", 1) > 0;
    return delivers && !isBusy() ? outboxes.taken(run, closed, lease) : Opening.DUE;
  }

  /** A clock that was set back must not make it long. */
  private boolean isBusy() {
    Duration since = Duration.between(busy, Instant.now(clock));
    return !since.isNegative() && since.compareTo(WHILE_BUSY) < 0;
  }

  /** No worker is free for it: its outbox is due. */
  public void noWorker(Report report) {
    busy = Instant.now(clock);
    outbox.handBack(report);
  }
}
