package dev.portgithub.compare;

import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What a comparison asks of table run. */
final class KnownRuns {
  private static final int CHUNK = 500;

  private static final List<RunState> OPEN =
      List.of(
          RunState.ACCEPTED,
          RunState.DISPATCHING,
          RunState.LOCATING,
          RunState.RUNNING,
          RunState.PARKED);

  private KnownRuns() {}

  /** A part of a row. */
  public record Known(
      String runId, RunState state, boolean reportStatus, Instant reportDueAt, Instant finishedAt) {
    /** Should Port have its final status by then? */
    boolean toldBefore(Instant time) {
      boolean told = state == RunState.REFUSED || state == RunState.FINISHED && reportStatus;
      return told && reportDueAt == null && finishedAt != null && finishedAt.isBefore(time);
    }
  }

  /** The oldest open runs in each state that are older than that. */
  static List<String> openBefore(Handle handle, Instant accepted, int mostOfState) {
    List<String> ids = new ArrayList<>();
    for (RunState state : OPEN) {
      ids.addAll(
          handle
              .select(
                  "select run_id from "
                      + RunQueries.IN_STATE
                      + " and accepted_at < ? order by accepted_at limit ?",
                  state,
                  accepted,
                  mostOfState)
              .mapTo(String.class)
              .list());
    }
    return ids;
  }

  static Map<String, Known> of(Handle handle, Collection<String> runIds) {
    List<String> all = List.copyOf(runIds);
    Map<String, Known> known = new HashMap<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      handle
          .createQuery(
              "select run_id, state, report_status, report_due_at, finished_at from run where run_id in (<ids>)")
          .bindList("ids", all.subList(from, Math.min(all.size(), from + CHUNK)))
          .map(ConstructorMapper.of(Known.class))
          .forEach(each -> known.put(each.runId(), each));
    }
    return known;
  }
}
