package dev.portgithub.report;

import dev.portgithub.run.NodeRuns;
import dev.portgithub.run.Outboxes;
import dev.portgithub.run.Outboxes.Claimed;
import dev.portgithub.run.Outboxes.Opening;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The outbox, table report: what Port is to be told, one run at a time, each run in order. {@link
 * Delivery} says what becomes of it.
 *
 * <p>A run is claimed with all its reports. A report that was added is never left behind: to add
 * one and to find the outbox empty both lock the row of the run.
 */
public final class Outbox {
  /** How long a claim is relied on that was made or looked up: its lease is far longer. */
  private static final Duration SURE = Duration.ofSeconds(2);

  private final Jdbi jdbi;
  private final Clock clock;
  private final Outboxes outboxes;
  private final Duration lease;

  /** With the lease of a claim, which is renewed when half of it is over. */
  public Outbox(Jdbi jdbi, Clock clock, Outboxes outboxes, Duration lease) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.outboxes = outboxes;
    this.lease = lease;
  }

  /** Adds reports of a run, in the transaction that makes them true. */
  public void add(Handle handle, String runId, List<PortReports.Draft> drafts) {
    if (!drafts.isEmpty()) {
      addToOpen(handle, runId, drafts);
      outboxes.filled(handle, runId);
    }
  }

  /** The same, at least one, when what this transaction wrote about the run has made it due. */
  public void addToOpen(Handle handle, String runId, List<PortReports.Draft> drafts) {
    List<PortReports.Draft> worded = NodeRuns.isOne(runId) ? NodeReports.of(drafts) : drafts;
    if (!worded.isEmpty()) {
      ReportRows.insert(handle, runId, worded, now());
    }
  }

  /** The same; the first of them if the outbox was claimed with it, to be delivered; or null. */
  Report addToOpen(Handle handle, Run run, Opening opening, List<PortReports.Draft> drafts) {
    if (opening.claimed() == null) {
      addToOpen(handle, run.runId(), drafts);
      return null;
    }
    List<Report> added = ReportRows.insertClaimed(handle, opening.claimed(), drafts, now());
    return Report.first(added, halfTime(), sure());
  }

  /** Claims runs whose reports are due and returns the first report of each. */
  public List<Report> claim(int limit) {
    Instant until = halfTime();
    Instant sure = sure();
    List<Report> first = new ArrayList<>();
    jdbi.useHandle(
        handle -> {
          List<Claimed> claimed = outboxes.claim(handle, lease, limit);
          Map<String, List<Report>> waiting = ReportRows.waiting(handle, claimed);
          for (Claimed outbox : claimed) {
            Report report =
                Report.first(waiting.getOrDefault(outbox.runId(), List.of()), until, sure);
            if (report == null) {
              report = handle.inTransaction(closing -> next(closing, outbox, lease));
            }
            if (report != null) {
              first.add(report);
            }
          }
        });
    return first;
  }

  /** Ends the claim of a run whose report was not sent; false when it was claimed anew. */
  public boolean handBack(Report report) {
    return jdbi.withHandle(handle -> outboxes.dueAt(handle, report.claim(), now()));
  }

  /**
   * Port has the report. Returns the next one of its run, under the same claim; null when nothing
   * waits, or when the run was claimed anew.
   *
   * <p>What does no harm when it is told again is noted with the next one.
   */
  Report delivered(Report report) {
    boolean more = !report.read().behind().isEmpty() && now().isBefore(report.read().until());
    if (more && report.isRepeatable()) {
      boolean sure = now().isBefore(report.read().sure());
      return sure || jdbi.withHandle(handle -> outboxes.isUnder(handle, report.claim()))
          ? report.nextAfterUnnoted()
          : null;
    }
    if (more && jdbi.withHandle(handle -> ReportRows.deliveredUnderClaim(handle, report, now()))) {
      return report.next();
    }
    boolean last = report.read().behind().isEmpty();
    if (last && jdbi.withHandle(handle -> ReportRows.deliveredLast(handle, report, now()))) {
      return null;
    }
    return jdbi.inTransaction(
        handle -> {
          ReportRows.delivered(handle, report.told(), now());
          return next(handle, report.claim(), lease);
        });
  }

  /** Ends the claim: the next report of the run, if there is one, is due. */
  void release(Handle handle, Report before) {
    next(handle, before.claim(), Duration.ZERO);
  }

  /**
   * The run's first waiting report, when those before it are settled; null when the run was claimed
   * anew, or when nothing waits: its outbox is closed then until something is added.
   *
   * @param more how much longer the claim lasts if something waits
   */
  private Report next(Handle handle, Claimed outbox, Duration more) {
    // Writes the row of the run before it reads the outbox: a report that is being added either
    // waits until this is committed, or is seen.
    if (!outboxes.close(handle, outbox)) {
      return null;
    }
    List<Report> waiting =
        ReportRows.waiting(handle, List.of(outbox)).getOrDefault(outbox.runId(), List.of());
    if (!waiting.isEmpty()) {
      outboxes.renew(handle, outbox, more);
    }
    return Report.first(waiting, halfTime(), sure());
  }

  /** The report stays, and its run is due later unless it was claimed anew. */
  void postpone(Handle handle, Report report, int attempts, Instant due) {
    ReportRows.delivered(handle, report.read().told(), now());
    handle.execute("update report set attempts = ? where id = ?", attempts, report.id());
    outboxes.dueAt(handle, report.claim(), due);
  }

  /** Port takes no more reports of its run: none of those that wait is sent. */
  void closed(Handle handle, Report report) {
    ReportRows.delivered(handle, report.read().told(), now());
    handle.execute(
        "update report set settled_at = ?, outcome = 'CLOSED' where run_id = ? and settled_at is"
            + " null",
        now(),
        report.runId());
  }

  /** Port refuses it for good; false when it was settled meanwhile. */
  boolean parked(Handle handle, Report report) {
    ReportRows.delivered(handle, report.read().told(), now());
    return handle.execute(
            "update report set settled_at = ?, outcome = 'PARKED' where id = ? and settled_at is"
                + " null",
            now(),
            report.id())
        == 1;
  }

  /** Does Port have the final status of the run, or is it still to be told? */
  public boolean holdsEnd(Handle handle, String runId) {
    return handle
        .select(
            """
            select 1 from report where run_id = ? and ends_run = true and (settled_at is null or outcome <> 'PARKED')
            """,
            runId)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /**
   * An operator has a parked report sent again.
   *
   * @return false when it is not parked: it was delivered after all, or its run was deleted
   */
  public boolean replay(Handle handle, long reportId, String runId) {
    boolean parked =
        handle.execute(
                """
                update report set settled_at = null, outcome = null, attempts = 0
                where id = ? and outcome = 'PARKED'
                """,
                reportId)
            == 1;
    if (parked) {
      outboxes.filled(handle, runId);
    }
    return parked;
  }

  private Instant sure() {
    return now().plus(SURE);
  }

  private Instant halfTime() {
    return now().plus(lease.dividedBy(2));
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
