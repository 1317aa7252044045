package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.github.NoAccess;
import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Journal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 80-github: the one gateway to GitHub. */
class GithubRouteTest extends RouteTest {
  private static final String BODY =
      "{\"ref\":\"main\",\"inputs\":{\"service\":\"a\"},\"return_run_details\":true}";

  @Test
  void an_answer_comes_back_with_status_body_and_headers() throws Exception {
    RemoteAnswer answer = gitHub(repository());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("default_branch").asText()).isEqualTo("main");
    assertThat(answer.number("X-RateLimit-Remaining")).isPositive();
    assertThat(answer.etag()).isNotBlank();
  }

  @Test
  void a_page_that_has_not_changed_is_an_answer_as_well() throws Exception {
    String etag = gitHub(runs()).etag();
    assertThat(gitHub(runs().ifNoneMatch(etag)).notModified()).isTrue();
  }

  @Test
  @Tag("P5")
  void the_token_is_on_the_wire_and_nowhere_in_the_exchange() throws Exception {
    WATCH.start();
    gitHub(dispatch("main"));
    assertThatThrownBy(() -> gitHub(RemoteCall.get("/repos/acme-inc/none", "token")))
        .isInstanceOf(RemoteRefused.class);
    WATCH.stop();
    assertThat(WATCH.seen()).anyMatch(seen -> seen.startsWith("to-github-send"));
    assertThat(WATCH.seen())
        .noneMatch(seen -> seen.contains(TOKEN))
        .noneMatch(seen -> seen.contains("Bearer"))
        .noneMatch(seen -> seen.contains("\"service\""));
    assertThat(GITHUB.journal().calls())
        .hasSize(2)
        .allMatch(call -> call.header("Authorization").equals("Bearer " + TOKEN))
        .noneMatch(call -> call.headers().containsKey("x-credential"));
  }

  @Test
  @Tag("P6")
  void foreign_headers_do_not_reach_github() {
    Exchange exchange =
        send(
            "direct:call-github",
            repository(),
            Map.of(
                "CamelHttpUri", PORT.url(),
                "CamelHttpMethod", "DELETE",
                "CamelHttpPath", "/elsewhere",
                "CamelHttpQuery", "a=b",
                "CamelHttpRawQuery", "a=b",
                "Authorization", "Basic eDp5",
                "X-Credential", "app",
                "X-Foreign", "x"));
    assertThat(exchange.getException()).isNull();
    assertThat(PORT.journal().calls()).isEmpty();
    Journal.Call call = GITHUB.journal().calls().get(0);
    assertThat(call.method()).isEqualTo("GET");
    assertThat(call.path()).isEqualTo("/repos/acme-inc/" + repo);
    assertThat(call.query()).isNullOrEmpty();
    assertThat(call.headers()).doesNotContainKey("x-foreign");
    assertThat(call.header("Authorization")).isEqualTo("Bearer " + TOKEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504, 408})
  @Tag("P2")
  void a_post_is_never_sent_twice(int status) {
    GITHUB.faults().always(DISPATCH, Fault.status(status));
    assertThatThrownBy(() -> gitHub(dispatch("main")))
        .isInstanceOf(status == 429 ? RemoteBusy.class : AnswerLost.class);
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void a_get_is_not_repeated_by_the_gateway_either(int status) {
    GITHUB.faults().always(LIST_RUNS, Fault.status(status));
    assertThatThrownBy(() -> gitHub(runs())).isInstanceOf(RemoteBusy.class);
    assertThat(GITHUB.journal().calls()).hasSize(1);
  }

  @Test
  void a_connection_that_breaks_is_not_tried_again() {
    GITHUB.faults().always(DISPATCH, Fault.dropBefore());
    assertThatThrownBy(() -> gitHub(dispatch("main"))).isInstanceOf(java.io.IOException.class);
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void an_answer_that_is_no_json_says_nothing() {
    for (Fault fault : List.of(Fault.garbage(), Fault.html(200), Fault.emptyAnswer())) {
      GITHUB.faults().next(LIST_RUNS, fault).next(DISPATCH, fault);
      assertThatThrownBy(() -> gitHub(runs())).isInstanceOf(RemoteBusy.class);
      assertThatThrownBy(() -> gitHub(dispatch("main"))).isInstanceOf(AnswerLost.class);
    }
    GITHUB.faults().next(LIST_RUNS, Fault.html(502)).next(DISPATCH, Fault.html(502));
    assertThatThrownBy(() -> gitHub(runs())).isInstanceOf(RemoteBusy.class);
    assertThatThrownBy(() -> gitHub(dispatch("main"))).isInstanceOf(AnswerLost.class);
  }

  @Test
  void a_renamed_repository_is_followed_and_dispatched_once() throws Exception {
    GITHUB.rename(OWNER, repo, OWNER, repo + "-renamed");
    assertThat(gitHub(repository()).status()).isEqualTo(200);
    GITHUB.journal().clear();
    RemoteAnswer answer = gitHub(dispatch("main"));
    assertThat(GITHUB.run(answer.json().path("workflow_run_id").asLong()).inputs())
        .isEqualTo(Map.of("service", "a"));
    assertThat(GITHUB.journal().calls())
        .extracting(Journal.Call::method, Journal.Call::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("POST", 307),
            org.assertj.core.groups.Tuple.tuple("POST", 200));
    assertThat(GITHUB.runs().stream().filter(run -> run.repo().equals(repo + "-renamed")))
        .hasSize(1);
    assertThat(GITHUB.journal().calls())
        .allMatch(call -> call.header("Authorization").equals("Bearer " + TOKEN));
  }

  @Test
  @Tag("P6")
  void a_redirect_to_another_host_is_not_followed() {
    for (int status : new int[] {301, 302, 307, 308}) {
      Fault away =
          Fault.status(
              status,
              "{\"message\":\"moved\"}",
              "application/json",
              Map.of("Location", PORT.url() + "/v1/x"));
      GITHUB.faults().next(LIST_RUNS, away).next(DISPATCH, away);
      assertThatThrownBy(() -> gitHub(runs())).isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> gitHub(dispatch("main"))).isInstanceOf(RuntimeException.class);
    }
    assertThat(PORT.journal().calls()).isEmpty();
  }

  @Test
  @Tag("P6")
  void a_post_never_becomes_a_get_on_its_way() {
    for (int status : new int[] {301, 302, 303}) {
      Fault moved =
          Fault.status(
              status,
              "{\"message\":\"moved\"}",
              "application/json",
              Map.of("Location", GITHUB.url() + "/repos/acme-inc/" + repo));
      GITHUB.faults().next(DISPATCH, moved);
      assertThatThrownBy(() -> gitHub(dispatch("main"))).isInstanceOf(RemoteRefused.class);
    }
    assertThat(GITHUB.journal().calls()).hasSize(3).allMatch(call -> call.method().equals("POST"));
  }

  @Test
  void a_personal_token_that_is_refused_is_tried_again_by_one_call_when_it_is_time()
      throws Exception {
    GITHUB.revokeToken(TOKEN);
    assertThatThrownBy(() -> gitHub(repository()))
        .isInstanceOfSatisfying(
            NoAccess.class,
            noAccess -> assertThat(noAccess.until()).isEqualTo(CLOCK.instant().plusSeconds(2)))
        .hasMessageContaining("must renew GITHUB_TOKEN");
    for (RemoteCall call : List.of(repository(), runs())) {
      assertThatThrownBy(() -> gitHub(call)).isInstanceOf(NoAccess.class);
    }
    assertThat(GITHUB.journal().calls()).hasSize(1);

    CLOCK.tick(Duration.ofSeconds(2));
    assertThatThrownBy(() -> gitHub(repository())).isInstanceOf(NoAccess.class);
    assertThatThrownBy(() -> gitHub(repository())).isInstanceOf(NoAccess.class);
    assertThat(GITHUB.journal().calls()).hasSize(2);

    GITHUB.addToken(TOKEN, "deploy-bot");
    CLOCK.tick(Duration.ofSeconds(4));
    assertThat(gitHub(repository()).ok()).isTrue();
    assertThat(gitHub(runs()).ok()).isTrue();
  }

  @Test
  void the_last_calls_of_the_hour_are_kept_for_dispatches() throws Exception {
    GITHUB.rateLimit(101, CLOCK.instant().plus(Duration.ofMinutes(30)));
    gitHub(repository());
    assertThatThrownBy(() -> gitHub(repository()))
        .isInstanceOfSatisfying(
            RemoteBusy.class, busy -> assertThat(busy.until()).isAfter(CLOCK.instant()));
    gitHub(dispatch("main").notAfter(CLOCK.instant().plusSeconds(20), CLOCK));
    assertThat(GITHUB.journal().calls()).hasSize(2);
  }

  @Test
  void a_secondary_limit_pauses_the_credential_for_all_calls() {
    GITHUB.secondaryLimit(40);
    assertThatThrownBy(() -> gitHub(runs()))
        .isInstanceOfSatisfying(
            RemoteBusy.class,
            busy -> assertThat(busy.until()).isEqualTo(CLOCK.instant().plusSeconds(40)));
    assertThatThrownBy(() -> gitHub(dispatch("main"))).isInstanceOf(RemoteBusy.class);
    assertThat(GITHUB.journal().calls()).hasSize(1);
    assertThat(count("credential where paused_until is not null")).isEqualTo(1);
  }

  private RemoteAnswer gitHub(RemoteCall call) throws Exception {
    return call("direct:call-github", call);
  }

  private RemoteCall repository() {
    return RemoteCall.get("/repos/acme-inc/" + repo, "token");
  }

  private RemoteCall runs() {
    return RemoteCall.get("/repos/acme-inc/" + repo + "/actions/runs", "token");
  }

  private RemoteCall dispatch(String ref) {
    return RemoteCall.post(
            "/repos/acme-inc/" + repo + "/actions/workflows/deploy.yml/dispatches", "token")
        .withJson(BODY.replace("main", ref));
  }
}
