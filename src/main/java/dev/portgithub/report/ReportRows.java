package dev.portgithub.report;

import dev.portgithub.run.Outboxes;
import dev.portgithub.run.Outboxes.Claimed;
import dev.portgithub.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Table report: what is added, what waits, and what Port has. */
final class ReportRows {
  private ReportRows() {}

  /**
   * @param drafts at least one
   */
  static void insert(Handle handle, String runId, List<PortReports.Draft> drafts, Instant now) {
    fill(handle.createUpdate(insert(drafts.size())), runId, drafts, now).execute();
  }

  private static String insert(int rows) {
    return "insert into report (run_id, kind, body, ends_run, ended_at, created_at) values "
        + String.join(", ", Collections.nCopies(rows, "(?, ?, ?, ?, ?, ?)"));
  }

  private static <S extends SqlStatement<S>> S fill(
      S statement, String runId, List<PortReports.Draft> drafts, Instant now) {
    List<Object> values = new ArrayList<>();
    for (PortReports.Draft draft : drafts) {
      values.addAll(
          Arrays.asList(
              runId, draft.kind(), draft.body().toString(), draft.endsRun(), draft.endedAt(), now));
    }
    for (int position = 0; position < values.size(); position++) {
      statement.bind(position, values.get(position));
    }
    return statement;
  }

  /**
   * Adds reports to an outbox that this transaction has claimed, and returns them. With PostgreSQL
   * they say which transaction that is, and so how the row of the run was written last.
   */
  static List<Report> insertClaimed(
      Handle handle, Claimed outbox, List<PortReports.Draft> drafts, Instant now) {
    String columns = "id, kind, body, ends_run, created_at, ended_at";
    String insert = insert(drafts.size());
    String sql =
        Database.isH2(handle)
            ? "select %s, null as version from final table (%s) order by id"
                .formatted(columns, insert)
            : insert + " returning " + columns + ", cast(xmin as varchar) as version";
    return fill(handle.createQuery(sql), outbox.runId(), drafts, now)
        .map((row, context) -> report(row, outbox.written(row.getString("version")), 0))
        .list();
  }

  /** The waiting reports of each run, in order. */
  static Map<String, List<Report>> waiting(Handle handle, List<Claimed> outboxes) {
    if (outboxes.isEmpty()) {
      return Map.of();
    }
    // Not the number that the row has now: that may be of a later claim.
    Map<String, Claimed> claims =
        outboxes.stream().collect(Collectors.toMap(Claimed::runId, Function.identity()));
    return handle
        .createQuery(
            """
            select id, run_id, kind, body, ends_run, attempts, created_at, ended_at from report
            where run_id in (<ids>) and settled_at is null order by id
            """)
        .bindList("ids", List.copyOf(claims.keySet()))
        .map(
            (row, context) ->
                report(row, claims.get(row.getString("run_id")), row.getInt("attempts")))
        .collect(Collectors.groupingBy(Report::runId));
  }

  private static Report report(ResultSet row, Claimed claim, int attempts) throws SQLException {
    return new Report(
        row.getLong("id"),
        claim.runId(),
        row.getString("kind"),
        row.getString("body"),
        row.getBoolean("ends_run"),
        attempts,
        new Report.Origin(
            instant(row.getTimestamp("created_at")), instant(row.getTimestamp("ended_at"))),
        claim,
        null);
  }

  private static Instant instant(Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  /** Port does not take it; the final status, which waits behind it, says so in its summary. */
  static void refuseEntity(Handle handle, Report report, String sentence, Instant now) {
    delivered(handle, report.read().told(), now);
    handle.execute(
        "update report set settled_at = ?, outcome = 'REFUSED' where id = ? and settled_at is null",
        now,
        report.id());
    handle
        .select(
            "select id, body from report where run_id = ? and settled_at is null and ends_run = true",
            report.runId())
        .map((row, context) -> Map.entry(row.getLong("id"), row.getString("body")))
        .list()
        .forEach(
            end ->
                handle.execute(
                    "update report set body = ? where id = ?",
                    Ending.withSentence(end.getValue(), sentence),
                    end.getKey()));
  }

  /** Port has these. */
  static void delivered(Handle handle, List<Long> ids, Instant now) {
    if (!ids.isEmpty()) {
      handle
          .createUpdate(
              "update report set settled_at = :now, outcome = 'DELIVERED' where id in (<ids>)")
          .bind("now", now)
          .bindList("ids", ids)
          .execute();
    }
  }

  /**
   * Port has this one and those that it was told before it, which are the last: closes the outbox
   * as well, in one statement. Changes nothing, and returns false, when something may have been
   * added since the claim; and with H2.
   */
  static boolean deliveredLast(Handle handle, Report report, Instant now) {
    return report.claim().version() != null
        && Outboxes.closeUntouched(
                    handle,
                    report.claim(),
                    """
                    update report set settled_at = :now, outcome = 'DELIVERED'
                    where id in (<ids>) and exists (select 1 from closed)
                    """)
                .bind("now", now)
                .bindList("ids", report.told())
                .mapTo(Integer.class)
                .one()
            == 1;
  }

  /**
   * Port has this one and those that it was told before it. Changes nothing, and returns false,
   * when their run was claimed anew.
   */
  static boolean deliveredUnderClaim(Handle handle, Report report, Instant now) {
    return handle
            .createUpdate(
                """
                update report set settled_at = :now, outcome = 'DELIVERED' where id in (<ids>)
                  and exists (select 1 from run where run_id = :runId and report_claim = :reportClaim)
                """)
            .bind("now", now)
            .bindList("ids", report.told())
            .bindMethods(report.claim())
            .execute()
        > 0;
  }
}
