package dev.portgithub.report;

import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.port.PortAccess;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Lease;
import dev.portgithub.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox: what Port is to be told, one run at a time, each run in order.
 *
 * <p>Port may be told the same thing twice, after a crash between its answer and our note of it: a
 * PATCH then writes what is there already, a log line may stand twice. Nothing is left out, and a
 * failing call is repeated with growing delays for as long as it takes.
 */
public final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Jdbi jdbi;
  private final Clock clock;
  private final DeadLetters deadLetters;
  private final Duration lease;
  private final Backoff backoff;

  /**
   * @param lease how long a claim lasts; renewed with each report
   * @param firstDelay the pause after the first failure; doubled with each further one
   */
  public Outbox(
      DataSource store,
      Clock clock,
      DeadLetters deadLetters,
      Duration lease,
      Duration firstDelay,
      Duration longestDelay) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.deadLetters = deadLetters;
    this.lease = lease;
    this.backoff = new Backoff(firstDelay, longestDelay);
  }

  /** Adds reports of a run, in the transaction that makes them true. */
  public static void add(Handle handle, String runId, Instant now, List<PortReports.Draft> drafts) {
    for (PortReports.Draft draft : drafts) {
      handle
          .createUpdate(
              "insert into report (run_id, kind, body, ends_run, created_at)"
                  + " values (:runId, :kind, :body, :endsRun, :now)")
          .bind("runId", runId)
          .bind("kind", draft.kind())
          .bind("body", draft.body().toString())
          .bind("endsRun", draft.endsRun())
          .bind("now", now)
          .execute();
    }
    // Always writes the row, so that it waits for a deliverer who is just finding the outbox empty.
    handle.execute(
        "update run set report_due_at = coalesce(report_due_at, ?) where run_id = ?", now, runId);
  }

  /** Claims runs whose reports are due and returns the first report of each. */
  public List<Report> claim(int limit) {
    Instant now = Instant.now(clock);
    return jdbi.inTransaction(
        handle -> {
          List<String> due =
              handle
                  .createQuery(
                      "select run_id from run where report_due_at <= :now"
                          + Lease.oldestFirst(handle, "report_due_at")
                          + " limit :limit for update skip locked")
                  .bind("now", now)
                  .bind("limit", limit)
                  .mapTo(String.class)
                  .list();
          if (due.isEmpty()) {
            return List.of();
          }
          handle
              .createUpdate(
                  "update run set report_due_at = :until, report_claim = report_claim + 1 where run_id in (<ids>)")
              .bind("until", now.plus(lease))
              .bindList("ids", due)
              .execute();
          List<Report> first = first(handle, due);
          close(handle, due, first);
          return first;
        });
  }

  /** The first waiting report of each run. The rows of the runs are locked: see {@link #next}. */
  private static List<Report> first(Handle handle, List<String> runIds) {
    return handle
        .createQuery(
            "select report.id, report.run_id, kind, body, ends_run, report.attempts, report_claim"
                + " from report join run on run.run_id = report.run_id"
                + " where report.id in (select min(id) from report where run_id in (<ids>)"
                + " and settled_at is null group by run_id) order by report.id")
        .bindList("ids", runIds)
        .map(ConstructorMapper.of(Report.class))
        .list();
  }

  /** Runs without a waiting report are not due any more until something is added. */
  private static void close(Handle handle, List<String> runIds, List<Report> waiting) {
    Set<String> empty = new HashSet<>(runIds);
    waiting.forEach(report -> empty.remove(report.runId()));
    if (!empty.isEmpty()) {
      handle
          .createUpdate("update run set report_due_at = null where run_id in (<ids>)")
          .bindList("ids", empty)
          .execute();
    }
  }

  public RemoteCall call(Report report) {
    return report.kind().equals(Report.LOG)
        ? RemoteCall.post(
            RemoteCall.pathOf("v1", "actions", "runs", report.runId(), "logs"),
            report.body(),
            PortAccess.CREDENTIAL)
        : RemoteCall.patch(
                RemoteCall.pathOf("v1", "actions", "runs", report.runId()),
                report.body(),
                PortAccess.CREDENTIAL)
            .withQuery("version=v2");
  }

  /** The present state of the run in Port, to settle a report that Port refused. */
  public RemoteCall readRun(String runId) {
    return RemoteCall.get(RemoteCall.pathOf("v1", "actions", "runs", runId), PortAccess.CREDENTIAL)
        .withQuery("version=v2");
  }

  /**
   * Notes the delivery and returns the run's next report, or null when it has none or was claimed
   * anew.
   */
  public Report delivered(Report report) {
    if (report.endsRun()) {
      LOG.info("Run {}: Port has its final status, nothing more will be told", report.runId());
    }
    Instant now = Instant.now(clock);
    return jdbi.inTransaction(
            handle -> {
              handle.execute(
                  "update report set settled_at = ?, outcome = 'DELIVERED' where id = ?",
                  now,
                  report.id());
              return next(handle, report, now.plus(lease));
            })
        .orElse(null);
  }

  /** Leaves the report in the outbox, due later. */
  public void postpone(Report report, Exception failure) {
    int attempts = report.attempts() + 1;
    Instant due = Instant.now(clock).plus(backoff.after(attempts));
    if (failure instanceof RemoteBusy busy && busy.until() != null) {
      due = busy.until();
    }
    Instant next = due;
    jdbi.useTransaction(
        handle -> {
          handle.execute("update report set attempts = ? where id = ?", attempts, report.id());
          handle.execute(
              "update run set report_due_at = ? where run_id = ? and report_claim = ?",
              next,
              report.runId(),
              report.reportClaim());
        });
    LOG.warn(
        "Run {}: Port could not be told (attempt {}): {}; it will be told again at {}",
        report.runId(),
        attempts,
        describe(failure),
        next);
  }

  /** A report that Port refused, on its way to being settled. */
  public record Refusal(Report report, String message) {}

  public Refusal refusal(Report report, Exception refusal) {
    return new Refusal(report, refusal.getMessage());
  }

  /**
   * Settles a report that Port refused, by the state of the run in Port: a run that has ended takes
   * no more reports, and what it says stands. Otherwise the report is parked, and the next one is
   * due.
   *
   * @param answer Port's answer to {@link #readRun}
   */
  public void settleRefused(Refusal refusal, RemoteAnswer answer) {
    Report report = refusal.report();
    String status = answer.json().path("run").path("status").asText("");
    boolean open =
        status.isEmpty() || status.equals("IN_PROGRESS") || status.equals("WAITING_FOR_APPROVAL");
    if (open) {
      park(refusal);
      return;
    }
    Instant now = Instant.now(clock);
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "update report set settled_at = ?, outcome = 'CLOSED' where run_id = ? and settled_at is null",
              now,
              report.runId());
          next(handle, report, now);
        });
    LOG.info(
        "Run {}: already {} in Port, set there or by an earlier attempt; nothing more will be told",
        report.runId(),
        status);
  }

  /** Parks a report that Port refuses for good; the next one of the run is due. */
  public void park(Refusal refusal) {
    Report report = refusal.report();
    Instant now = Instant.now(clock);
    jdbi.useTransaction(
        handle -> {
          int parked =
              handle.execute(
                  "update report set settled_at = ?, outcome = 'PARKED' where id = ? and settled_at is null",
                  now,
                  report.id());
          if (parked == 1) {
            deadLetters.parkReport(
                handle,
                report.runId(),
                report.id(),
                report.attempts() + 1,
                refusal.message(),
                "Check in Port that the run exists and still waits, then replay; or set its status by hand.");
          }
          next(handle, report, now);
        });
  }

  /**
   * An operator has a parked report sent again.
   *
   * @return false when it is not parked: it was delivered after all, or its run was deleted
   */
  public boolean replay(Handle handle, long reportId, String runId) {
    boolean parked =
        handle.execute(
                "update report set settled_at = null, outcome = null, attempts = 0"
                    + " where id = ? and outcome = 'PARKED'",
                reportId)
            == 1;
    if (parked) {
      handle.execute(
          "update run set report_due_at = coalesce(report_due_at, ?) where run_id = ?",
          Instant.now(clock),
          runId);
    }
    return parked;
  }

  /**
   * The run's first waiting report, when the report before it is settled; none when the run was
   * claimed anew, or when nothing waits: its outbox is closed then until something is added.
   *
   * @param due when the outbox may be claimed again if something waits
   */
  private static Optional<Report> next(Handle handle, Report before, Instant due) {
    // Locks the run before the outbox is looked at: whoever adds a report waits until this is
    // committed, or is seen.
    int held =
        handle.execute(
            "update run set report_due_at = ? where run_id = ? and report_claim = ?",
            due,
            before.runId(),
            before.reportClaim());
    if (held == 0) {
      return Optional.empty();
    }
    List<Report> next = first(handle, List.of(before.runId()));
    close(handle, List.of(before.runId()), next);
    return next.stream().findFirst();
  }

  private static String describe(Exception failure) {
    return failure instanceof RemoteBusy
        ? failure.getMessage()
        : failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
