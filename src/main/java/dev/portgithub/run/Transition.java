package dev.portgithub.run;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * The states that a write about a claimed run leaves, and the one it leads to.
 *
 * @param unlessPaused whether it is not made while an operator has paused dispatching
 * @param told the line of the run's story about it, or null
 */
record Transition(List<RunState> from, RunState to, boolean unlessPaused, Told told) {
  private static final String PAUSED =
      "select 1 from stage_pause where stage = 'dispatch' and (ends_at is null or ends_at > :now)";

  /** One of these; {@link #to(RunState)} follows. */
  static Transition from(RunState... states) {
    return new Transition(List.of(states), null, false, null);
  }

  static Transition stay(RunState state) {
    return new Transition(List.of(state), state, false, null);
  }

  Transition to(RunState state) {
    return new Transition(from, state, false, null);
  }

  /** The statement itself asks: no pause of this instance's memory is as new. */
  Transition butNotWhilePaused() {
    return new Transition(from, to, true, told);
  }

  Transition tells(Told line) {
    return new Transition(from, to, unlessPaused, line);
  }

  /** What the line changes. */
  String story() {
    return told == null ? "" : told.changes() + ", ";
  }

  void bindTo(Update update, Instant now) {
    if (told != null) {
      told.bindTo(update, now);
    }
  }

  /** The end of the condition. */
  String condition() {
    return unlessPaused ? " and not exists (%s)".formatted(PAUSED) : "";
  }

  /** Why it was not made. */
  RuntimeException failure(Handle handle, Run run, Instant now) {
    boolean paused =
        unlessPaused
            && handle
                .createQuery(PAUSED)
                .bind("now", now)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent();
    return paused ? new StagePaused(run) : new ClaimLost(run);
  }
}
