package dev.portgithub.run;

import dev.portgithub.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Table lane: the lanes in which runs wait for their dispatch, one for each action and owner, so
 * that no action holds up another.
 *
 * <p>A lane is told when a run in it becomes due, in the transaction that makes it so; {@link
 * Turns} serves the lanes. Telling locks the row of the lane. So a run that is being added either
 * waits until a claim that finds the lane empty is committed, or is seen by it.
 */
public final class Lanes {
  private final Clock clock;
  private final Credentials credentials;
  private final LaneRules rules;

  public Lanes(Clock clock, Credentials credentials, LaneRules rules) {
    this.clock = clock;
    this.credentials = credentials;
    this.rules = rules;
  }

  /** The name of the lane of a run that arrives. */
  public String of(Arrival arrival) {
    return name(arrival.action(), arrival.target());
  }

  /** An action that has no name is told by its workflow. */
  String name(String action, Target target) {
    String what =
        action == null || action.isEmpty() ? target.repo() + "/" + target.workflow() : action;
    String owner = target.org() + (rules.names(target) ? "/" + target.repo() : "");
    return what + " " + owner.toLowerCase(java.util.Locale.ROOT);
  }

  String credential(String lane) {
    String owner = lane.substring(lane.lastIndexOf(' ') + 1);
    return credentials.credential(owner.replaceFirst("/.*", ""));
  }

  /**
   * Deletes lanes in which nothing waits and that were not served since; a run that arrives begins
   * its lane anew.
   */
  public static int forget(Handle handle, Instant before, int limit) {
    List<String> unused =
        handle
            .createQuery(
                """
                select name from lane where served_at < :before and waiting = 0 and due_at is null%s
                limit :limit for update skip locked
                """
                    .formatted(Database.oldestFirst(handle, "served_at")))
            .bind("before", before)
            .bind("limit", limit)
            .mapTo(String.class)
            .list();
    if (!unused.isEmpty()) {
      handle
          .createUpdate("delete from lane where name in (<names>)")
          .bindList("names", unused)
          .execute();
    }
    return unused.size();
  }

  /** Runs in these lanes are due now. */
  public void filled(Handle handle, Collection<String> lanes) {
    // In one order, so that two transactions never wait for each other.
    for (String lane : new TreeSet<>(lanes)) {
      dueBy(handle, lane, Instant.now(clock));
    }
  }

  /** A run is, or will be, due: if it is accepted, its lane is looked at then. */
  boolean tell(Handle handle, String runId) {
    handle
        .select("select lane, due_at from run where run_id = ? and state = 'ACCEPTED'", runId)
        .map(ConstructorMapper.of(Due.class))
        .findFirst()
        .ifPresent(due -> dueBy(handle, due.lane, due.dueAt));
    return true;
  }

  /** Of a lane, when a run in it is due. */
  public record Due(String lane, Instant dueAt) {}

  /** The lanes of runs that an instance has claimed. Some, if there are many. */
  static List<String> heldBy(Handle handle, long instance, Instant now) {
    return handle
        .select(
            """
            select lane from run where state = 'ACCEPTED' and due_at > ? and due_at < ? and claimed_by = ?
              and due_at = leased_until limit 200
            """,
            now,
            RunQueries.NEVER,
            instance)
        .mapTo(String.class)
        .list();
  }

  /**
   * What comes behind a name, and before all others that do: asked for more, H2 reads the equal.
   */
  static String behind(String name) {
    return name + '\u0001';
  }

  /** By name, the first lane after this one in which an accepted run waits; or null. */
  static Due nextAfter(Handle handle, String lane) {
    // The order is that of the index: H2 sorts all of them otherwise.
    return handle
        .select(
            """
            select lane, due_at from run where state = 'ACCEPTED' and lane >= ?
            order by state, lane, due_at limit 1
            """,
            behind(lane))
        .map(ConstructorMapper.of(Due.class))
        .findFirst()
        .orElse(null);
  }

  /** A run of this lane is due then; if that is now, the lane joins the line at once. */
  void dueBy(Handle handle, String lane, Instant due) {
    if (tell(handle, lane, due) == 0 && !begin(handle, lane, due)) {
      tell(handle, lane, due);
    }
  }

  /** False when another transaction has begun it. */
  private boolean begin(Handle handle, String lane, Instant due) {
    boolean now = isNow(due);
    return handle.execute(
            "insert into lane (name, credential, waiting, due_at) values (?, ?, ?, ?) on conflict do nothing",
            lane,
            credential(lane),
            now ? 1 : 0,
            now ? null : due)
        == 1;
  }

  private boolean isNow(Instant due) {
    return !due.isAfter(Instant.now(clock));
  }

  private int tell(Handle handle, String lane, Instant due) {
    if (isNow(due)) {
      return handle.execute("update lane set waiting = 1 where name = ?", lane);
    }
    return handle
        .createUpdate(
            """
            update lane set due_at = case when due_at <= :due then due_at else :due end where name = :lane
            """)
        .bind("due", due)
        .bind("lane", lane)
        .execute();
  }
}
