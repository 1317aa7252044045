package dev.portgithub.github;

import dev.portgithub.GitHubCredential;
import dev.portgithub.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of our credential for GitHub without asking: its kind, when it expires, and how far
 * the clocks are apart. It says what will go wrong before it does.
 */
public final class CredentialState {
  private static final Duration SOON = Duration.ofDays(14);

  /** GitHub refuses the signature of an App whose clock is a minute ahead. */
  private static final Duration APART = Duration.ofSeconds(30);

  private final GitHubCredential credential;
  private final HourlyQuota quota;
  private final GitHubTime time;
  private final Clock clock;

  public CredentialState(Settings settings, HourlyQuota quota, GitHubTime time, Clock clock) {
    this.credential = settings.gitHubCredential();
    this.quota = quota;
    this.time = time;
    this.clock = clock;
  }

  /** Which it is and where it stands, never what it is. */
  public String kind() {
    String setting = variable();
    return credential.ofApp()
        ? "App " + credential.appId() + ", with the key of " + setting
        : "token of " + setting;
  }

  /** As GitHub's last answers said; empty when it does not expire, or no answer has come yet. */
  public Optional<Instant> expiresAt() {
    return quota.expiries().values().stream()
        .filter(expiry -> !expiry.equals(Instant.MAX))
        .min(Comparator.naturalOrder());
  }

  /** GitHub's clock and ours, to some seconds; zero when they agree. */
  public Duration clockDifference() {
    return time.difference();
  }

  /** A sentence for each thing that somebody should do soon. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Instant now = Instant.now(clock);
    expiresAt()
        .filter(expiry -> expiry.isBefore(now.plus(SOON)))
        .ifPresent(
            expiry ->
                warnings.add(
                    "The token expires at %s, %s: renew it and set %s before that"
                        .formatted(
                            expiry.truncatedTo(ChronoUnit.SECONDS),
                            left(now, expiry),
                            variable())));
    if (clockDifference().compareTo(APART) > 0) {
      warnings.add(
          "The clocks of this machine and of GitHub are %d seconds apart: set this machine's right"
              .formatted(clockDifference().toSeconds()));
    }
    return warnings;
  }

  private static String left(Instant now, Instant expiry) {
    long days = Duration.between(now, expiry).toDays();
    return days < 1 ? "in less than a day" : "in " + days + (days == 1 ? " day" : " days");
  }

  private String variable() {
    return credential.setting().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }
}
