package dev.portgithub.receive;

import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.store.Tables;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What waits in the store: counted now and then, shown as gauges, and held against the watermarks
 * of the intake.
 *
 * <p>Between two counts it adds what this instance accepts, so that a flood does not overshoot the
 * upper mark by what arrives within an interval. What other instances accept shows with the next
 * count. A count reads index entries of open rows only; finished rows cost nothing.
 */
public final class Backlog {
  /** The states in which a run waits to be started; these fill when GitHub lets no more pass. */
  private static final List<String> TO_BE_STARTED = List.of("CONFIRMING", "ACCEPTED");

  /** All states that something automatic leads out of. */
  private static final List<String> OPEN =
      List.of("CONFIRMING", "ACCEPTED", "DISPATCHING", "LOCATING", "RUNNING");

  static final String IN_STATE = "run where state = ?";

  /** With an upper bound, since nulls come last in the index: all runs that have been told. */
  static final String UNREPORTED = "run where report_due_at < ?";

  static final String PARKED = "dead_letter where status = ?";

  static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private final Jdbi jdbi;
  private final Clock clock;
  private final Watermarks watermarks;

  /** Runs that wait to be started: the last count, and what was accepted since. */
  private long waiting;

  /** How many were ever accepted here, to tell which of them a count cannot have seen. */
  private long accepted;

  private Instant countedAt;

  /**
   * @param pauseAbove the intake pauses when more runs wait to be started
   * @param resumeBelow and resumes when less do
   */
  public Backlog(DataSource store, Clock clock, long pauseAbove, long resumeBelow) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.watermarks = new Watermarks(clock, pauseAbove, resumeBelow);
  }

  /**
   * What health tells of the intake.
   *
   * @param waiting runs that wait to be started
   * @param countedAt when they were last counted in the store; null before the first time
   * @param pausedSince null while the intake is not paused
   */
  public record State(
      long waiting, Instant countedAt, Instant pausedSince, long pauseAbove, long resumeBelow) {
    public boolean paused() {
      return pausedSince != null;
    }
  }

  private record Counts(Map<String, Long> open, long unreported, long parked) {}

  /** Counts what waits in the store, for the gauges and the watermarks. */
  public void measure() {
    long before;
    synchronized (this) {
      before = accepted;
    }
    Counts counts = jdbi.withHandle(Backlog::count);
    synchronized (this) {
      // What was accepted during the count is perhaps counted twice, until the next count.
      waiting = TO_BE_STARTED.stream().mapToLong(counts.open::get).sum() + accepted - before;
      countedAt = Instant.now(clock);
      watermarks.see(waiting);
    }
    counts.open.forEach((state, runs) -> Gauges.set("run.open", "state", state, runs));
    Gauges.set("report.waiting", counts.unreported);
    Gauges.set("deadletter.waiting", counts.parked);
    showPause();
  }

  /**
   * Adds what the intake has just stored.
   *
   * @param outcomes of a batch, a word each
   */
  public void add(List<String> outcomes) {
    long more = outcomes.stream().filter("accepted"::equals).count();
    synchronized (this) {
      accepted += more;
      waiting += more;
      watermarks.see(waiting);
    }
    showPause();
  }

  /** Cheap: asked after each poll of the Kafka consumer. */
  public boolean isPaused() {
    return watermarks.pausedSince() != null;
  }

  public synchronized State state() {
    return new State(
        waiting,
        countedAt,
        watermarks.pausedSince(),
        watermarks.pauseAbove(),
        watermarks.resumeBelow());
  }

  private void showPause() {
    Gauges.set("receive.paused", isPaused() ? 1 : 0);
  }

  /** Each reads a range of an index. */
  private static Counts count(Handle handle) {
    Map<String, Long> open = new HashMap<>();
    for (String state : OPEN) {
      open.put(state, count(handle, IN_STATE, state));
    }
    return new Counts(
        open, count(handle, UNREPORTED, NEVER), count(handle, PARKED, DeadLetters.PARKED));
  }

  private static long count(Handle handle, String from, Object argument) {
    return handle.select("select count(*) from " + from, argument).mapTo(Long.class).one();
  }
}
