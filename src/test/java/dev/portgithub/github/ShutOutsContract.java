package dev.portgithub.github;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Run;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What GitHub shuts us out of waits in every instance, is tried sparingly, and goes on by itself.
 */
abstract class ShutOutsContract extends DatabaseContract {
  private static final RemoteCall POLL =
      RemoteCall.get("/repos/acme-inc/infra/actions/runs", "token");
  private static final RemoteCall ELSEWHERE = RemoteCall.get("/repos/other/x", "token");
  private static final RemoteCall DISPATCH =
      RemoteCall.post("/repos/acme-inc/infra/actions/workflows/deploy.yml/dispatches", "token");
  private static final RemoteAnswer EXPIRED = answer(401, "{'message':'Bad credentials'}");
  private static final RemoteAnswer IP_ALLOW_LIST =
      answer(403, "{'message':'the `acme-inc` organization has an IP allow list enabled'}");
  private static final RemoteAnswer SIGN_ON =
      answer(403, "{'message':'x'}", "X-GitHub-SSO", "required");
  private static final RemoteAnswer FINE = answer(200, "{}");

  ShutOutsContract(StoreUnderTest store) {
    super(store);
  }

  // --- What waits

  @Test
  void a_token_that_is_refused_for_everything_stops_all_calls_in_all_instances() {
    surely(POLL, EXPIRED);

    for (TestBackend instance : List.of(backend, backend.another())) {
      for (RemoteCall call : List.of(POLL, ELSEWHERE, DISPATCH)) {
        assertShutOut(instance, call);
      }
    }
    assertThat(shutOuts(backend.another()))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.everywhere()).isTrue();
              assertThat(each.text())
                  .startsWith(
                      "GitHub does not let credential token in: Bad credentials (HTTP 401). GitHub does not take")
                  .endsWith("must renew GITHUB_TOKEN or the App's key.");
            });
  }

  @Test
  void an_owner_that_shuts_us_out_stops_nothing_of_other_owners() {
    surely(POLL, IP_ALLOW_LIST);

    assertShutOut(backend, POLL);
    assertShutOut(backend, RemoteCall.get("/repos/Acme-Inc/another", "token"));
    assertThat(backend.budget.admit(ELSEWHERE)).isSameAs(ELSEWHERE);
    assertThat(shutOuts(backend)).noneMatch(ShutOut::everywhere);
  }

  @Test
  void a_blocked_repository_stops_nothing_of_other_repositories() {
    surely(POLL, answer(403, "{'message':'Repository access blocked'}"));

    assertShutOut(backend, POLL);
    RemoteCall neighbour = RemoteCall.get("/repos/acme-inc/another", "token");
    assertThat(backend.budget.admit(neighbour)).isSameAs(neighbour);
  }

  @Test
  void what_only_dispatches_are_refused_does_not_stop_reading() {
    surely(DISPATCH, SIGN_ON);

    assertShutOut(backend, DISPATCH);
    assertThat(backend.budget.admit(POLL)).isSameAs(POLL);
    backend.answers.judge(POLL, FINE);
    assertShutOut(backend, DISPATCH);
    assertThatThrownBy(() -> backend.answers.judge(POLL, SIGN_ON)).isInstanceOf(NoAccess.class);
    assertShutOut(backend, POLL);
  }

  @Test
  void an_installation_is_shut_out_by_itself() {
    TestBackend app =
        backend.another(
            "github.token",
            null,
            "github.app-id",
            "1",
            "github.app-private-key",
            "-----BEGIN PRIVATE KEY-----");
    RemoteCall ofApp = RemoteCall.get("/repos/acme-inc/infra", "app:acme-inc");
    for (int i = 0; i < 2; i++) {
      app.budget.admit(ofApp);
      assertThatThrownBy(() -> app.answers.judge(ofApp, IP_ALLOW_LIST))
          .isInstanceOf(NoAccess.class);
      app.clock.tick(Duration.ofSeconds(2));
    }

    assertShutOut(app, ofApp);
    assertThat(shutOuts(app)).extracting(ShutOut::scope).containsExactly("app:acme-inc");
    RemoteCall other = RemoteCall.get("/repos/other/x", "app:other");
    assertThat(app.budget.admit(other)).isSameAs(other);
  }

  // --- Trying

  @Test
  void one_call_at_a_time_tries_and_the_pauses_grow_to_five_minutes() {
    Instant begin = backend.clock.instant();
    refuse(POLL, EXPIRED);
    List<Long> pauses = new java.util.ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Instant next = assertShutOut(backend, POLL);
      pauses.add(Duration.between(backend.clock.instant(), next).toSeconds());
      backend.clock.set(next);
      assertThat(backend.budget.admit(POLL)).isSameAs(POLL);
      assertThat(assertShutOut(backend, ELSEWHERE)).as("meanwhile").isEqualTo(next.plusSeconds(5));
      assertShutOut(backend.another(), DISPATCH);
      refuse(POLL, EXPIRED);
    }
    assertThat(pauses).containsExactly(2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
    assertThat(shutOuts(backend).get(0).since()).isEqualTo(begin);
  }

  @Test
  void a_call_that_tries_and_dies_is_followed_by_another() {
    surely(POLL, EXPIRED);
    backend.clock.set(assertShutOut(backend, POLL));
    backend.budget.admit(POLL);

    Instant next = assertShutOut(backend.another(), POLL);
    backend.clock.set(next);
    TestBackend another = backend.another();
    assertThat(another.budget.admit(POLL)).isSameAs(POLL);
  }

  @Test
  void calls_that_had_set_out_before_do_not_lengthen_the_pause() {
    for (int i = 0; i < 16; i++) {
      refuse(POLL, EXPIRED);
    }
    assertThat(assertShutOut(backend, POLL)).isEqualTo(START.plusSeconds(2));
  }

  // --- The end

  @Test
  void it_goes_on_in_all_instances_when_a_call_works() {
    TestBackend other = backend.another();
    surely(POLL, EXPIRED);
    assertShutOut(other, POLL);
    backend.clock.set(assertShutOut(backend, POLL));
    backend.answers.judge(backend.budget.admit(POLL), FINE);

    assertThat(backend.budget.admit(DISPATCH)).isSameAs(DISPATCH);
    backend.clock.tick(Duration.ofSeconds(1));
    assertThat(other.budget.admit(POLL)).isSameAs(POLL);
    assertThat(backend.count("shut_out")).isZero();
  }

  @Test
  void a_404_proves_that_the_token_is_known_but_not_that_the_owner_lets_us_in() {
    surely(POLL, IP_ALLOW_LIST);
    refuse(POLL, EXPIRED);
    backend.clock.tick(Duration.ofMinutes(10));
    assertThatThrownBy(() -> backend.answers.judge(POLL, answer(404, "{}")));

    assertThat(backend.value(String.class, "select scope from shut_out"))
        .isEqualTo("token/acme-inc");
  }

  @Test
  void another_token_is_not_shut_out_and_what_waited_is_due() {
    backend.accept("r_1");
    surely(POLL, EXPIRED);
    awaitAccess("r_1");
    assertThat(backend.dueAt("r_1")).isAfter(backend.clock.instant());

    TestBackend renewed = backend.another("github.token", "ghp_renewed");
    assertThat(renewed.budget.admit(POLL)).isSameAs(POLL);
    assertThat(shutOuts(renewed)).isEmpty();
    assertThat(backend.dueAt("r_1")).isEqualTo(backend.clock.instant());
    assertShutOut(backend, POLL);
  }

  // --- What people are told

  @Test
  void one_odd_refusal_is_not_believed_and_nobody_is_told() {
    backend.accept("r_1");
    try (LogLines log = new LogLines(ShutOuts.class)) {
      refuse(POLL, EXPIRED);
      awaitAccess("r_1");
      assertThat(shutOuts(backend)).isEmpty();
      backend.clock.tick(Duration.ofSeconds(2));
      backend.answers.judge(backend.budget.admit(POLL), FINE);

      assertThat(log.lines()).isEmpty();
    }
    assertThat(backend.reports("r_1")).isEmpty();
    backend.clock.tick(Duration.ofSeconds(2));
    assertThat(backend.claim("r_1")).isNotNull();
  }

  @Test
  void the_log_says_it_once_at_the_beginning_and_once_at_the_end_whoever_meets_it() {
    try (LogLines log = new LogLines(ShutOuts.class)) {
      surely(POLL, EXPIRED);
      TestBackend other = backend.another();
      for (int i = 0; i < 3; i++) {
        backend.clock.tick(Duration.ofMinutes(6));
        other.budget.admit(POLL);
        assertThatThrownBy(() -> other.answers.judge(POLL, EXPIRED));
        assertThatThrownBy(() -> backend.answers.judge(POLL, EXPIRED));
      }
      backend.clock.tick(Duration.ofMinutes(6));
      other.answers.judge(other.budget.admit(POLL), FINE);
      backend.clock.tick(Duration.ofSeconds(1));
      backend.answers.judge(backend.budget.admit(POLL), FINE);

      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(0))
          .startsWith("ERROR GitHub does not let credential token in: Bad credentials (HTTP 401).")
          .contains("must renew GITHUB_TOKEN")
          .endsWith("goes on by itself; it is tried again from time to time.");
      assertThat(log.lines().get(1))
          .isEqualTo(
              "INFO GitHub lets credential token in again, after 24 min 2 s: what waited for it goes on now");
    }
  }

  @Test
  void port_is_told_once_who_has_to_do_something_and_what() {
    backend.accept("r_1");
    surely(POLL, EXPIRED);
    for (int i = 0; i < 3; i++) {
      awaitAccess("r_1");
      backend.clock.tick(Duration.ofMinutes(6));
    }

    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
    assertThat(backend.reports("r_1")).hasSize(2);
    assertThat(backend.reports("r_1").get(0))
        .isEqualTo("PATCH {\"statusLabel\":\"Waiting for the platform team\"}");
    assertThat(backend.reports("r_1").get(1))
        .contains("The run waits and goes on by itself.", "must renew GITHUB_TOKEN");
  }

  @Test
  void a_second_time_is_told_again() {
    backend.accept("r_1");
    surely(POLL, EXPIRED);
    awaitAccess("r_1");
    backend.clock.tick(Duration.ofMinutes(6));
    backend.answers.judge(backend.budget.admit(POLL), FINE);
    backend.clock.tick(Duration.ofMinutes(6));
    surely(POLL, EXPIRED);
    awaitAccess("r_1");

    assertThat(backend.reports("r_1")).hasSize(4);
  }

  // --- The end of patience

  @Test
  @Tag("P3")
  void only_after_a_day_of_waiting_is_a_run_refused() {
    surely(POLL, EXPIRED);
    backend.clock.tick(Duration.ofHours(20));
    backend.accept("r_1");
    backend.clock.tick(Duration.ofHours(23));
    awaitAccess("r_1");
    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");

    backend.clock.tick(Duration.ofHours(2));
    awaitAccess("r_1");
    assertThat(backend.state("r_1")).isEqualTo("REFUSED");
    assertThat(backend.reports("r_1").get(3))
        .contains("FAILURE", "Bad credentials", "must renew GITHUB_TOKEN", "Run the action again");
  }

  @Test
  void a_run_that_is_to_be_located_waits_as_long_as_it_takes() {
    backend.lose("r_1");
    surely(POLL, EXPIRED);
    backend.clock.tick(Duration.ofHours(30));
    Run lost = TestBackend.only(backend.locating.claim(10), "r_1");
    backend.budget.admit(POLL);
    NoAccess noAccess =
        catchThrowableOfType(NoAccess.class, () -> backend.answers.judge(POLL, EXPIRED));
    backend.locating.postpone(lost, noAccess);

    assertThat(backend.find("r_1"))
        .satisfies(run -> assertThat(run.state()).hasToString("LOCATING"))
        .satisfies(run -> assertThat(run.attempts()).as("searches").isEqualTo(lost.attempts()));
    assertThat(backend.reports("r_1").get(0)).contains("Waiting for the platform team");
  }

  @Test
  void a_run_that_needs_no_refused_owner_is_started_meanwhile() {
    surely(POLL, IP_ALLOW_LIST);
    TestRun run = TestRun.of("r_1");
    backend.accept(run);
    Run claimed = backend.claim("r_1");

    assertThatThrownBy(() -> backend.bean(GitHubAccess.class).ensureForDispatch(null, claimed))
        .isInstanceOf(NoAccess.class);
    backend.clock.tick(Duration.ofMinutes(6));
    assertThatCode(() -> backend.bean(GitHubAccess.class).ensureForDispatch(null, claimed))
        .as("its turn to try")
        .doesNotThrowAnyException();
  }

  // ---

  private static List<ShutOut> shutOuts(TestBackend instance) {
    return instance.bean(ShutOuts.class).now();
  }

  /** GitHub answers so, and so again when it is tried. */
  private void surely(RemoteCall call, RemoteAnswer answer) {
    refuse(call, answer);
    backend.clock.tick(Duration.ofSeconds(2));
    backend.bean(ShutOuts.class).admit(Scope.of(call), !call.repeatable());
    refuse(call, answer);
  }

  private void refuse(RemoteCall call, RemoteAnswer answer) {
    assertThatThrownBy(() -> backend.answers.judge(call, answer)).isInstanceOf(NoAccess.class);
  }

  private static Instant assertShutOut(TestBackend instance, RemoteCall call) {
    NoAccess noAccess = catchThrowableOfType(NoAccess.class, () -> instance.budget.admit(call));
    assertThat(noAccess).as("%s", call).isNotNull();
    return noAccess.until();
  }

  /** As the policy start-once does, with what a call of the run ends in. */
  private void awaitAccess(String runId) {
    Run run = TestBackend.only(backend.dispatches.claim(10), runId);
    NoAccess noAccess =
        catchThrowableOfType(
            NoAccess.class, () -> backend.answers.judge(backend.budget.admit(POLL), EXPIRED));
    backend.dispatchFailures.awaitAccess(run, noAccess);
  }
}
