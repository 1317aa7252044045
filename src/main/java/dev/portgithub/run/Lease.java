package dev.portgithub.run;

import dev.portgithub.run.Instance.Term;
import dev.portgithub.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * Claims rows that are due, so that several instances share the work.
 *
 * <p>A claim is a lease: the row is not due again before its end, and then comes back by itself,
 * whatever happened to the claimant; earlier if that is known to be dead. No transaction stays open
 * while the work is done. Each claim gets a number, the fencing number of the row: a write that
 * names an old one changes nothing.
 *
 * <p>What a claim costs does not grow with the rows: an index begins with the state, if there is
 * one, and the due time.
 */
final class Lease {
  /** Of a run, for the stage of its state. */
  static final Lease OF_RUN =
      new Lease(
          "run",
          List.of("run_id"),
          "",
          List.of(RunState.CONFIRMING, RunState.ACCEPTED, RunState.DISPATCHING, RunState.LOCATING));

  /** Of a run's outbox. */
  static final Lease OF_OUTBOX = new Lease("run", List.of("run_id"), "report_", List.of());

  /** Of a repository with open workflow runs. */
  static final Lease OF_REPOSITORY = new Lease("repository", List.of("org", "repo"), "", List.of());

  final String table;
  final List<String> key;
  final String due;
  private final String claim;
  final String claimant;
  final String end;
  final List<RunState> states;

  /**
   * @param prefix of the columns
   * @param states in which rows are claimed; none if they have no state
   */
  private Lease(String table, List<String> key, String prefix, List<RunState> states) {
    this.table = table;
    this.key = key;
    this.due = prefix + "due_at";
    this.claim = prefix + "claim";
    this.claimant = prefix + "claimed_by";
    this.end = prefix + "leased_until";
    this.states = states;
  }

  /**
   * Claims rows that are due, the oldest first. PostgreSQL needs one statement for it.
   *
   * @param state of the rows, or null for a table whose rows have none
   * @param reading of the rows as they are then, in any order
   */
  <T> List<T> claim(Handle handle, RunState state, Term term, int limit, Reading<T> reading) {
    String which = state == null ? "" : "state = '" + state + "' and ";
    return claim(handle, which, Map.of(), term, limit, reading);
  }

  /**
   * The same of some rows.
   *
   * @param which a condition that ends with "and", or nothing
   * @param values of the condition
   */
  <T> List<T> claim(
      Handle handle,
      String which,
      Map<String, ?> values,
      Term term,
      int limit,
      Reading<T> reading) {
    if (limit <= 0) {
      return List.of();
    }
    String ofDue =
        "select %s from "
            + table
            + " where "
            + which
            + due
            + " <= :now"
            + Database.oldestFirst(handle, due)
            + " limit :limit for update skip locked";
    if (Database.isH2(handle)) {
      String sql = ofDue.formatted(reading.after(claim));
      return handle.inTransaction(
          locking ->
              claimOnH2(
                  locking.createQuery(sql).bindMap(values).bind("limit", limit), term, reading));
    }
    // Materialized: the rows are locked once, whatever the plan.
    return handle
        .createQuery(
            """
            update %s set %s = :end, %s = :end, %s = :claimant, %s = %s + 1
            where (%s) in (with due as materialized (%s) select * from due) returning %s
            """
                .formatted(
                    table,
                    due,
                    end,
                    claimant,
                    claim,
                    claim,
                    String.join(", ", key),
                    ofDue.formatted(String.join(", ", key)),
                    reading.columns()))
        .bindMap(values)
        .bind("now", term.begin())
        .bind("end", term.end())
        .bind("claimant", term.claimant())
        .bind("limit", limit)
        .map(reading.mapper())
        .list();
  }

  private <T> List<T> claimOnH2(Query ofDue, Term term, Reading<T> reading) {
    List<List<Object>> keys = new ArrayList<>();
    List<T> claimed =
        ofDue
            .bind("now", term.begin())
            .map(
                (row, context) -> {
                  keys.add(RowKeys.values(key, row));
                  return reading.mapper().map(row, context);
                })
            .list();
    take(ofDue.getHandle(), term, keys);
    return claimed;
  }

  /**
   * What a claim returns of its rows.
   *
   * @param columns the key first
   */
  record Reading<T>(String columns, RowMapper<T> mapper) {
    /** The same, read just before the claim gets its number. */
    private String after(String claim) {
      return columns.replaceFirst("\\b" + claim + "\\b", claim + " + 1 as " + claim);
    }
  }

  /** Ends the claims of rows that are locked, and begins new ones. */
  void take(Handle handle, Term term, List<List<Object>> keys) {
    if (!keys.isEmpty()) {
      String sql = "update %s set %s = ?, %s = ?, %s = ?, %s = %s + 1 where %s";
      String update =
          sql.formatted(table, due, end, claimant, claim, claim, RowKeys.among(key, keys));
      RowKeys.bind(lease(handle, update, term), 3, keys).execute();
    }
  }

  /**
   * Lengthens the lease of a claimed row. Changes nothing when another claim was made since.
   *
   * @return how many rows were changed: 0 or 1
   */
  int renew(Handle handle, long number, Term term, List<Object> row) {
    String sql = "update %s set %s = ?, %s = ?, %s = ? where %s = ? and %s";
    String update =
        sql.formatted(table, due, end, claimant, claim, RowKeys.among(key, List.of(row)));
    return RowKeys.bind(lease(handle, update, term).bind(3, number), 4, List.of(row)).execute();
  }

  private static Update lease(Handle handle, String sql, Term term) {
    Update update = handle.createUpdate(sql);
    return update.bind(0, term.end()).bind(1, term.end()).bind(2, term.claimant());
  }

  /**
   * Moves the due time of a claimed row. Changes nothing when another claim was made since.
   *
   * @return how many rows were changed: 0 or 1
   */
  int dueAt(Handle handle, long number, Instant time, List<Object> row) {
    return RowKeys.bind(
            handle
                .createUpdate(
                    "update %s set %s = ? where %s = ? and %s"
                        .formatted(table, due, claim, RowKeys.among(key, List.of(row))))
                .bind(0, time)
                .bind(1, number),
            2,
            List.of(row))
        .execute();
  }

  /** Makes rows due that are locked, under the same claims. */
  void due(Handle handle, Instant time, List<List<Object>> keys) {
    if (!keys.isEmpty()) {
      String sql = "update %s set %s = ? where %s".formatted(table, due, RowKeys.among(key, keys));
      RowKeys.bind(handle.createUpdate(sql).bind(0, time), 1, keys).execute();
    }
  }
}
