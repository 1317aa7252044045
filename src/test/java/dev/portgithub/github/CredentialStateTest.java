package dev.portgithub.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Health says what will go wrong with GitHub's credential before it does. */
class CredentialStateTest {
  private static final String EXPIRES = "GitHub-Authentication-Token-Expiration";

  private final TestClock clock = new TestClock(TestBackend.START);
  private final HourlyQuota quota = new HourlyQuota(clock, 100);
  private final GitHubTime time = new GitHubTime(clock);
  private final CredentialState state =
      new CredentialState(TestSettings.with(), quota, time, clock);

  @Test
  void a_token_that_expires_soon_is_announced_with_the_setting_to_change() {
    assertThat(state.kind()).isEqualTo("token of GITHUB_TOKEN");
    assertThat(state.expiresAt()).isEmpty();
    learn(EXPIRES, "2026-12-25 10:00:00 UTC");
    assertThat(state.expiresAt()).contains(Instant.parse("2026-12-25T10:00:00Z"));
    assertThat(state.warnings()).isEmpty();

    clock.tick(Duration.ofDays(28));
    assertThat(state.warnings())
        .containsExactly(
            "The token expires at 2026-12-25T10:00:00Z, in 5 days: renew it and set GITHUB_TOKEN"
                + " before that");
    clock.tick(Duration.ofDays(4).plusHours(1));
    assertThat(state.warnings()).singleElement().asString().contains("in less than a day");

    learn("Date", "x");
    assertThat(state.expiresAt()).as("renewed, and never expires").isEmpty();
    assertThat(state.warnings()).isEmpty();
  }

  @Test
  void clocks_that_are_apart_are_told_with_how_far() {
    learn("Date", date(TestBackend.START.plusSeconds(20)));
    assertThat(state.warnings()).isEmpty();
    learn("Date", date(TestBackend.START.minusSeconds(95)));
    assertThat(state.clockDifference()).isEqualTo(Duration.ofSeconds(95));
    assertThat(state.warnings()).singleElement().asString().contains("95 seconds apart");
  }

  @Test
  void an_app_is_named_with_the_setting_that_holds_its_key() {
    var settings =
        TestSettings.with(
            "github.token",
            null,
            "github.app-id",
            "4711",
            "github.app-private-key",
            "-----BEGIN PRIVATE KEY-----");
    assertThat(new CredentialState(settings, quota, time, clock).kind())
        .isEqualTo("App 4711, with the key of GITHUB_APP_PRIVATE_KEY");
  }

  private void learn(String header, String value) {
    RemoteAnswer answer = new RemoteAnswer(200, MissingNode.getInstance(), Map.of(header, value));
    quota.learn("token", answer);
    time.learn(answer, time.now());
  }

  private static String date(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
  }
}
