package dev.portgithub.remote;

import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a remote answers at all, as the calls of this instance show: an outage of the remote, or
 * of the network in between. One call that fails says nothing; the remote counts as away once calls
 * have failed for ten seconds, and none was answered meanwhile. A failure of the remote's own (HTTP
 * 5xx) is no answer.
 *
 * <p>It steers nothing: each stage decides for itself what becomes of a call that fails.
 */
public final class Contact {
  private static final Logger LOG = LoggerFactory.getLogger(Contact.class);
  private static final Duration BELIEVED_AFTER = Duration.ofSeconds(10);

  private final Clock clock;
  private final String remote;

  /** Null while calls are answered. */
  private volatile Silence silence;

  /**
   * @param remote as people call it
   */
  public Contact(Clock clock, String remote) {
    this.clock = clock;
    this.remote = remote;
  }

  /**
   * No call has been answered since.
   *
   * @param why the last one failed
   */
  public record Away(Instant since, String why) {}

  private record Silence(Instant since, String why, boolean believed) {}

  /** Empty while calls are answered, or have failed for a moment only. */
  public Optional<Away> away() {
    Silence now = silence;
    return now != null && now.believed
        ? Optional.of(new Away(now.since, now.why))
        : Optional.empty();
  }

  /** Called with each answer; costs nothing in good times. */
  public void answered() {
    if (silence != null) {
      end();
    }
  }

  private synchronized void end() {
    Silence ended = silence;
    silence = null;
    if (ended != null && ended.believed) {
      LOG.info(
          "{} answers again, after {}: what waited for it goes on at its next time",
          remote,
          Texts.duration(Duration.between(ended.since, Instant.now(clock))));
    }
  }

  /** Called with each call that got none. */
  public synchronized void failed(String why) {
    Silence before = silence;
    Instant now = Instant.now(clock);
    Instant since = before == null ? now : before.since;
    boolean believed = Duration.between(since, now).compareTo(BELIEVED_AFTER) >= 0;
    silence = new Silence(since, Texts.line(why, 500), believed);
    if (believed && !before.believed) {
      LOG.warn(
          "{} has answered no call since {} ({}): what needs it waits, and goes on by itself when it answers",
          remote,
          since,
          silence.why);
    }
  }
}
