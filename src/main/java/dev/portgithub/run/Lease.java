package dev.portgithub.run;

import dev.portgithub.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Claims rows that are due, so that several instances share the work.
 *
 * <p>A claim is a lease: the row is not due again before its end, and then comes back by itself,
 * whatever happened to the claimant. No transaction stays open while the work is done. Each claim
 * gets a number, the fencing number of the row: a write that names an old one changes nothing.
 *
 * <p>What a claim costs does not grow with the rows: an index begins with the state, if there is
 * one, and the due time.
 */
final class Lease {
  /** Of a run, for the stage of its state. */
  static final Lease OF_RUN = new Lease("run", List.of("run_id"), "due_at", "claim");

  /** Of a run's outbox. */
  static final Lease OF_OUTBOX =
      new Lease("run", List.of("run_id"), "report_due_at", "report_claim");

  /** Of a repository with open workflow runs. */
  static final Lease OF_REPOSITORY =
      new Lease("repository", List.of("org", "repo"), "due_at", "claim");

  private final String table;
  private final List<String> key;
  private final String due;
  private final String claim;

  private Lease(String table, List<String> key, String due, String claim) {
    this.table = table;
    this.key = key;
    this.due = due;
    this.claim = claim;
  }

  /**
   * Claims rows that are due, the oldest first.
   *
   * @param state of the rows, or null for a table whose rows have none
   * @return their keys
   */
  List<List<Object>> claim(
      Handle handle, RunState state, Instant now, Instant leaseEnd, int limit) {
    if (limit <= 0) {
      return List.of();
    }
    String condition = state == null ? "" : "state = '" + state + "' and ";
    List<List<Object>> keys =
        handle
            .createQuery(
                """
                select %s from %s where %s%s <= :now%s limit :limit for update skip locked
                """
                    .formatted(
                        String.join(", ", key),
                        table,
                        condition,
                        due,
                        Database.oldestFirst(handle, due)))
            .bind("now", now)
            .bind("limit", limit)
            .map((row, context) -> values(row))
            .list();
    take(handle, leaseEnd, keys);
    return keys;
  }

  /** Ends the claims of rows that are locked, and begins new ones. */
  void take(Handle handle, Instant leaseEnd, List<List<Object>> keys) {
    if (keys.isEmpty()) {
      return;
    }
    bind(
            handle
                .createUpdate(
                    "update %s set %s = ?, %s = %s + 1 where %s"
                        .formatted(table, due, claim, claim, among(keys)))
                .bind(0, leaseEnd),
            1,
            keys)
        .execute();
  }

  /**
   * Moves the due time of a claimed row. Changes nothing when another claim was made since.
   *
   * @return how many rows were changed: 0 or 1
   */
  int dueAt(Handle handle, long number, Instant time, List<Object> row) {
    return bind(
            handle
                .createUpdate(
                    "update %s set %s = ? where %s = ? and %s"
                        .formatted(table, due, claim, among(List.of(row))))
                .bind(0, time)
                .bind(1, number),
            2,
            List.of(row))
        .execute();
  }

  /** The condition for rows with these keys, with a question mark for each value. */
  private String among(List<List<Object>> keys) {
    String row = "(" + String.join(", ", Collections.nCopies(key.size(), "?")) + ")";
    return "("
        + String.join(", ", key)
        + ") in ("
        + String.join(", ", Collections.nCopies(keys.size(), row))
        + ")";
  }

  private static Update bind(Update update, int first, List<List<Object>> keys) {
    int position = first;
    for (List<Object> row : keys) {
      for (Object value : row) {
        update.bind(position++, value);
      }
    }
    return update;
  }

  private List<Object> values(ResultSet row) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (int column = 1; column <= key.size(); column++) {
      values.add(row.getObject(column));
    }
    return values;
  }
}
