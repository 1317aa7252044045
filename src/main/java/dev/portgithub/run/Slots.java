package dev.portgithub.run;

import dev.portgithub.run.LaneRules.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Table dispatch_slot: the runs that count for a limit (dispatch.limits). A run takes a slot of
 * each limit of its lane when it is claimed for the first time, and keeps it until its workflow run
 * has ended, also while it is postponed. So no run of its lane overtakes it.
 *
 * <p>A slot ends by itself: the state of its run says so. The row without a run stands for the
 * limit itself, and is locked by who gives slots. What it costs to look grows with the limit only.
 */
public final class Slots {
  private static final Set<RunState> UNDER_WAY =
      Set.of(RunState.ACCEPTED, RunState.DISPATCHING, RunState.LOCATING, RunState.RUNNING);

  /** The limits for which this process has counted what was under way before. */
  private final Set<String> begun = ConcurrentHashMap.newKeySet();

  /** Who holds a slot; the state is null when there is no such run. */
  public record Held(String runId, RunState state, Instant dueAt, String lane) {
    boolean isUnderWay() {
      return state != null && UNDER_WAY.contains(state);
    }
  }

  /**
   * @param free how many more runs may take slots
   * @param waiting runs of the lane that hold their slots and are due: they come first
   * @param full the limit that leaves no slot, or null
   */
  record Look(int free, Set<String> waiting, Limit full, boolean isKnown) {
    private static final Look UNKNOWN = new Look(0, Set.of(), null, false);
  }

  /** A run that is due, and since when. */
  public record Due(String runId, Instant dueAt) {}

  /** What the limits of a lane leave; nothing while another instance gives slots. */
  Look look(Handle handle, String lane, List<Limit> limits, Instant now) {
    int free = Integer.MAX_VALUE;
    Limit full = null;
    Set<String> waiting = new LinkedHashSet<>();
    for (Limit limit : limits) {
      if (!lock(handle, limit)) {
        return Look.UNKNOWN;
      }
      List<Held> held = held(handle, limit);
      for (Held each : held) {
        if (each.state == RunState.ACCEPTED && lane.equals(each.lane) && !each.dueAt.isAfter(now)) {
          waiting.add(each.runId);
        }
      }
      int left = Math.max(0, limit.runs() - held.size());
      full = left == 0 ? limit : full;
      free = Math.min(free, left);
    }
    return new Look(free, waiting, full, true);
  }

  private boolean lock(Handle handle, Limit limit) {
    if (begun.add(limit.name())) {
      handle.execute(
          "insert into dispatch_slot (name, run_id) values (?, '') on conflict do nothing",
          limit.name());
      countBefore(handle, limit);
    }
    return !handle
        .select(
            "select 1 from dispatch_slot where name = ? and run_id = '' for update skip locked",
            limit.name())
        .mapTo(Integer.class)
        .list()
        .isEmpty();
  }

  /** Once for each process: what was started before there was this limit counts as well. */
  private static void countBefore(Handle handle, Limit limit) {
    String name = limit.name().substring(limit.name().indexOf(':') + 1);
    boolean action = limit.name().startsWith("action:");
    handle.execute(
        """
        insert into dispatch_slot (name, run_id)
        select cast(? as varchar(600)), run_id from run where state in ('DISPATCHING', 'LOCATING', 'RUNNING') and %s = ?
        on conflict do nothing
        """
            .formatted(action ? "action" : "lower(org) || '/' || lower(repo)"),
        limit.name(),
        name);
  }

  private static List<Held> held(Handle handle, Limit limit) {
    List<Held> held = new ArrayList<>();
    for (Held each :
        handle
            .select(
                """
                select dispatch_slot.run_id, state, due_at, lane from dispatch_slot
                left join run on run.run_id = dispatch_slot.run_id
                where dispatch_slot.name = ? and dispatch_slot.run_id <> ''
                """,
                limit.name())
            .map(ConstructorMapper.of(Held.class))
            .list()) {
      if (each.isUnderWay()) {
        held.add(each);
      } else {
        handle.execute(
            "delete from dispatch_slot where name = ? and run_id = ?", limit.name(), each.runId);
      }
    }
    return held;
  }

  /** Locks accepted runs, some of them if there are more. */
  List<String> lock(Handle handle, Set<String> runIds, int limit) {
    return runIds.isEmpty()
        ? List.of()
        : handle
            .createQuery(
                """
                select run_id from run where run_id in (<ids>) and state = 'ACCEPTED'
                limit :limit for update skip locked
                """)
            .bindList("ids", List.copyOf(runIds))
            .bind("limit", limit)
            .mapTo(String.class)
            .list();
  }

  /** Runs of a lane that have become due after a time, the first ones. */
  static List<Due> waitingSince(Handle handle, String lane, Instant after, Instant now) {
    return handle
        .select(
            """
            select run_id, due_at from run where state = 'ACCEPTED' and lane = ? and due_at > ? and due_at <= ?
            order by state, lane, due_at limit 50
            """,
            lane,
            after == null ? Instant.EPOCH : after,
            now)
        .map(ConstructorMapper.of(Due.class))
        .list();
  }

  void take(Handle handle, List<Limit> limits, List<String> runIds) {
    for (Limit limit : limits) {
      for (String runId : new HashSet<>(runIds)) {
        handle.execute(
            "insert into dispatch_slot (name, run_id) values (?, ?) on conflict do nothing",
            limit.name(),
            runId);
      }
    }
  }
}
