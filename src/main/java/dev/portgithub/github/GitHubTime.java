package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * How far this machine's clock is from GitHub's, by the Date headers of GitHub's last answers. The
 * times of workflow runs are GitHub's, and a search for them must not miss one because a clock is
 * wrong.
 *
 * <p>Two answers in a row that agree, and are fresh, tell GitHub's time to some seconds. Otherwise
 * a minute is allowed for, and what the last answer said.
 */
public final class GitHubTime {
  /** GitHub's clock may differ from ours by this much without any answer that says so. */
  public static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  /** The header counts whole seconds, and the answer has been on its way. */
  private static final Duration NO_DIFFERENCE = Duration.ofSeconds(5);

  /** How old a measurement may be, and how long its call may have taken. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private static final Duration QUICK = Duration.ofSeconds(2);

  /** A clock may be set a little since. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final Duration RESOLUTION = Duration.ofSeconds(1);

  private final Clock clock;
  private volatile Duration difference = Duration.ZERO;
  private volatile Measured last;

  /**
   * GitHub's clock minus ours: not less than one and not more than the other.
   *
   * @param at when it was measured
   */
  private record Measured(Duration least, Duration most, Instant at) {}

  public GitHubTime(Clock clock) {
    this.clock = clock;
  }

  /** By our clock. */
  public Instant now() {
    return Instant.now(clock);
  }

  /**
   * Called with each answer; hands it on.
   *
   * @param sent when its call was sent, by our clock
   */
  public RemoteAnswer learn(RemoteAnswer answer, Instant sent) {
    String date = answer.headers().get("Date");
    if (date != null) {
      try {
        learn(sent, ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      } catch (DateTimeException e) {
        // A proxy's own idea of a date says nothing about GitHub's clock.
      }
    }
    return answer;
  }

  private void learn(Instant sent, Instant theirs) {
    Instant now = now();
    Duration offset = Duration.between(now, theirs);
    difference = offset.abs().compareTo(NO_DIFFERENCE) <= 0 ? Duration.ZERO : offset.abs();
    if (Duration.between(sent, now).abs().compareTo(QUICK) <= 0) {
      // The answer was made after the call was sent, and the header cuts off what is below a
      // second.
      last = new Measured(offset, Duration.between(sent, theirs.plus(RESOLUTION)), now);
    }
  }

  /** The earliest that GitHub's clock may have shown at a time of ours, which is about now. */
  public Instant earliest(Instant ours) {
    Measured measured = last;
    return isFresh(measured) ? ours.plus(measured.least).minus(SLACK) : ours.minus(tolerance());
  }

  /** The latest that GitHub's clock may show at a time of ours, which is about now. */
  public Instant latest(Instant ours) {
    Measured measured = last;
    return isFresh(measured) ? ours.plus(measured.most).plus(SLACK) : ours.plus(tolerance());
  }

  private boolean isFresh(Measured measured) {
    return measured != null && Duration.between(measured.at, now()).abs().compareTo(FRESH) <= 0;
  }

  /** Not negative; zero until an answer says otherwise. */
  public Duration difference() {
    return difference;
  }

  /** How much earlier or later GitHub may have noted what happened at a time of ours. */
  public Duration tolerance() {
    return CLOCK_SKEW.plus(difference);
  }
}
