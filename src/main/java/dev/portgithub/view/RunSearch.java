package dev.portgithub.view;

import dev.portgithub.run.RunState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Finds runs, and says what each waits for. */
public final class RunSearch {
  /** A page ends here: further down, one should filter. */
  public static final int FURTHEST = RunList.MOST_READ;

  private final Jdbi jdbi;
  private final Circumstances circumstances;

  public RunSearch(Jdbi jdbi, Circumstances circumstances) {
    this.jdbi = jdbi;
    this.circumstances = circumstances;
  }

  /**
   * @param more whether there are more runs behind these
   * @param truncated whether not all runs were looked at that may match
   */
  public record Page(List<SeenRun> runs, boolean more, boolean truncated) {}

  public Page find(RunFilter filter) {
    return jdbi.withHandle(
        handle -> {
          List<RunRow> found = RunList.find(handle, filter);
          List<RunRow> page = found.subList(0, Math.min(found.size(), filter.size()));
          return new Page(
              seen(handle, page),
              found.size() > filter.size(),
              RunList.isTruncated(handle, filter));
        });
  }

  /** How many runs are in each open state. */
  public Map<RunState, Long> counts() {
    Map<RunState, Long> counts = new EnumMap<>(RunState.class);
    RunList.OPEN.forEach(state -> counts.put(state, 0L));
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "select state, count(*) from run where finished_at is null group by state")
                .map(
                    (row, context) ->
                        counts.put(RunState.valueOf(row.getString(1)), row.getLong(2)))
                .list());
    return counts;
  }

  /**
   * Open runs, and what each waits for; a few of each state, the oldest first.
   *
   * @param from in each state, how old the first one may be; none is read of another state
   * @param before younger ones are left out
   * @return none while Port takes no calls
   */
  public List<SeenRun> some(Map<RunState, Instant> from, Instant before, int limit) {
    return jdbi.withHandle(
        handle -> {
          List<RunRow> runs = RunList.some(handle, from, before, limit);
          if (runs.isEmpty()) {
            return List.of();
          }
          Circumstances.Now now = circumstances.now(handle, runs);
          Waits waits = new Waits(now);
          return now.port() == null
              ? runs.stream().map(run -> new SeenRun(run, waits.of(run), null)).toList()
              : List.of();
        });
  }

  public Optional<SeenRun> find(String runId) {
    return jdbi.withHandle(
        handle -> seen(handle, RunList.find(handle, runId).stream().toList()).stream().findFirst());
  }

  private List<SeenRun> seen(Handle handle, List<RunRow> runs) {
    Waits waits = new Waits(circumstances.now(handle, runs));
    Map<String, Long> letters = LetterList.lastAbout(handle, runs);
    return runs.stream()
        .map(run -> new SeenRun(run, waits.of(run), letters.get(run.runId())))
        .toList();
  }
}
