package dev.portgithub.port;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.remote.RetryTime;
import java.time.Clock;
import java.time.Instant;

/** Turns an answer of Port into what must happen next. */
public final class PortAnswers {
  /**
   * A reset header above this is a point in time; below, seconds to wait. Port's documents had
   * both.
   */
  private static final long SMALLEST_EPOCH = 1_000_000_000L;

  private final Clock clock;

  public PortAnswers(Clock clock) {
    this.clock = clock;
  }

  /**
   * @throws RemoteBusy when the call may be made again: limits, outages, and credentials that an
   *     operator must fix
   * @throws RemoteRefused when Port will not take it
   */
  public RemoteAnswer judge(RemoteCall call, RemoteAnswer answer) {
    if (answer.ok() && answer.json().isObject()) {
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
    boolean passing =
        status >= 500 || status == 429 || status == 408 || status == 401 || status == 403;
    if (passing || status < 400) {
      throw new RemoteBusy(what, retryAt(answer));
    }
    throw new RemoteRefused(status, what, "");
  }

  private Instant retryAt(RemoteAnswer answer) {
    Instant now = Instant.now(clock);
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
