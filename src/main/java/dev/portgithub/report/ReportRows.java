package dev.portgithub.report;

import dev.portgithub.run.Outboxes;
import dev.portgithub.run.Outboxes.Claimed;
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
import org.jdbi.v3.core.statement.Update;

/** Table report: what is added, what waits, and what Port has. */
final class ReportRows {
  private ReportRows() {}

  /**
   * @param drafts at least one
   */
  static void insert(Handle handle, String runId, List<PortReports.Draft> drafts, Instant now) {
    List<Object> values = new ArrayList<>();
    for (PortReports.Draft draft : drafts) {
      values.addAll(
          Arrays.asList(
              runId, draft.kind(), draft.body().toString(), draft.endsRun(), draft.endedAt(), now));
    }
    Update insert =
        handle.createUpdate(
            "insert into report (run_id, kind, body, ends_run, ended_at, created_at) values "
                + String.join(", ", Collections.nCopies(drafts.size(), "(?, ?, ?, ?, ?, ?)")));
    for (int position = 0; position < values.size(); position++) {
      insert.bind(position, values.get(position));
    }
    insert.execute();
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
        .map((row, context) -> report(row, claims))
        .collect(Collectors.groupingBy(Report::runId));
  }

  private static Report report(ResultSet row, Map<String, Claimed> claims) throws SQLException {
    String runId = row.getString("run_id");
    return new Report(
        row.getLong("id"),
        runId,
        row.getString("kind"),
        row.getString("body"),
        row.getBoolean("ends_run"),
        row.getInt("attempts"),
        new Report.Origin(
            instant(row.getTimestamp("created_at")), instant(row.getTimestamp("ended_at"))),
        claims.get(runId),
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
