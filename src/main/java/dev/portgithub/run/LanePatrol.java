package dev.portgithub.run;

import dev.portgithub.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Sees to it that no accepted run is forgotten: once a second it compares some lanes with the rows
 * of their runs, in a circle, and mends what is missing or wrong. A run that the version before has
 * written is in no lane; it gets one here.
 *
 * <p>What this costs does not grow with the runs or the lanes.
 */
public final class LanePatrol {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** A thousand lanes are seen in twenty seconds. */
  private static final int LANES = 50;

  private final Clock clock;
  private final Lanes lanes;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

  /** The last lane that was seen. */
  private String last = "";

  public LanePatrol(Clock clock, Lanes lanes) {
    this.clock = clock;
    this.lanes = lanes;
  }

  /** Goes on with the circle, if a second has passed; in the transaction of a claim. */
  public void goOn(Handle handle) {
    Instant now = Instant.now(clock);
    Instant due = next.get();
    if (!now.isBefore(due) && next.compareAndSet(due, now.plus(EVERY))) {
      bringIn(handle);
      compare(handle);
    }
  }

  /** A run that is in no lane. */
  public record Stray(String runId, String action, String org, String repo, String workflow) {}

  private void bringIn(Handle handle) {
    List<Stray> strays =
        handle
            .createQuery(
                """
                select run_id, action, org, repo, workflow from run
                where state = 'ACCEPTED' and lane = '' and due_at <= :now%s limit :limit for update skip locked
                """
                    .formatted(Database.oldestFirst(handle, "due_at")))
            .bind("now", Instant.now(clock))
            .bind("limit", LANES)
            .map(ConstructorMapper.of(Stray.class))
            .list();
    for (Stray run : strays) {
      Target target = new Target(run.org, run.repo, run.workflow, null);
      String lane = lanes.name(run.action, target);
      handle.execute("update run set lane = ? where run_id = ?", lane, run.runId);
      lanes.filled(handle, List.of(lane));
    }
  }

  private synchronized void compare(Handle handle) {
    for (int seen = 0; seen < LANES; seen++) {
      Lanes.Due lane = Lanes.nextAfter(handle, last);
      last = lane == null ? "" : lane.lane();
      if (lane == null) {
        return;
      }
      mend(handle, lane);
    }
  }

  /** What is known of a lane. */
  public record Known(int waiting, Instant dueAt, String credential) {
    boolean includes(Instant due) {
      return waiting == 1 || dueAt != null && !dueAt.isAfter(due);
    }
  }

  private void mend(Handle handle, Lanes.Due lane) {
    Known known =
        handle
            .select("select waiting, due_at, credential from lane where name = ?", lane.lane())
            .map(ConstructorMapper.of(Known.class))
            .findFirst()
            .orElse(null);
    if (known == null || !known.includes(lane.dueAt())) {
      lanes.dueBy(handle, lane.lane(), lane.dueAt());
    }
    String credential = lanes.credential(lane.lane());
    if (known != null && !known.credential.equals(credential)) {
      handle.execute("update lane set credential = ? where name = ?", credential, lane.lane());
    }
  }
}
