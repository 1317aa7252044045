package dev.portgithub.cleanup;

import dev.portgithub.run.Lease;
import dev.portgithub.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what has ended so long ago that nobody will ask for it: runs with their reports and dead
 * letters, and settled dead letters of records.
 *
 * <p>Nothing that waits is deleted, however old: no open run, no run with something in the outbox,
 * nothing with a dead letter that an operator has not settled. The rows are the memory that makes a
 * redelivered record a duplicate; without its row, it is older than what is confirmed with Port
 * before it starts anything.
 */
public final class CleanUp {
  /** Less than Kafka's usual retention makes no sense: its records would outlive their runs. */
  static final Duration SHORTEST = Duration.ofHours(24);

  /** Rows in one transaction, and transactions in one sweep: a stop never waits long for it. */
  static final int BATCH = 500;

  static final int BATCHES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(CleanUp.class);

  /**
   * Its first condition is written so that no index on that column, null in most rows, is chosen.
   */
  private static final String NOTHING_WAITS =
      " and case when report_due_at is null then 1 end = 1"
          + " and not exists (select 1 from report where report.run_id = run.run_id and settled_at is null)"
          + " and not exists (select 1 from dead_letter where dead_letter.run_id = run.run_id and"
          + " dead_letter.status = 'PARKED')";

  private final Jdbi jdbi;
  private final Clock clock;
  private final Duration keep;

  /**
   * @param keep how long a row is kept after its end; zero: for ever
   * @param confirmAfter the age from which a record is confirmed with Port
   * @throws IllegalArgumentException when a record could come again unconfirmed after its row is
   *     gone
   */
  public CleanUp(DataSource store, Clock clock, Duration keep, Duration confirmAfter) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.keep = keep;
    boolean tooShort = keep.compareTo(SHORTEST) < 0 || keep.compareTo(confirmAfter) <= 0;
    if (tooShort && !keep.isZero()) {
      throw new IllegalArgumentException(
          "RETENTION_ENDED_RUNS must be at least 24h and longer than VALIDATE_CONFIRM_AFTER, or 0 to keep everything");
    }
  }

  /**
   * Deletes in small transactions, until nothing is left to delete or enough is done for once.
   * Several instances may sweep at the same time.
   */
  public void sweep() {
    if (keep.isZero()) {
      return;
    }
    Instant before = Instant.now(clock).minus(keep);
    int ended = batches(before, CleanUp::deleteEnded);
    int discarded = batches(before, CleanUp::deleteDiscarded);
    int letters = batches(before, CleanUp::deleteLetters);
    if (ended + discarded + letters > 0) {
      LOG.info(
          "Deleted {} runs that ended and {} parked runs that were discarded before {}, with their reports and dead"
              + " letters; and {} other settled dead letters",
          ended,
          discarded,
          before,
          letters);
    }
  }

  private int batches(Instant before, BiFunction<Handle, Instant, Integer> delete) {
    int all = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      int deleted = jdbi.inTransaction(handle -> delete.apply(handle, before));
      all += deleted;
      if (deleted < BATCH) {
        break;
      }
    }
    return all;
  }

  /** Only a run that has ended has a time of its end: FINISHED, REFUSED, SKIPPED. */
  private static int deleteEnded(Handle handle, Instant before) {
    return deleteRuns(
        handle,
        before,
        "select run_id from run where finished_at < :before"
            + NOTHING_WAITS
            + Lease.oldestFirst(handle, "finished_at")
            + " limit :limit for update skip locked");
  }

  /** A parked run has ended when an operator has discarded its last dead letter. */
  private static int deleteDiscarded(Handle handle, Instant before) {
    return deleteRuns(
        handle,
        before,
        "select run_id from run where state = 'PARKED' and run_id in"
            + " (select d.run_id from dead_letter d where d.status = 'DISCARDED' and d.settled_at < :before)"
            + NOTHING_WAITS
            + " and not exists (select 1 from dead_letter where dead_letter.run_id = run.run_id"
            + " and dead_letter.settled_at >= :before)"
            + " limit :limit for update skip locked");
  }

  private static int deleteRuns(Handle handle, Instant before, String select) {
    List<String> ids =
        handle
            .createQuery(select)
            .bind("before", before)
            .bind("limit", BATCH)
            .mapTo(String.class)
            .list();
    if (ids.isEmpty()) {
      return 0;
    }
    handle
        .createUpdate("delete from dead_letter where run_id in (<ids>) and status <> 'PARKED'")
        .bindList("ids", ids)
        .execute();
    // Asked again under the lock: a letter that was parked in between keeps its run.
    handle
        .createUpdate(
            "delete from run where run_id in (<ids>) and not exists"
                + " (select 1 from dead_letter where dead_letter.run_id = run.run_id)")
        .bindList("ids", ids)
        .execute();
    return ids.size();
  }

  /** Of records, and of runs that are gone; those of a run that is still there go with it. */
  private static int deleteLetters(Handle handle, Instant before) {
    List<Long> ids =
        handle
            .createQuery(
                "select id from dead_letter where settled_at < :before and status <> 'PARKED'"
                    + " and not exists (select 1 from run where run.run_id = dead_letter.run_id)"
                    + Lease.oldestFirst(handle, "settled_at")
                    + " limit :limit for update skip locked")
            .bind("before", before)
            .bind("limit", BATCH)
            .mapTo(Long.class)
            .list();
    if (!ids.isEmpty()) {
      handle
          .createUpdate("delete from dead_letter where id in (<ids>)")
          .bindList("ids", ids)
          .execute();
    }
    return ids.size();
  }
}
