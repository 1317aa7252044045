package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.port.PortAccess;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Journal;
import dev.portgithub.simulator.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 85-port: the one gateway to Port. */
class PortRouteTest extends RouteTest {
  private static final Predicate<Request> RUNS = Request.of("*", "/v1/actions/runs/");
  private static final String LOGIN = "/v1/auth/access_token";

  private String runId;

  @BeforeEach
  void create_a_run() {
    runId = newRunId();
    invocation(runId);
    // Each test begins without a token that Port would take.
    PORT.expireTokens();
    CLOCK.tick(Duration.ofHours(4));
  }

  @Test
  void the_token_is_fetched_once_for_all_threads() {
    List<CompletableFuture<Void>> calls =
        IntStream.range(0, 8)
            .mapToObj(
                number ->
                    CompletableFuture.runAsync(() -> send("direct:call-port", read(), Map.of())))
            .toList();
    calls.forEach(CompletableFuture::join);
    assertThat(PORT.journal().count("POST", LOGIN)).isEqualTo(1);
    assertThat(PORT.journal().calls("GET", runId))
        .hasSize(8)
        .allMatch(call -> call.status() == 200);
  }

  @Test
  void a_401_renews_the_token_once() throws Exception {
    port(read());
    PORT.expireTokens();
    PORT.journal().clear();
    assertThat(port(read()).status()).isEqualTo(200);
    assertThat(PORT.journal().calls())
        .extracting(Journal.Call::status)
        .containsExactly(401, 200, 200);
    assertThat(PORT.journal().count("POST", LOGIN)).isEqualTo(1);
  }

  @Test
  void a_401_that_stays_ends_after_the_second_try() throws Exception {
    port(read());
    PORT.journal().clear();
    PORT.faults().always(RUNS, Fault.status(401));
    assertThatThrownBy(() -> port(read())).isInstanceOf(RemoteBusy.class);
    assertThat(PORT.journal().count("GET", runId)).isEqualTo(2);
    assertThat(PORT.journal().count("POST", LOGIN)).isEqualTo(1);
  }

  @Test
  void a_login_that_is_refused_waits_for_an_operator() {
    PORT.faults().always(Request.of("POST", LOGIN), Fault.status(401));
    assertThatThrownBy(() -> port(read()))
        .isInstanceOf(RemoteBusy.class)
        .hasMessageContaining("PORT_CLIENT_SECRET")
        .hasMessageNotContaining(PORT.clientSecret());
    assertThat(PORT.journal().count("GET", runId)).isZero();
  }

  @Test
  @Tag("P5")
  void token_and_secret_are_on_the_wire_and_nowhere_in_the_exchange() throws Exception {
    WATCH.start();
    port(read());
    WATCH.stop();
    Journal.Call login = PORT.journal().calls("POST", LOGIN).get(0);
    assertThat(login.body()).contains(PORT.clientSecret());
    assertThat(login.headers()).doesNotContainKey("authorization");
    String token =
        PORT.journal()
            .calls("GET", runId)
            .get(0)
            .header("Authorization")
            .substring("Bearer ".length());
    assertThat(WATCH.seen()).anyMatch(seen -> seen.startsWith("to-port-send"));
    assertThat(WATCH.seen()).noneMatch(seen -> seen.contains(PORT.clientSecret()));
    assertThat(WATCH.seen().stream().filter(seen -> seen.contains(token)).map(PortRouteTest::step))
        .as("steps that show the token")
        .isEmpty();
  }

  private static String step(String seen) {
    return seen.substring(0, seen.indexOf('\n'));
  }

  @Test
  @Tag("P6")
  void foreign_headers_do_not_reach_port() {
    Exchange exchange =
        send(
            "direct:call-port",
            read(),
            Map.of(
                "CamelHttpUri", GITHUB.url(),
                "CamelHttpMethod", "DELETE",
                "CamelHttpPath", "/elsewhere",
                "CamelHttpQuery", "version=v1",
                "Authorization", "Basic eDp5",
                "X-Foreign", "x"));
    assertThat(exchange.getException()).isNull();
    assertThat(GITHUB.journal().calls()).isEmpty();
    Journal.Call call = PORT.journal().calls("GET", ".*").get(0);
    assertThat(call.path()).isEqualTo("/v1/actions/runs/" + runId);
    assertThat(call.query()).isEqualTo("version=v2");
    assertThat(call.headers()).doesNotContainKeys("x-foreign", "x-credential");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 408, 429, 500, 502, 503, 302})
  void what_passes_is_busy_and_not_repeated_here(int status) {
    PORT.faults().always(RUNS, Fault.status(status));
    assertThatThrownBy(() -> port(log())).isInstanceOf(RemoteBusy.class);
    assertThat(PORT.journal().count("POST", "/logs$")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 413, 422})
  void what_stays_is_refused_in_ports_words(int status) {
    PORT.faults().always(RUNS, Fault.status(status));
    assertThatThrownBy(() -> port(log()))
        .isInstanceOf(RemoteRefused.class)
        .hasMessageContaining("simulated " + status);
  }

  @Test
  void an_answer_that_is_no_json_says_nothing() {
    for (Fault fault :
        List.of(Fault.garbage(), Fault.html(200), Fault.html(503), Fault.emptyAnswer())) {
      PORT.faults().next(RUNS, fault);
      assertThatThrownBy(() -> port(read())).isInstanceOf(RemoteBusy.class);
    }
  }

  @Test
  @Tag("P6")
  void a_redirect_to_another_host_is_not_followed() {
    PORT.faults()
        .next(
            RUNS,
            Fault.status(307, "{}", "application/json", Map.of("Location", GITHUB.url() + "/x")));
    assertThatThrownBy(() -> port(log())).isInstanceOf(RuntimeException.class);
    assertThat(GITHUB.journal().calls()).isEmpty();
  }

  @Test
  @Tag("P5")
  void kafka_credentials_are_asked_for_with_the_token_and_do_not_show() {
    PORT.kafkaCredentials(List.of("broker:9092"), "kafka-user", "kafka-password");
    WATCH.start();
    try {
      RemoteAnswer answer =
          template.requestBody("direct:read-kafka-credentials", null, RemoteAnswer.class);
      assertThat(answer.json().at("/credentials/brokers/0").asText()).isEqualTo("broker:9092");
      assertThat(WATCH.seen())
          .anyMatch(seen -> seen.startsWith("to-port-read-kafka-credentials"))
          .noneMatch(seen -> seen.contains("kafka-password"));
    } finally {
      PORT.noKafkaCredentials();
    }
  }

  private RemoteAnswer port(RemoteCall call) throws Exception {
    return call("direct:call-port", call);
  }

  private RemoteCall read() {
    return RemoteCall.get("/v1/actions/runs/" + runId, PortAccess.CREDENTIAL)
        .withQuery("version=v2");
  }

  private RemoteCall log() {
    return RemoteCall.post("/v1/actions/runs/" + runId + "/logs", PortAccess.CREDENTIAL)
        .withJson("{\"message\":\"a line\"}");
  }
}
