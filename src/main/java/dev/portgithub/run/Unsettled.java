package dev.portgithub.run;

import java.time.Instant;
import org.jdbi.v3.core.mapper.Nested;

/**
 * A run with an intent whose workflow run is not known: perhaps there is none.
 *
 * @param createdFrom and {@code createdTo} as the migration says; null when they were not noted
 */
public record Unsettled(
    String runId,
    RunState state,
    @Nested Target target,
    Instant intentAt,
    Instant createdFrom,
    Instant createdTo) {

  /**
   * When its workflow run was created, if there is one. While its call may still be under way there
   * is no end: its process may be frozen.
   *
   * @param otherwise when it was not noted, or by an earlier dispatch than the last
   */
  public Window window(Window otherwise) {
    boolean noted = createdFrom != null && createdTo != null && createdTo.isAfter(otherwise.from());
    Window window = noted ? new Window(createdFrom, createdTo) : otherwise;
    return state == RunState.DISPATCHING ? new Window(window.from(), RunQueries.NEVER) : window;
  }
}
