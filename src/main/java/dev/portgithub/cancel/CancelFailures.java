package dev.portgithub.cancel;

import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a cancellation whose call has failed. */
public final class CancelFailures {
  private static final Logger LOG = LoggerFactory.getLogger(CancelFailures.class);
  private static final int MOST_MISSES = 5;

  private final Clock clock;
  private final Wishes wishes;
  private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

  public CancelFailures(Clock clock, Wishes wishes) {
    this.clock = clock;
    this.wishes = wishes;
  }

  /** GitHub will not: it may have ended meanwhile, which the next look shows. */
  public void refused(Cancellation wish, RemoteRefused refusal) {
    if (refusal.status() == 404 && wish.attempts() < MOST_MISSES) {
      wishes.later(wish, Instant.now(clock).plus(Cancelling.MINUTE), wish.attempts() + 1);
    } else if (refusal.status() == 404) {
      wishes.settle(wish, "GONE");
    } else if (refusal.status() == 409 && !wish.isAsked()) {
      wishes.asked(wish, Instant.now(clock).plus(Cancelling.SOON));
    } else {
      wishes.settle(wish, "REFUSED");
      LOG.warn(
          "Run {}: GitHub does not cancel its workflow run: {} {} Cancel it there if it goes on",
          wish.runId(),
          refusal.getMessage(),
          refusal.hint());
    }
  }

  /** Whatever stands in the way, it is tried again. */
  public void postpone(Cancellation wish, Exception failure) {
    Instant next = Instant.now(clock).plus(backoff.after(wish.attempts() + 1, wish.runId()));
    Instant due = failure instanceof RemoteBusy busy ? busy.untilOr(next) : next;
    wishes.later(wish, due, wish.attempts() + 1);
    LOG.info(
        "Run {}: its workflow run could not be cancelled yet ({}); it will be tried again at {}",
        wish.runId(),
        failure.getMessage(),
        due);
  }
}
