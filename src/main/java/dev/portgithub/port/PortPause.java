package dev.portgithub.port;

import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.SharedPause;
import dev.portgithub.signals.Gauges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pause of all calls about runs while Port limits the organisation, does not take its
 * credentials or is out of reach.
 *
 * <p>It begins at once when a failure says that it is about all calls. Any other failure may be
 * about the one run that was called for; {@link #RUNS_THAT_TELL} runs in a row that fail without
 * one that works are an outage. Rows that wait for the end of a pause are not touched: nothing is
 * claimed meanwhile, except one row for each try.
 */
public final class PortPause {
  private static final Logger LOG = LoggerFactory.getLogger(PortPause.class);
  private static final int RUNS_THAT_TELL = 3;

  private final SharedPause pause;
  private final Clock clock;

  /** The calls that have failed since one worked, by what they are about. */
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  private volatile boolean trying;

  /**
   * @param first the time until the first try, unless Port names one
   * @param longest the longest time between two tries
   */
  public PortPause(Jdbi jdbi, Clock clock, Duration first, Duration longest) {
    this.pause = new SharedPause(jdbi, clock, PortAccess.CREDENTIAL, first, longest);
    this.clock = clock;
  }

  /** How many rows a stage may claim now: none during a pause, and one when it is time to try. */
  public int room(int wanted) {
    SharedPause.State state = pause.current();
    show(state);
    if (state == null) {
      return wanted;
    }
    return isBefore(state.pausedUntil()) ? 0 : Math.min(wanted, 1);
  }

  /** For health, as of the last tick; null when there is no pause. */
  public SharedPause.State state() {
    return pause.known();
  }

  /**
   * Called by the gateway before each call. What is not about a run passes: the consumer must not
   * wait for its brokers' names.
   *
   * @throws PortAway during a pause, unless this call is the one that tries
   */
  public RemoteCall admit(RemoteCall call) {
    SharedPause.State state = pause.known();
    if (state != null && PortCalls.waitsForPort(call)) {
      if (!pause.mayTry()) {
        throw away(state.pauseReason());
      }
      trying = true;
    }
    return call;
  }

  /** Port has answered a call as it should, whatever it said. */
  void works() {
    if (!failing.isEmpty()) {
      failing.clear();
    }
    if (pause.known() != null && trying) {
      trying = false;
      SharedPause.State ended = pause.end();
      if (ended != null) {
        LOG.info(
            "Port works again after {} s: the reports and confirmations that waited go on now",
            Duration.between(ended.pausedSince(), Instant.now(clock)).toSeconds());
      }
    }
    show(pause.known());
  }

  /**
   * A call has failed in a way that may pass.
   *
   * @param until the time that Port named, or null
   * @param ofAll whether the failure says that every call would fail now
   * @return what must happen next, to be thrown
   */
  RemoteBusy failed(RemoteCall call, String what, Instant until, boolean ofAll) {
    trying = false;
    if (!ofAll && pause.known() == null) {
      failing.add(PortCalls.subject(call));
      if (failing.size() < RUNS_THAT_TELL) {
        return new RemoteBusy(what, until);
      }
    }
    failing.clear();
    boolean began = pause.begin(until, what);
    PortAway away = away(what);
    show(pause.known());
    if (began) {
      LOG.warn(
          "Port takes no calls ({}): all reports and confirmations wait; one of them will try again at {}, and then"
              + " ever more seldom until Port works",
          what,
          away.until());
    }
    return away;
  }

  private PortAway away(String reason) {
    SharedPause.State state = pause.known();
    return new PortAway(
        "Port takes no calls now: " + reason, state == null ? null : state.pausedUntil());
  }

  private boolean isBefore(Instant time) {
    return Instant.now(clock).isBefore(time);
  }

  private static void show(SharedPause.State state) {
    Gauges.set("port.paused", state == null ? 0 : 1);
  }
}
