package dev.portgithub.report;

import dev.portgithub.run.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * The outbox, table report: what Port is to be told, one run at a time, each run in order. {@link
 * Delivery} says what becomes of it.
 *
 * <p>A run is claimed with all its reports. A report that was added is never left behind: to add
 * one and to find the outbox empty both lock the row of the run.
 */
public final class Outbox {
  private static final RowMapper<Report> ROW = ConstructorMapper.of(Report.class);

  private final Jdbi jdbi;
  private final Clock clock;
  private final Runs runs;
  private final Duration lease;

  /**
   * @param lease how long a claim lasts; renewed with each report
   */
  public Outbox(Jdbi jdbi, Clock clock, Runs runs, Duration lease) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.runs = runs;
    this.lease = lease;
  }

  /** Adds reports of a run, in the transaction that makes them true. */
  public void add(Handle handle, String runId, List<PortReports.Draft> drafts) {
    if (drafts.isEmpty()) {
      return;
    }
    for (PortReports.Draft draft : drafts) {
      handle
          .createUpdate(
              """
              insert into report (run_id, kind, body, ends_run, created_at)
              values (:runId, :kind, :text, :endsRun, :now)
              """)
          .bindMethods(draft)
          .bind("runId", runId)
          .bind("text", draft.body().toString())
          .bind("now", now())
          .execute();
    }
    runs.outboxFilled(handle, runId);
  }

  /** Claims runs whose reports are due and returns the first report of each. */
  public List<Report> claim(int limit) {
    return jdbi.inTransaction(
        handle -> {
          List<String> due = runs.claimOutboxes(handle, lease, limit);
          if (due.isEmpty()) {
            return List.of();
          }
          List<Report> first = first(handle, due);
          close(handle, due, first);
          return first;
        });
  }

  /** The first waiting report of each run. The rows of the runs are locked: see {@link #next}. */
  private static List<Report> first(Handle handle, List<String> runIds) {
    return handle
        .createQuery(
            """
            select report.id, report.run_id, kind, body, ends_run, report.attempts, report_claim
            from report join run on run.run_id = report.run_id
            where report.id in
              (select min(id) from report where run_id in (<ids>) and settled_at is null group by run_id)
            order by report.id
            """)
        .bindList("ids", runIds)
        .map(ROW)
        .list();
  }

  /** Runs without a waiting report are not due any more until something is added. */
  private void close(Handle handle, List<String> runIds, List<Report> waiting) {
    Set<String> empty = new HashSet<>(runIds);
    waiting.forEach(report -> empty.remove(report.runId()));
    runs.outboxEmpty(handle, empty);
  }

  /** Ends the claim of a run whose report was not sent; false when it was claimed anew. */
  public boolean handBack(Report report) {
    return jdbi.withHandle(
        handle -> runs.outboxDue(handle, report.runId(), report.reportClaim(), now()));
  }

  /** The next report under the same claim, with a new lease; see {@link #next}. */
  Optional<Report> proceed(Handle handle, Report before) {
    return next(handle, before, lease);
  }

  /** Ends the claim: the next report of the run, if there is one, is due. */
  void release(Handle handle, Report before) {
    next(handle, before, Duration.ZERO);
  }

  /**
   * The run's first waiting report, when the report before it is settled; none when the run was
   * claimed anew, or when nothing waits: its outbox is closed then until something is added.
   *
   * @param more how much longer the claim lasts if something waits
   */
  private Optional<Report> next(Handle handle, Report before, Duration more) {
    // Locks the run before it reads the outbox: a report that is being added either waits until
    // this is committed, or is seen.
    if (!runs.outboxRenewed(handle, before.runId(), before.reportClaim(), more)) {
      return Optional.empty();
    }
    List<String> run = List.of(before.runId());
    List<Report> next = first(handle, run);
    close(handle, run, next);
    return next.stream().findFirst();
  }

  /** The report stays, and its run is due later unless it was claimed anew. */
  void postpone(Handle handle, Report report, int attempts, Instant due) {
    handle.execute("update report set attempts = ? where id = ?", attempts, report.id());
    runs.outboxDue(handle, report.runId(), report.reportClaim(), due);
  }

  /** Port has it. */
  void delivered(Handle handle, Report report) {
    handle.execute(
        "update report set settled_at = ?, outcome = 'DELIVERED' where id = ?", now(), report.id());
  }

  /** Port takes no more reports of its run: none of those that wait is sent. */
  void closed(Handle handle, Report report) {
    handle.execute(
        "update report set settled_at = ?, outcome = 'CLOSED' where run_id = ? and settled_at is null",
        now(),
        report.runId());
  }

  /** Port refuses it for good; false when it was settled meanwhile. */
  boolean parked(Handle handle, Report report) {
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
      runs.outboxFilled(handle, runId);
    }
    return parked;
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
