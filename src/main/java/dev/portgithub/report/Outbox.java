package dev.portgithub.report;

import dev.portgithub.run.Outboxes;
import dev.portgithub.run.Outboxes.Claimed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Update;

/**
 * The outbox, table report: what Port is to be told, one run at a time, each run in order. {@link
 * Delivery} says what becomes of it.
 *
 * <p>A run is claimed with all its reports. A report that was added is never left behind: to add
 * one and to find the outbox empty both lock the row of the run.
 */
public final class Outbox {
  private static final RowMapper<Report> ROW =
      (row, context) ->
          new Report(
              row.getLong("id"),
              row.getString("run_id"),
              row.getString("kind"),
              row.getString("body"),
              row.getBoolean("ends_run"),
              row.getInt("attempts"),
              row.getLong("report_claim"),
              null);

  private final Jdbi jdbi;
  private final Clock clock;
  private final Outboxes outboxes;
  private final Duration lease;

  /**
   * @param lease how long a claim lasts; renewed when half of it is over
   */
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

  /**
   * The same when this transaction has made the outbox due already, with what it wrote about the
   * run.
   *
   * @param drafts at least one
   */
  public void addToOpen(Handle handle, String runId, List<PortReports.Draft> drafts) {
    List<Object> values = new ArrayList<>();
    for (PortReports.Draft draft : drafts) {
      values.addAll(
          List.of(runId, draft.kind(), draft.body().toString(), draft.endsRun(), now()));
    }
    Update insert =
        handle.createUpdate(
            "insert into report (run_id, kind, body, ends_run, created_at) values "
                + String.join(", ", Collections.nCopies(drafts.size(), "(?, ?, ?, ?, ?)")));
    for (int position = 0; position < values.size(); position++) {
      insert.bind(position, values.get(position));
    }
    insert.execute();
  }

  /** Claims runs whose reports are due and returns the first report of each. */
  public List<Report> claim(int limit) {
    Instant until = halfTime();
    return jdbi.inTransaction(
        handle -> {
          List<Claimed> due = outboxes.claim(handle, lease, limit);
          Map<String, List<Report>> waiting = waiting(handle, due);
          due.stream()
              .filter(outbox -> !waiting.containsKey(outbox.runId()))
              .forEach(empty -> outboxes.close(handle, empty));
          return waiting.values().stream().map(rows -> Report.first(rows, until)).toList();
        });
  }

  /** The waiting reports of each run, in order. The rows of the runs are locked: see {@link #next}. */
  private static Map<String, List<Report>> waiting(Handle handle, List<Claimed> runs) {
    if (runs.isEmpty()) {
      return Map.of();
    }
    return handle
        .createQuery(
            """
            select report.id, report.run_id, kind, body, ends_run, report.attempts, report_claim
            from report join run on run.run_id = report.run_id
            where report.run_id in (<ids>) and settled_at is null order by report.id
            """)
        .bindList("ids", runs.stream().map(Claimed::runId).toList())
        .map(ROW)
        .stream()
        .collect(Collectors.groupingBy(Report::runId, LinkedHashMap::new, Collectors.toList()));
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
      return report.nextAfterUnnoted();
    }
    if (more && jdbi.withHandle(handle -> noteUnderClaim(handle, report))) {
      return report.next();
    }
    return jdbi.inTransaction(
        handle -> {
          note(handle, report.told());
          return next(handle, report, lease);
        });
  }

  private boolean noteUnderClaim(Handle handle, Report report) {
    return handle
            .createUpdate(
                """
                update report set settled_at = :now, outcome = 'DELIVERED' where id in (<ids>)
                  and exists (select 1 from run where run_id = :runId and report_claim = :reportClaim)
                """)
            .bind("now", now())
            .bindList("ids", report.told())
            .bindMethods(report.claim())
            .execute()
        > 0;
  }

  private void note(Handle handle, List<Long> told) {
    if (!told.isEmpty()) {
      handle
          .createUpdate(
              "update report set settled_at = :now, outcome = 'DELIVERED' where id in (<ids>)")
          .bind("now", now())
          .bindList("ids", told)
          .execute();
    }
  }

  /** Ends the claim: the next report of the run, if there is one, is due. */
  void release(Handle handle, Report before) {
    next(handle, before, Duration.ZERO);
  }

  /**
   * The run's first waiting report, when the report before it is settled; null when the run was
   * claimed anew, or when nothing waits: its outbox is closed then until something is added.
   *
   * @param more how much longer the claim lasts if something waits
   */
  private Report next(Handle handle, Report before, Duration more) {
    // Writes the row of the run before it reads the outbox: a report that is being added either
    // waits until this is committed, or is seen.
    if (!outboxes.close(handle, before.claim())) {
      return null;
    }
    List<Report> waiting =
        waiting(handle, List.of(before.claim())).getOrDefault(before.runId(), List.of());
    if (!waiting.isEmpty()) {
      outboxes.renew(handle, before.claim(), more);
    }
    return Report.first(waiting, halfTime());
  }

  /** The report stays, and its run is due later unless it was claimed anew. */
  void postpone(Handle handle, Report report, int attempts, Instant due) {
    note(handle, report.read().told());
    handle.execute("update report set attempts = ? where id = ?", attempts, report.id());
    outboxes.dueAt(handle, report.claim(), due);
  }

  /** Port takes no more reports of its run: none of those that wait is sent. */
  void closed(Handle handle, Report report) {
    note(handle, report.read().told());
    handle.execute(
        "update report set settled_at = ?, outcome = 'CLOSED' where run_id = ? and settled_at is null",
        now(),
        report.runId());
  }

  /** Port refuses it for good; false when it was settled meanwhile. */
  boolean parked(Handle handle, Report report) {
    note(handle, report.read().told());
    return handle.execute(
            "update report set settled_at = ?, outcome = 'PARKED' where id = ? and settled_at is null",
            now(),
            report.id())
        == 1;
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

  private Instant halfTime() {
    return now().plus(lease.dividedBy(2));
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
