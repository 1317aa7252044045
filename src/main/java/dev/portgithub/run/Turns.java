package dev.portgithub.run;

import dev.portgithub.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Claims accepted runs for dispatch, lane by lane: the lane that was served least recently is next.
 * In a lane, the run that has been due longest is next.
 *
 * <p>What a claim costs grows with the runs that it takes, not with the runs or lanes that wait. It
 * waits for nobody: lanes and runs that another instance has locked are left to that one.
 */
public final class Turns {
  /** So many lanes whose time has come are looked at with each claim; the rest with the next. */
  private static final int WAKE = 100;

  /** How often a claim looks further when the lanes in front turn out to be empty. */
  private static final int LOOKS = 4;

  /**
   * How long the lanes that were found due are all of them; but who tells one now puts it there.
   */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Clock clock;
  private final Instance instance;
  private final LanePatrol patrol;
  private final LaneRules rules;
  private final Slots slots;
  private volatile Instant looked = Instant.MIN;

  public Turns(Clock clock, Instance instance, LanePatrol patrol, LaneRules rules, Slots slots) {
    this.clock = clock;
    this.instance = instance;
    this.patrol = patrol;
    this.rules = rules;
    this.slots = slots;
  }

  /** Lanes in which a postponed run has become due join the line, about once a second. */
  public void wake(Handle handle) {
    patrol.goOn(handle);
    Instant now = Instant.now(clock);
    // A clock that was set back must not delay it.
    if (!now.isBefore(looked) && now.isBefore(looked.plus(BETWEEN_LOOKS))) {
      return;
    }
    looked = now;
    List<String> due =
        handle
            .createQuery(
                "select name from lane where due_at <= :now%s limit :limit for update skip locked"
                    .formatted(Database.oldestFirst(handle, "due_at")))
            .bind("now", now)
            .bind("limit", WAKE)
            .mapTo(String.class)
            .list();
    if (!due.isEmpty()) {
      handle
          .createUpdate("update lane set waiting = 1, due_at = null where name in (<names>)")
          .bindList("names", due)
          .execute();
    }
  }

  /**
   * Credentials that have a lane in the line, by name; each may be null.
   *
   * @param after the first one after that which is asked for
   */
  public record Next(String after, String first) {}

  public Next credentialAfter(Handle handle, String credential) {
    return handle
        .select(
            """
            select
              (select credential from lane where waiting = 1 and credential >= ? order by waiting, credential limit 1)
                as after_it,
              (select credential from lane where waiting = 1 order by waiting, credential limit 1) as first
            """,
            Lanes.behind(credential))
        .map((row, context) -> new Next(row.getString(1), row.getString(2)))
        .one();
  }

  /**
   * @param waiting runs that wait for a limit, each once
   */
  public record Claimed(List<Run> runs, List<Waiting> waiting) {}

  /** Claims runs of a credential, as many as there is room for. */
  public Claimed claim(Handle handle, String credential, Room room, Duration lease) {
    TurnClaim claim = new TurnClaim(handle, instance.term(Instant.now(clock), lease), rules, slots);
    for (int look = 0; look < LOOKS && !claim.left(room).isEmpty(); look++) {
      Room left = claim.left(room);
      List<Lane> line = claim.line(credential, left.all());
      claim.serve(line, left);
      claim.leave(line);
      // If those in front were all empty, some behind them may not be, if there are any.
      if (line.size() < left.all() || !line.stream().allMatch(Lane::isEmpty)) {
        break;
      }
    }
    return new Claimed(claim.runs(), claim.waiting());
  }
}
