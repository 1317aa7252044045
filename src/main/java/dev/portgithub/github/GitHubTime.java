package dev.portgithub.github;

import dev.portgithub.remote.RemoteAnswer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * How far this machine's clock is from GitHub's, by the Date header of GitHub's last answer. The
 * times of workflow runs are GitHub's, and a search for them must not miss one because a clock is
 * wrong.
 */
public final class GitHubTime {
  /** GitHub's clock may differ from ours by this much without any answer that says so. */
  public static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  /** The header counts whole seconds, and the answer has been on its way. */
  private static final Duration NO_DIFFERENCE = Duration.ofSeconds(5);

  private final Clock clock;
  private volatile Duration difference = Duration.ZERO;

  public GitHubTime(Clock clock) {
    this.clock = clock;
  }

  /** Called with each answer; hands it on. */
  public RemoteAnswer learn(RemoteAnswer answer) {
    String date = answer.headers().get("Date");
    if (date != null) {
      try {
        Instant theirs =
            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        Duration measured = Duration.between(Instant.now(clock), theirs).abs();
        difference = measured.compareTo(NO_DIFFERENCE) <= 0 ? Duration.ZERO : measured;
      } catch (DateTimeException e) {
        // A proxy's own idea of a date says nothing about GitHub's clock.
      }
    }
    return answer;
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
