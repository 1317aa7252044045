package dev.portgithub.poll;

import dev.portgithub.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A span of time in which GitHub has created workflow runs of ours. Which workflow runs were
 * created in a span that is over does not change any more; so neither do its pages, unless one of
 * them does.
 */
public record Window(Instant from, Instant to) {
  /** GitHub ends a request after ten seconds; a dispatch has created its workflow run by then. */
  private static final Duration LONGEST_DISPATCH = Duration.ofSeconds(15);

  /**
   * @param slack how much GitHub's clock may differ from ours
   */
  static Window around(List<Run> runs, Duration slack) {
    Instant from = runs.stream().map(Window::earliest).min(Instant::compareTo).orElseThrow();
    Instant to = runs.stream().map(Window::latest).max(Instant::compareTo).orElseThrow();
    return new Window(
        from.minus(slack).truncatedTo(ChronoUnit.SECONDS),
        to.plus(slack).truncatedTo(ChronoUnit.SECONDS));
  }

  /** May GitHub have created its workflow run in this span? */
  boolean mayHold(Run run) {
    return !earliest(run).isBefore(from) && !latest(run).isAfter(to);
  }

  private static Instant earliest(Run run) {
    return run.intentAt() == null ? run.acceptedAt() : run.intentAt();
  }

  private static Instant latest(Run run) {
    Instant latest = earliest(run).plus(LONGEST_DISPATCH);
    // Later than that it only says when the run was located, or resumed.
    return run.startedAt() != null && run.startedAt().isBefore(latest) ? run.startedAt() : latest;
  }
}
