package dev.portgithub.compare;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The only class that writes table comparison: one instance compares at a time. */
public final class ComparisonRow {
  private static final int MOST_SHOWN = 10;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Duration interval;

  /**
   * @param interval between two comparisons; 0: none are made
   */
  public ComparisonRow(Jdbi jdbi, Clock clock, Duration interval) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.interval = interval;
  }

  /**
   * What the last comparison has found.
   *
   * @param comparedAt null before the first
   * @param misfits a sentence on each line
   */
  public record Last(Instant comparedAt, Integer openInPort, String misfits, int misfitCount) {
    /** At most ten of them. */
    public List<String> sentences() {
      return misfits.isEmpty() ? List.of() : List.of(misfits.split("\n"));
    }
  }

  /**
   * The number of the claim, when a comparison is due and no other instance makes it; else null.
   */
  Long claim() {
    if (interval.isZero()) {
      return null;
    }
    Instant now = Instant.now(clock);
    return jdbi.inTransaction(
        handle -> {
          int claimed =
              handle.execute(
                  "update comparison set due_at = ?, claim = claim + 1 where name = 'port' and due_at <= ?",
                  now.plus(interval),
                  now);
          return claimed == 0
              ? null
              : handle
                  .select("select claim from comparison where name = 'port'")
                  .mapTo(Long.class)
                  .one();
        });
  }

  void compared(long claim, int openInPort, List<String> misfits) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                update comparison set compared_at = ?, open_in_port = ?, misfits = ?, misfit_count = ?
                where name = 'port' and claim = ?
                """,
                Instant.now(clock),
                openInPort,
                String.join("\n", misfits.subList(0, Math.min(MOST_SHOWN, misfits.size()))),
                misfits.size(),
                claim));
  }

  public Last last() {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select compared_at, open_in_port, misfits, misfit_count from comparison where name = 'port'")
                .map(ConstructorMapper.of(Last.class))
                .one());
  }

  /** What an operator should look at, in sentences; null when everything fits. */
  public String advice() {
    Last last = last();
    return last.misfitCount() == 0
        ? null
        : "%d runs do not fit what Port shows: %s"
            .formatted(last.misfitCount(), String.join(" ", last.sentences()));
  }
}
