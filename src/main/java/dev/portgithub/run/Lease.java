package dev.portgithub.run;

import dev.portgithub.run.Instance.Term;
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

  private final String table;
  private final List<String> key;
  private final String due;
  private final String claim;
  private final String claimant;
  private final String end;
  private final List<RunState> states;

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
   * Claims rows that are due, the oldest first.
   *
   * @param state of the rows, or null for a table whose rows have none
   * @return their keys
   */
  List<List<Object>> claim(Handle handle, RunState state, Term term, int limit) {
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
            .bind("now", term.begin())
            .bind("limit", limit)
            .map((row, context) -> values(row))
            .list();
    take(handle, term, keys);
    return keys;
  }

  /** Ends the claims of rows that are locked, and begins new ones. */
  void take(Handle handle, Term term, List<List<Object>> keys) {
    if (!keys.isEmpty()) {
      String sql = "update %s set %s = ?, %s = ?, %s = ?, %s = %s + 1 where %s";
      String update = sql.formatted(table, due, end, claimant, claim, claim, among(keys));
      bind(lease(handle, update, term), 3, keys).execute();
    }
  }

  /**
   * Lengthens the lease of a claimed row. Changes nothing when another claim was made since.
   *
   * @return how many rows were changed: 0 or 1
   */
  int renew(Handle handle, long number, Term term, List<Object> row) {
    String sql = "update %s set %s = ?, %s = ?, %s = ? where %s = ? and %s";
    String update = sql.formatted(table, due, end, claimant, claim, among(List.of(row)));
    return bind(lease(handle, update, term).bind(3, number), 4, List.of(row)).execute();
  }

  private static Update lease(Handle handle, String sql, Term term) {
    Update update = handle.createUpdate(sql);
    return update.bind(0, term.end()).bind(1, term.end()).bind(2, term.claimant());
  }

  /**
   * Makes rows due now that an instance holds a lease of; not those that are locked. The number of
   * the claim stays: whoever works under it although it passes for dead goes on until another claim
   * is made.
   *
   * @return how many
   */
  int release(Handle handle, long instance, Instant now) {
    List<List<Object>> keys = held(handle, instance, now, " for update skip locked");
    if (!keys.isEmpty()) {
      String sql = "update %s set %s = ? where %s".formatted(table, due, among(keys));
      bind(handle.createUpdate(sql).bind(0, now), 1, keys).execute();
    }
    return keys.size();
  }

  /** Does an instance hold a lease of a row? */
  boolean isHeldBy(Handle handle, long instance, Instant now) {
    return !held(handle, instance, now, "").isEmpty();
  }

  /**
   * Rows under a lease that has not ended: their due time is its end. Some, if there are many; each
   * state by itself, so that H2 reads a range of an index.
   */
  private List<List<Object>> held(Handle handle, long instance, Instant now, String lock) {
    List<String> conditions =
        states.isEmpty()
            ? List.of("")
            : states.stream().map(state -> "state = '" + state + "' and ").toList();
    List<List<Object>> keys = new ArrayList<>();
    for (String condition : conditions) {
      keys.addAll(
          handle
              .createQuery(
                  "select %s from %s where %s%s > :now and %s < :never and %s = :instance and %s = %s limit 200%s"
                      .formatted(
                          String.join(", ", key),
                          table,
                          condition,
                          due,
                          due,
                          claimant,
                          due,
                          end,
                          lock))
              .bind("instance", instance)
              .bind("now", now)
              .bind("never", RunQueries.NEVER)
              .map((row, context) -> values(row))
              .list());
    }
    return keys;
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
