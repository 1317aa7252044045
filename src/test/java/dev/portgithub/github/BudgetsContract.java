package dev.portgithub.github;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portgithub.operator.GitHubInJmx;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What GitHub has left for each credential, its pauses and what it is shut out of can be seen. */
abstract class BudgetsContract extends DatabaseContract {
  private static final RemoteCall CALL = RemoteCall.get("/repos/acme-inc/infra", "token");

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  BudgetsContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void collect() {
    Metrics.addRegistry(metrics);
  }

  @AfterEach
  void stopCollecting() {
    Metrics.removeRegistry(metrics);
  }

  @Test
  void the_hour_of_each_resource_is_shown_with_our_share_of_it() {
    told(CALL, 4990, 10, 200);
    told(CALL, 4980, 20, 304);
    told(RemoteCall.graphql("https://api.github.example", "token"), 4000, 1000, 200);
    measure();

    assertThat(gauge("budget.limit", "core")).isEqualTo(5000);
    assertThat(gauge("budget.remaining", "core")).isEqualTo(4980);
    assertThat(gauge("budget.used", "core")).isEqualTo(20);
    assertThat(gauge("budget.used.by.us", "core")).as("a 304 is free").isEqualTo(1);
    assertThat(gauge("budget.reset.seconds", "core")).isEqualTo(1800);
    assertThat(gauge("budget.remaining", "graphql")).isEqualTo(4000);
    assertThat(mbean().getBudgets())
        .isEqualTo(
            """
            graphql:token: 4000 of 5000 left until 2026-11-22T10:30:00Z; 1000 used, 0 % of them by this instance
            token: 4980 of 5000 left until 2026-11-22T10:30:00Z; 20 used, 5 % of them by this instance""");
    assertThat(backend.bean(HourlyQuota.class).callsPerSecond("token"))
        .as("GraphQL has a budget of its own")
        .isEqualTo((4980 - 100) / 1800.0);
  }

  @Test
  void a_token_that_expires_is_shown_with_the_time_that_is_left_and_one_that_does_not_is_not() {
    answered("2026-11-23 10:00:00 UTC");
    assertThat(credential("credential.expires.seconds", "token")).isEqualTo(24 * 3600);
    answered("2026-11-22 12:00:00 +0100");
    assertThat(credential("credential.expires.seconds", "token")).isEqualTo(3600);
    assertThat(backend.bean(Budgets.class).expiry("token")).isEqualTo("2026-11-22T11:00:00Z");
    answered("some day");
    assertThat(backend.bean(Budgets.class).expiry("token")).isNull();
    assertThat(metrics.find("port.github.credential.expires.seconds").gauge()).isNull();
  }

  private void answered(String expiry) {
    backend.answers.judge(
        CALL, answer(200, "{}", "GitHub-Authentication-Token-Expiration", expiry));
    measure();
  }

  @Test
  void an_hour_that_is_over_leaves_a_whole_budget() {
    told(CALL, 10, 4990, 200);
    backend.clock.tick(Duration.ofMinutes(31));
    measure();

    assertThat(gauge("budget.remaining", "core")).isEqualTo(5000);
    assertThat(gauge("budget.used.by.us", "core")).isZero();
    assertThat(mbean().getBudgets()).isEmpty();
  }

  @Test
  void a_pause_is_shown_in_every_instance_until_it_is_over() {
    catchThrowable(
        () ->
            backend
                .another()
                .answers
                .judge(CALL, answer(429, "{'message':'slow'}", "Retry-After", "90")));
    measure();

    assertThat(credential("credential.paused.seconds", "token")).isEqualTo(90);
    assertThat(mbean().getPauses()).isEqualTo("token: until 2026-11-22T10:01:30Z, because: slow");
    backend.clock.tick(Duration.ofSeconds(90));
    measure();
    assertThat(credential("credential.paused.seconds", "token")).isZero();
    assertThat(mbean().getPauses()).isEmpty();
  }

  @Test
  void what_github_shuts_us_out_of_is_shown_until_it_is_over() {
    for (int refused = 0; refused < 2; refused++) {
      backend.budget.admit(CALL);
      catchThrowable(
          () ->
              backend.answers.judge(CALL, answer(403, "{'message':'Repository access blocked'}")));
      backend.clock.tick(Duration.ofSeconds(2));
    }
    measure();

    assertThat(credential("credential.shut.out", "token/acme-inc/infra")).isEqualTo(1);
    assertThat(mbean().getShutOuts())
        .startsWith(
            "token/acme-inc/infra: since 2026-11-22T10:00:00Z, tried again at 2026-11-22T10:00:06Z. GitHub")
        .contains("the platform team must");
    backend.clock.tick(Duration.ofSeconds(4));
    backend.answers.judge(backend.budget.admit(CALL), answer(200, "{}"));
    measure();
    assertThat(credential("credential.shut.out", "token/acme-inc/infra")).isZero();
    assertThat(mbean().getShutOuts()).isEmpty();
  }

  private void told(RemoteCall call, int remaining, int used, int status) {
    backend.answers.judge(
        call,
        answer(
            status,
            status == 304 ? null : "{}",
            "X-RateLimit-Limit",
            "5000",
            "X-RateLimit-Remaining",
            Integer.toString(remaining),
            "X-RateLimit-Used",
            Integer.toString(used),
            "X-RateLimit-Reset",
            Long.toString(START.plusSeconds(1800).getEpochSecond())));
  }

  private void measure() {
    backend.bean(Budgets.class).measure();
  }

  private GitHubInJmx mbean() {
    return backend.bean(GitHubInJmx.class);
  }

  private double gauge(String name, String resource) {
    return metrics
        .get("port.github." + name)
        .tags("credential", "token", "resource", resource)
        .gauge()
        .value();
  }

  private double credential(String name, String credential) {
    return metrics.get("port.github." + name).tags("credential", credential).gauge().value();
  }
}
