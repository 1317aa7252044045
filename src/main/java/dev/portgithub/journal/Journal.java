package dev.portgithub.journal;

import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * What operators did: who, what, to what, why, and what came of it; table operation.
 *
 * <p>An operation is noted before it is done, in a transaction of its own, and its outcome after
 * that. So nothing is done that is not in the journal, and one without an outcome was cut off.
 */
public final class Journal {
  /** More are not read at once. */
  public static final int MOST = 200;

  private static final int LONGEST_OUTCOME = 1000;
  private static final RowMapper<Operation> ROW = ConstructorMapper.of(Operation.class);

  private final Jdbi jdbi;
  private final Clock clock;

  public Journal(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Does it, between the two notes. What it throws is noted and thrown.
   *
   * @param outcome of the result, in words
   */
  public <T> T record(Entry entry, Supplier<T> operation, Function<T, String> outcome) {
    long id = begin(entry);
    T result;
    try {
      result = operation.get();
    } catch (RuntimeException e) {
      end(id, "failed: " + e.getMessage());
      throw e;
    }
    end(id, outcome.apply(result));
    return result;
  }

  private long begin(Entry entry) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into operation (done_at, done_by, what, about, run_id, why)
                    values (:now, :doneBy, :what, :about, :runId, :why)
                    """)
                .bindMethods(entry)
                .bind("now", Instant.now(clock))
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
  }

  private void end(long id, String outcome) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update operation set outcome = ? where id = ?",
                Texts.line(outcome, LONGEST_OUTCOME),
                id));
  }

  /**
   * The latest first.
   *
   * @param skip how many of the latest are left out
   */
  public List<Operation> latest(int skip, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    """
                    select id, done_at, done_by, what, about, run_id, why, outcome from operation
                    order by id desc limit ? offset ?
                    """,
                    Math.min(Math.max(limit, 1), MOST + 1),
                    Math.max(skip, 0))
                .map(ROW)
                .list());
  }

  /** Those about a run, the first one first; at most {@link #MOST}. */
  public List<Operation> about(String runId) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    """
                    select id, done_at, done_by, what, about, run_id, why, outcome from operation
                    where run_id = ? order by id limit ?
                    """,
                    runId,
                    MOST)
                .map(ROW)
                .list());
  }
}
