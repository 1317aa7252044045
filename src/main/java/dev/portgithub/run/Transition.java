package dev.portgithub.run;

import java.util.List;

/** The states that a write about a claimed run leaves, and the one it leads to. */
record Transition(List<RunState> from, RunState to) {

  /** One of these; {@link #to(RunState)} follows. */
  static Transition from(RunState... states) {
    return new Transition(List.of(states), null);
  }

  Transition to(RunState state) {
    return new Transition(from, state);
  }
}
