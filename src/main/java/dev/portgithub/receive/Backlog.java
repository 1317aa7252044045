package dev.portgithub.receive;

import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunQueries.Count;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Stored;
import dev.portgithub.signals.Gauges;
import dev.portgithub.signals.Signals;
import io.micrometer.core.instrument.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  private static final List<RunState> TO_BE_STARTED =
      List.of(RunState.CONFIRMING, RunState.ACCEPTED);

  /** All states that something automatic leads out of. */
  private static final List<RunState> OPEN =
      List.of(
          RunState.CONFIRMING,
          RunState.ACCEPTED,
          RunState.DISPATCHING,
          RunState.LOCATING,
          RunState.RUNNING);

  static final String PARKED = "dead_letter where status = ?";

  private final Jdbi jdbi;
  private final Clock clock;
  private final Watermarks watermarks;

  /** Runs that wait to be started: the last count, and what was accepted since. */
  private long waiting;

  /** How many were ever accepted here, to tell which of them a count cannot have seen. */
  private long accepted;

  private Instant countedAt;

  private volatile Counts last = new Counts(Map.of(), Counts.NONE, 0);

  /**
   * @param pauseAbove the intake pauses when more runs wait to be started
   * @param resumeBelow and resumes when fewer do
   */
  public Backlog(Jdbi jdbi, Clock clock, long pauseAbove, long resumeBelow) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.watermarks = new Watermarks(clock, pauseAbove, resumeBelow);
  }

  /**
   * What health says about the intake.
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

  /**
   * What was counted.
   *
   * @param open runs by state, those that something automatic leads on
   * @param unreported runs that have something to tell Port
   * @param parked dead letters that wait for an operator
   */
  public record Counts(Map<RunState, Count> open, Count unreported, long parked) {
    private static final Count NONE = new Count(0, null);

    /** Of one state; none before the first count. */
    public Count in(RunState state) {
      return open.getOrDefault(state, NONE);
    }
  }

  /** Counts what waits in the store, for the gauges and the watermarks. */
  public void measure() {
    long before;
    synchronized (this) {
      before = accepted;
    }
    if (countedAt == null) {
      Signals.showFromTheStart();
    }
    Counts counts = jdbi.withHandle(Backlog::count);
    last = counts;
    synchronized (this) {
      // What was accepted during the count may be counted twice, until the next count.
      waiting =
          TO_BE_STARTED.stream().mapToLong(state -> counts.open.get(state).number()).sum()
              + accepted
              - before;
      countedAt = Instant.now(clock);
      watermarks.see(waiting);
    }
    Instant now = Instant.now(clock);
    counts.open.forEach(
        (state, runs) -> {
          Gauges.set("run.open", Tag.of("state", state.name()), runs.number());
          Gauges.set(
              "run.oldest.seconds", Tag.of("state", state.name()), seconds(runs.first(), now));
        });
    Gauges.set("report.waiting", counts.unreported.number());
    Gauges.set("report.overdue.seconds", seconds(counts.unreported.first(), now));
    Gauges.set("deadletter.waiting", counts.parked);
    showPause();
  }

  /**
   * Adds what the intake has just stored.
   *
   * @param batch what became of each record
   */
  public void add(List<Stored> batch) {
    long more = batch.stream().filter(Stored.ACCEPTED::equals).count();
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

  /** As counted last; empty before the first time. */
  public Counts counts() {
    return last;
  }

  public synchronized State state() {
    return new State(
        waiting,
        countedAt,
        watermarks.pausedSince(),
        watermarks.pauseAbove(),
        watermarks.resumeBelow());
  }

  /** Since then; 0 when it is null or has not come yet. */
  private static long seconds(Instant since, Instant now) {
    return since == null ? 0 : Math.max(0, Duration.between(since, now).toSeconds());
  }

  private void showPause() {
    Gauges.set("receive.paused", isPaused() ? 1 : 0);
  }

  /** Each count reads a range of an index. */
  private static Counts count(Handle handle) {
    List<String> counts = new ArrayList<>(Collections.nCopies(OPEN.size(), RunQueries.COUNT_IN));
    counts.add(RunQueries.COUNT_UNREPORTED);
    counts.add(
        "count(*) as number, cast(null as timestamp with time zone) as first from " + PARKED);
    List<Object> values = new ArrayList<>(OPEN);
    values.addAll(List.of(RunQueries.NEVER, DeadLetters.PARKED));
    List<Count> counted =
        handle
            .select(
                IntStream.range(0, counts.size())
                    .mapToObj(i -> "select " + i + " as place, " + counts.get(i))
                    .collect(Collectors.joining(" union all ", "", " order by place")),
                values.toArray())
            .map(RunQueries.COUNTED)
            .list();
    Map<RunState, Count> open = new EnumMap<>(RunState.class);
    OPEN.forEach(state -> open.put(state, counted.get(OPEN.indexOf(state))));
    return new Counts(open, counted.get(OPEN.size()), counted.get(OPEN.size() + 1).number());
  }
}
