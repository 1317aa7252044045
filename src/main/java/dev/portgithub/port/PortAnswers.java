package dev.portgithub.port;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.remote.RetryTime;
import dev.portgithub.remote.Wire;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;

/** Turns an answer of Port into what must happen next. */
public final class PortAnswers {
  /**
   * A reset header above this is a point in time; below, seconds to wait. Port's documents had
   * both.
   */
  private static final long SMALLEST_EPOCH = 1_000_000_000L;

  private static final Set<Integer> LIMITS_AND_CREDENTIALS = Set.of(401, 403, 408, 429);

  private final Clock clock;
  private final PortPause pause;

  public PortAnswers(Clock clock, PortPause pause) {
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * @throws RemoteBusy when the call may be made again: limits, outages, and credentials that an
   *     operator must fix; {@link PortAway} when that holds for all calls
   * @throws RunUnknown when Port says that there is no such run
   * @throws RemoteRefused when Port will not take it for another reason
   */
  public RemoteAnswer judge(RemoteCall call, RemoteAnswer answer) {
    if (answer.ok() && answer.json().isObject()) {
      pause.works();
      return answer;
    }
    String trace = answer.headers().get("X-Trace-Id");
    String what =
        "Port answered "
            + answer.status()
            + " to "
            + call.method()
            + " "
            + call.path()
            + ": "
            + (answer.ok() ? "not JSON" : answer.message())
            + (trace == null ? "" : " (X-Trace-Id " + trace + ")");
    int status = answer.status();
    boolean passing = status >= 500 || LIMITS_AND_CREDENTIALS.contains(status);
    if (passing || status < 400) {
      Instant until = retryAt(answer, Instant.now(clock));
      throw pause.failed(call, what, until, until != null || status == 429 || status == 401);
    }
    if (!answer.json().isObject()) {
      // Not Port's own words: something in between refuses, or the address is wrong.
      throw new RemoteRefused(status, what, "");
    }
    pause.works();
    throw status == 404 && PortCalls.namesRun(call)
        ? new RunUnknown(what)
        : new RemoteRefused(status, what, "");
  }

  /**
   * No answer to a call, or no token for it.
   *
   * @throws RemoteBusy always
   */
  public void missing(RemoteCall call, Exception failure) {
    if (failure instanceof RemoteBusy noToken) {
      throw pause.failed(call, noToken.getMessage(), noToken.until(), true);
    }
    String what = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    if (failure instanceof Wire.Closed) {
      throw new RemoteBusy(what, null);
    }
    throw pause.failed(call, what, null, Wire.neverConnected(failure));
  }

  /** When Port asks to be called again; null when it does not say. */
  static Instant retryAt(RemoteAnswer answer, Instant now) {
    Long retryAfter = answer.number("Retry-After");
    if (retryAfter != null) {
      return RetryTime.in(now, retryAfter);
    }
    Long reset = answer.number("X-RateLimit-Reset");
    if (answer.status() != 429 || reset == null) {
      return null;
    }
    return reset > SMALLEST_EPOCH ? RetryTime.at(now, reset) : RetryTime.in(now, reset);
  }
}
