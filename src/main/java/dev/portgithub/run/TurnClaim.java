package dev.portgithub.run;

import dev.portgithub.run.Instance.Term;
import dev.portgithub.run.LaneRules.Limit;
import dev.portgithub.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** One claim: serves the lanes in front of the line, within the room that there is. */
final class TurnClaim {
  /** What it reads of a lane. */
  public record Row(String name, int taken, Instant servedAt, Instant toldUntil) {}

  private final Handle handle;
  private final Instant now;
  private final Term term;
  private final LaneRules rules;
  private final Slots slots;
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private int keptTaken;

  TurnClaim(Handle handle, Term term, LaneRules rules, Slots slots) {
    this.handle = handle;
    this.now = term.begin();
    this.term = term;
    this.rules = rules;
    this.slots = slots;
  }

  Room left(Room room) {
    return new Room(room.now() - (runs.size() - keptTaken), room.kept() - keptTaken);
  }

  /** The lanes whose turn it is, the next one first. */
  List<Lane> line(String credential, int limit) {
    return handle
        .createQuery(
            """
            select name, taken, served_at, told_until from lane where waiting = 1 and credential = :credential%s
            limit :limit for update skip locked
            """
                .formatted(Database.oldestFirst(handle, "turn")))
        .bind("credential", credential)
        .bind("limit", limit)
        .map(ConstructorMapper.of(Row.class))
        .map(row -> new Lane(row, rules.share(row.name), now))
        .list();
  }

  void serve(List<Lane> line, Room room) {
    List<Lane> open = new ArrayList<>(line);
    int left = room.now();
    while (left > 0 && !open.isEmpty()) {
      deal(open, left);
      for (Lane lane : open) {
        left -= take(lane);
      }
      open.removeIf(Lane::isEmpty);
      open.sort(Comparator.comparing(Lane::rounds));
    }
    for (Lane lane : line) {
      if (keptTaken < room.kept() && lane.mayHaveKeptPlace()) {
        lane.deal(1);
        keptTaken += take(lane);
      }
    }
  }

  /** Round by round, as if each lane had runs enough. */
  private void deal(List<Lane> open, int places) {
    int left = places;
    while (left > 0) {
      for (Lane lane : open) {
        left -= lane.deal(left);
      }
    }
  }

  private int take(Lane lane) {
    if (lane.quota() == 0) {
      return 0;
    }
    int before = runs.size();
    List<Limit> limits = rules.limits(lane.name());
    if (limits.isEmpty()) {
      lane.serve(claim(lane, lane.quota()).size());
    } else {
      takeWithin(limits, lane);
    }
    return runs.size() - before;
  }

  /** Those that have slots first; then as many as there are slots for. */
  private void takeWithin(List<Limit> limits, Lane lane) {
    Slots.Look look = slots.look(handle, lane.name(), limits, now);
    List<String> holders = slots.lock(handle, look.waiting(), lane.quota());
    start(holders);
    int places = Math.min(look.free(), lane.quota() - holders.size());
    List<String> next = claim(lane, places);
    slots.take(handle, limits, next);
    lane.serve(holders.size() + next.size());
    if (look.free() <= next.size()) {
      lane.block(look.full() == null ? limits.get(0) : look.full(), look.isKnown());
    }
  }

  private List<String> claim(Lane lane, int limit) {
    String inLane = "state = 'ACCEPTED' and lane = :lane and ";
    List<Run> due =
        new ArrayList<>(
            Lease.OF_RUN.claim(
                handle, inLane, Map.of("lane", lane.name()), term, limit, RunQueries.READING));
    due.sort(Comparator.comparing(Run::acceptedAt).thenComparing(Run::runId));
    runs.addAll(due);
    return due.stream().map(Run::runId).toList();
  }

  private void start(List<String> runIds) {
    if (!runIds.isEmpty()) {
      Lease.OF_RUN.take(handle, term, runIds.stream().map(id -> List.<Object>of(id)).toList());
      runs.addAll(RunQueries.byIds(handle, runIds));
    }
  }

  /**
   * A lane that had its share goes to the end of the line; one that is empty leaves it until the
   * next of its runs is due.
   */
  void leave(List<Lane> line) {
    PreparedBatch changes =
        handle.prepareBatch(
            """
            update lane set waiting = :waiting, taken = :taken,
              due_at = case when :waiting = 1 then due_at else
                (select case when other.due_at < :look then :look else other.due_at end from run other
                  where other.state = 'ACCEPTED' and other.lane = :name
                  order by other.state, other.lane, other.due_at limit 1) end,
              told_until = coalesce(cast(:told as timestamp with time zone), told_until),
              turn = case when :moves then nextval('lane_place') else turn end,
              served_at = case when :served then cast(:now as timestamp with time zone) else served_at end
            where name = :name
            """);
    List<Lane> leastFirst = new ArrayList<>(line);
    leastFirst.sort(Comparator.comparing(Lane::rounds));
    for (Lane lane : leastFirst) {
      if (lane.isServed() || lane.isEmpty()) {
        changes
            .bind("name", lane.name())
            .bind("waiting", lane.isEmpty() ? 0 : 1)
            .bind("taken", lane.taken())
            .bind("look", lane.isBlocked() ? nextLook() : Instant.EPOCH)
            .bind("told", lane.limit() == null ? null : tell(lane))
            .bind("moves", lane.hasHadItsShare())
            .bind("served", lane.isServed())
            .bind("now", now)
            .add();
      }
    }
    if (changes.size() > 0) {
      changes.execute();
    }
  }

  /** When a blocked lane is looked at again: a slot may have come free. */
  private Instant nextLook() {
    return now.plusSeconds(1);
  }

  /** Which runs of a blocked lane wait and were not told so; returns when the last became due. */
  private Instant tell(Lane lane) {
    Instant told = null;
    for (Slots.Due due : Slots.waitingSince(handle, lane.name(), lane.toldUntil(), now)) {
      waiting.add(new Waiting(due.runId(), lane.limit()));
      told = due.dueAt();
    }
    return told;
  }

  List<Waiting> waiting() {
    return waiting;
  }

  List<Run> runs() {
    return runs;
  }
}
