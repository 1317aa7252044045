package dev.portgithub.view;

import dev.portgithub.run.RunState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Since when the oldest run of each open state waits. */
public final class OldestRuns {
  private static final String SQL =
      RunList.OPEN.stream()
          .map(
              state ->
                  "(select state, accepted_at from run where finished_at is null and state = '%s' order by finished_at, state, accepted_at limit 1)"
                      .formatted(state))
          .collect(Collectors.joining(" union all "));

  private final Jdbi jdbi;

  public OldestRuns(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** When they were accepted; states without a run are missing. */
  public Map<RunState, Instant> acceptedAt() {
    Map<RunState, Instant> oldest = new EnumMap<>(RunState.class);
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(SQL)
                .map(
                    (row, context) ->
                        oldest.put(
                            RunState.valueOf(row.getString(1)),
                            row.getObject(2, java.time.OffsetDateTime.class).toInstant()))
                .list());
    return oldest;
  }
}
