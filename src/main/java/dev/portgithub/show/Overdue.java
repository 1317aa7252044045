package dev.portgithub.show;

import dev.portgithub.cancel.Wishes;
import dev.portgithub.report.Label;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Texts;
import dev.portgithub.view.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Workflow runs that GitHub has shown in one state for longer than is set for it. Port is told
 * once, and if that is set as well, the workflow run is cancelled.
 */
public final class Overdue {
  private static final String PREFIX = "OVERDUE_";
  private static final String SETTING = "deadline.cancels";

  private final Wishes wishes;
  private final Map<In, Duration> longest = new EnumMap<>(In.class);
  private final Set<In> cancelled = EnumSet.noneOf(In.class);

  /** What a workflow run may be for too long. */
  private enum In {
    QUEUED,
    WAITING,
    RUNNING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static In of(String status) {
      return switch (status) {
        case "queued", "requested", "pending" -> QUEUED;
        case "waiting" -> WAITING;
        case "in_progress" -> RUNNING;
        default -> null;
      };
    }
  }

  /**
   * Each deadline is 0 for none.
   *
   * @param cancels queued, waiting and running, or some of them, separated by commas: what is
   *     cancelled when its deadline has passed
   */
  public Overdue(
      Wishes wishes, Duration queued, Duration waiting, Duration running, String cancels) {
    this.wishes = wishes;
    longest.put(In.QUEUED, queued);
    longest.put(In.WAITING, waiting);
    longest.put(In.RUNNING, running);
    Arrays.stream(cancels.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .forEach(word -> cancelled.add(of(word)));
    for (In each : cancelled) {
      if (longest.get(each).isZero()) {
        throw new IllegalArgumentException(
            "%s names %s, which has no deadline: set deadline.%s"
                .formatted(SETTING, each.word(), each.word()));
      }
    }
  }

  private static In of(String word) {
    return Arrays.stream(In.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    SETTING
                        + " ("
                        + Texts.quote(word)
                        + ") must name queued, waiting or running, separated by commas"));
  }

  /** Null while it is in time. */
  Stand of(RunRow run, Instant now) {
    In in = run.state() == RunState.RUNNING && run.status() != null ? In.of(run.status()) : null;
    if (in == null || run.statusSince() == null) {
      return null;
    }
    Duration most = longest.get(in);
    if (most.isZero() || now.isBefore(run.statusSince().plus(most))) {
      return null;
    }
    return new Stand(
        PREFIX + in,
        Label.OVERDUE,
        List.of(
            in.word(),
            Texts.duration(most),
            Label.time(run.statusSince(), now),
            "deadline." + in.word(),
            cancelled.contains(in) ? "It is cancelled now." : "It goes on."));
  }

  /** In the transaction in which Port is told. */
  void told(Handle handle, RunRow run, Stand stand) {
    if (!stand.key().startsWith(PREFIX)) {
      return;
    }
    In in = In.valueOf(stand.key().substring(PREFIX.length()));
    if (cancelled.contains(in)) {
      wishes.want(
          handle,
          run.runId(),
          "it was %s for longer than %s (deadline.%s)"
              .formatted(in.word(), Texts.duration(longest.get(in)), in.word()));
    }
  }
}
