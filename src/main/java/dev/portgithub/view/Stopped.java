package dev.portgithub.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What was done so that nothing of a run goes on, in the words of its story. */
final class Stopped {
  private Stopped() {}

  /** A row of table cancellation. */
  public record Row(
      String why,
      Instant wantedAt,
      boolean cancels,
      Instant askedAt,
      Instant forcedAt,
      Instant settledAt,
      String outcome) {}

  static List<RunEvent> events(Handle handle, String runId) {
    return handle
        .select(
            """
            select why, wanted_at, cancels, asked_at, forced_at, settled_at, outcome from cancellation where run_id = ?
            """,
            runId)
        .map(ConstructorMapper.of(Row.class))
        .findFirst()
        .map(Stopped::told)
        .orElse(List.of());
  }

  private static List<RunEvent> told(Row row) {
    List<RunEvent> events = new ArrayList<>();
    String what =
        row.cancels ? "Nothing of it is to go on, because " : "It is not to be started, because ";
    events.add(event(row.wantedAt, what + row.why + "."));
    if (row.askedAt != null) {
      events.add(event(row.askedAt, "GitHub was asked to cancel its workflow run."));
    }
    if (row.forcedAt != null) {
      events.add(event(row.forcedAt, "It went on, so GitHub was asked to force the cancel."));
    }
    String ending = row.outcome == null ? "" : ending(row.outcome);
    if (!ending.isEmpty()) {
      events.add(event(row.settledAt, ending));
    }
    return events;
  }

  private static String ending(String outcome) {
    return switch (outcome) {
      case "GONE" -> "GitHub does not show its workflow run any more.";
      case "RERUN" -> "Its workflow run was run again in GitHub by somebody, and is left alone.";
      case "UNPROVEN" ->
          "Nothing proves that the workflow run is its own, so it was not cancelled.";
      case "REFUSED" -> "GitHub did not cancel its workflow run.";
      case "LEFT" -> "It had been started by then, and goes on.";
      default -> "";
    };
  }

  private static RunEvent event(Instant at, String text) {
    return new RunEvent(at, "CANCEL", text, null);
  }
}
