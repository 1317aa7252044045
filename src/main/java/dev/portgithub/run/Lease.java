package dev.portgithub.run;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Claims due run rows, so that several instances share the work.
 *
 * <p>A claim is a lease: the row is not due again before its end, and then comes back by itself,
 * whatever happened to the claimant. No transaction stays open while the work is done.
 */
public final class Lease {
  private Lease() {}

  public static List<Run> claim(Jdbi jdbi, String state, Instant now, Duration lease, int limit) {
    if (limit <= 0) {
      return List.of();
    }
    return jdbi.inTransaction(
        handle -> {
          List<String> ids =
              handle
                  .createQuery(
                      "select run_id from run where state = :state and due_at <= :now"
                          + oldestFirst(handle, "due_at")
                          + " limit :limit for update skip locked")
                  .bind("state", state)
                  .bind("now", now)
                  .bind("limit", limit)
                  .mapTo(String.class)
                  .list();
          if (ids.isEmpty()) {
            return List.of();
          }
          handle
              .createUpdate(
                  "update run set due_at = :until, claim = claim + 1 where run_id in (<ids>)")
              .bind("until", now.plus(lease))
              .bindList("ids", ids)
              .execute();
          return select(handle, ids, "due_at, accepted_at");
        });
  }

  /**
   * The order in which rows are locked, of a statement whose condition is a range of an index on
   * this column.
   *
   * <p>H2 sorts all rows of the range before it locks the first few, however many are due; unless
   * it is given no order: then it reads the index, which has the same. PostgreSQL has to be told.
   */
  public static String oldestFirst(Handle handle, String column) {
    try {
      String kind = handle.getConnection().getMetaData().getDatabaseProductName();
      return kind.equals("H2") ? "" : " order by " + column;
    } catch (SQLException e) {
      throw new IllegalStateException("The store does not say what it is", e);
    }
  }

  static List<Run> select(Handle handle, List<String> ids, String order) {
    return handle
        .createQuery(
            "select " + Run.COLUMNS + " from run where run_id in (<ids>) order by " + order)
        .bindList("ids", ids)
        .mapTo(Run.class)
        .list();
  }

  /**
   * Throws when a write under a claim changed nothing.
   *
   * @throws ClaimLost the lease ended and another claim was made, or the row moved on
   */
  public static void requireHeld(int changedRows, Run run) {
    if (changedRows == 0) {
      throw new ClaimLost(run);
    }
  }

  /** Another instance has the row now; there is nothing left to do here. */
  public static final class ClaimLost extends RuntimeException {
    ClaimLost(Run run) {
      super("Run " + run.runId() + " was claimed anew meanwhile", null, false, false);
    }
  }
}
