package dev.portgithub.dispatch;

import dev.portgithub.github.DispatchRate;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Room;
import dev.portgithub.run.Run;
import dev.portgithub.run.Turns;
import dev.portgithub.run.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line of the runs that wait for their dispatch: who is next, and no more than may be
 * dispatched.
 *
 * <p>Claims go round by credential and, within one, by lane. A credential without room is passed
 * by: none of its runs is claimed, refused and released again.
 */
public final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  /** So many credentials are looked at with each claim; the next one goes on behind them. */
  private static final int CREDENTIALS = 50;

  /** What was claimed and has not begun by then counts no longer. */
  private static final Duration BEGINS_WITHIN = Duration.ofSeconds(10);

  private final Jdbi jdbi;
  private final Clock clock;
  private final Turns turns;
  private final DispatchRate rate;
  private final Duration lease;

  /** What this instance has claimed and not begun: it is not counted in the store yet. */
  private final Map<String, Claimed> claimed = new ConcurrentHashMap<>();

  /** The credential that was served last. */
  private volatile String last = "";

  private record Claimed(String credential, Instant until) {}

  public Line(Jdbi jdbi, Clock clock, Turns turns, DispatchRate rate, Duration lease) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.turns = turns;
    this.rate = rate;
    this.lease = lease;
  }

  /** Claims accepted runs that are due, those whose turn it is first. */
  List<Run> claim(int limit) {
    List<Waiting> waiting = new ArrayList<>();
    List<Run> runs = jdbi.inTransaction(handle -> claim(handle, limit, waiting));
    waiting.forEach(Line::tell);
    return runs;
  }

  private List<Run> claim(Handle handle, int limit, List<Waiting> waiting) {
    turns.wake(handle);
    List<Run> runs = new ArrayList<>();
    String begin = last;
    boolean wrapped = begin.isEmpty();
    String first = null;
    for (int looks = 0; looks < CREDENTIALS && runs.size() < limit; looks++) {
      Turns.Next next = turns.credentialAfter(handle, last);
      String credential = next.after();
      if (credential == null && !wrapped) {
        wrapped = true;
        credential = next.first();
      }
      if (credential == null || credential.equals(first)) {
        break;
      }
      first = first == null ? credential : first;
      last = credential;
      Room room = rate.room(handle, credential, notBegun(credential)).atMost(limit - runs.size());
      if (!room.isEmpty()) {
        Turns.Claimed found = turns.claim(handle, credential, room, lease);
        note(credential, found.runs());
        runs.addAll(found.runs());
        waiting.addAll(found.waiting());
      }
      if (credential.equals(begin)) {
        // The circle is closed, also if it is the only one.
        break;
      }
    }
    return runs;
  }

  private void note(String credential, List<Run> runs) {
    Instant until = Instant.now(clock).plus(BEGINS_WITHIN);
    runs.forEach(run -> claimed.put(run.runId(), new Claimed(credential, until)));
  }

  /** Port shows it as well, if it lasts: see 48-show. */
  private static void tell(Waiting run) {
    LOG.info(
        "Run {} waits for its turn: the limit {} (dispatch.limits) is reached",
        run.runId(),
        run.limit().name() + "=" + run.limit().runs());
  }

  private int notBegun(String credential) {
    Instant now = Instant.now(clock);
    claimed.values().removeIf(each -> each.until.isBefore(now));
    return (int)
        claimed.values().stream().filter(each -> each.credential.equals(credential)).count();
  }

  /**
   * A run begins: it takes its place in the limit, in the transaction that writes its intent.
   *
   * @throws RemoteBusy when the limit has no room, or GitHub has paused the credential
   */
  void takePlace(Handle handle, Run run) {
    rate.take(handle, run.target().org());
  }

  /** It has begun, or has failed to. */
  void left(Run run) {
    claimed.remove(run.runId());
  }
}
