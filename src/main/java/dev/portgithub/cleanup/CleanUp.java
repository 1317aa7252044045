package dev.portgithub.cleanup;

import dev.portgithub.run.EndedRuns;
import dev.portgithub.run.Lanes;
import dev.portgithub.run.Runs;
import dev.portgithub.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what ended too long ago for anybody to ask for it: runs with their reports and dead
 * letters, settled dead letters of records, what operators did, and what was learned of lanes and
 * workflows that nobody uses any more.
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

  private final Jdbi jdbi;
  private final Clock clock;
  private final Runs runs;
  private final Duration keep;

  /**
   * @param keep how long a row is kept after its end; zero: for ever
   * @param confirmAfter the age from which a record is confirmed with Port
   * @throws IllegalArgumentException when a record could come again unconfirmed after its row is
   *     gone
   */
  public CleanUp(Jdbi jdbi, Clock clock, Runs runs, Duration keep, Duration confirmAfter) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.runs = runs;
    this.keep = keep;
    boolean tooShort = keep.compareTo(SHORTEST) < 0 || keep.compareTo(confirmAfter) <= 0;
    if (tooShort && !keep.isZero()) {
      throw new IllegalArgumentException(
          "RETENTION_ENDED_RUNS must be at least 24h and longer than VALIDATE_CONFIRM_AFTER, or 0d to keep everything");
    }
  }

  /**
   * What one sweep has deleted so far. Several instances may sweep at the same time.
   *
   * @param before what ended before this is deleted
   */
  public record Sweep(Instant before, int ended, int discarded, int letters, int operations) {}

  /**
   * Deletes runs that ended, in small transactions, until nothing is left to delete or enough is
   * done for one sweep.
   */
  public Sweep deleteEnded() {
    Instant before = Instant.now(clock).minus(keep);
    return new Sweep(before, runs(EndedRuns::ended, before), 0, 0, 0);
  }

  /** Deletes parked runs whose last dead letter was discarded, in the same way. */
  public Sweep deleteDiscarded(Sweep sweep) {
    int discarded = runs(EndedRuns::discarded, sweep.before);
    return new Sweep(sweep.before, sweep.ended, discarded, 0, 0);
  }

  /**
   * Deletes settled letters of records, and of runs that are gone, in the same way; those of a run
   * that is still there go with it.
   */
  public Sweep deleteLetters(Sweep sweep) {
    int letters = batches(handle -> deleteLetters(handle, sweep.before));
    return new Sweep(sweep.before, sweep.ended, sweep.discarded, letters, 0);
  }

  /** Deletes what operators did that long ago, in the same way. */
  public Sweep deleteOperations(Sweep sweep) {
    int operations = batches(handle -> deleteOperations(handle, sweep.before));
    return new Sweep(sweep.before, sweep.ended, sweep.discarded, sweep.letters, operations);
  }

  /**
   * Forgets what nothing has used for that long, and what is learned again by itself: lanes, and
   * which workflows show run ids in titles.
   */
  public void forget(Sweep sweep) {
    int lanes = batches(handle -> Lanes.forget(handle, sweep.before, BATCH));
    int titles =
        keep.isZero()
            ? 0
            : jdbi.withHandle(
                handle ->
                    handle.execute("delete from workflow_title where intent_at < ?", sweep.before));
    if (lanes + titles > 0) {
      LOG.info(
          "Forgot {} lanes and the titles of {} workflows, unused since {}",
          lanes,
          titles,
          sweep.before);
    }
  }

  /** Says what was deleted, if anything. */
  public void tell(Sweep sweep) {
    if (sweep.ended + sweep.discarded + sweep.letters + sweep.operations > 0) {
      LOG.info(
          "Deleted {} runs that ended and {} parked runs that were discarded before {}, with their reports and dead"
              + " letters; {} other settled dead letters, and {} operations of the journal",
          sweep.ended,
          sweep.discarded,
          sweep.before,
          sweep.letters,
          sweep.operations);
    }
  }

  /** Finds and locks runs to delete. */
  private interface Finder {
    List<String> find(Handle handle, Instant before, int limit);
  }

  private int runs(Finder finder, Instant before) {
    return batches(
        handle -> {
          List<String> ids = finder.find(handle, before, BATCH);
          if (!ids.isEmpty()) {
            handle
                .createUpdate(
                    "delete from dead_letter where run_id in (<ids>) and status <> 'PARKED'")
                .bindList("ids", ids)
                .execute();
            // Asks again under the lock: a letter that was parked in between keeps its run.
            runs.delete(handle, ids);
          }
          return ids.size();
        });
  }

  private static int deleteLetters(Handle handle, Instant before) {
    List<Long> ids =
        handle
            .createQuery(
                """
                select id from dead_letter where settled_at < :before and status <> 'PARKED'
                  and not exists (select 1 from run where run.run_id = dead_letter.run_id)
                %s limit :limit for update skip locked
                """
                    .formatted(Database.oldestFirst(handle, "settled_at")))
            .bind("before", before)
            .bind("limit", BATCH)
            .mapTo(Long.class)
            .list();
    return delete(handle, "delete from dead_letter where id in (<ids>)", ids);
  }

  private static int deleteOperations(Handle handle, Instant before) {
    List<Long> ids =
        handle
            .createQuery(
                "select id from operation where done_at < :before%s limit :limit for update skip locked"
                    .formatted(Database.oldestFirst(handle, "done_at")))
            .bind("before", before)
            .bind("limit", BATCH)
            .mapTo(Long.class)
            .list();
    return delete(handle, "delete from operation where id in (<ids>)", ids);
  }

  private static int delete(Handle handle, String statement, List<Long> ids) {
    if (!ids.isEmpty()) {
      handle.createUpdate(statement).bindList("ids", ids).execute();
    }
    return ids.size();
  }

  private int batches(HandleCallback<Integer, RuntimeException> delete) {
    if (keep.isZero()) {
      return 0;
    }
    int all = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      int deleted = jdbi.inTransaction(delete);
      all += deleted;
      if (deleted < BATCH) {
        break;
      }
    }
    return all;
  }
}
