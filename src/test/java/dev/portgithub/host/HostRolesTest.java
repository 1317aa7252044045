package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.Settings.InvalidSetting;
import dev.portgithub.operator.LetterOperations;
import dev.portgithub.world.LogLines;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** A viewer sees what an operator sees, and changes nothing. */
class HostRolesTest {
  private static final String CAMEL = "org.apache.camel:context=port-github-backend,type=";
  private static final String DEAD_LETTERS = CAMEL + "services,name=DeadLetters";
  private static final String SWEEP = CAMEL + "routes,name=\"claim-sweeps\"";
  private static final String CONTEXT = CAMEL + "context,name=\"port-github-backend\"";

  private final RunningHost host = RunningHost.get();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/observe/hawtio/",
        "/observe/jolokia/version",
        "/observe/jolokia/list",
        "/observe/jolokia/search/*:*",
        "/observe/jolokia/read/org.apache.camel:type=services,*/Parked"
      })
  void a_viewer_opens_what_an_operator_opens(String path) {
    assertThat(get(RunningHost.VIEWER, path).statusCode()).isEqualTo(200);
    assertThat(get(RunningHost.SECOND_OPERATOR, path).statusCode()).isEqualTo(200);
  }

  @Test
  void a_viewer_sees_dead_letters_routes_and_their_diagrams() {
    assertThat(exec(RunningHost.VIEWER, DEAD_LETTERS, "list(int)", 10)).isEqualTo(200);
    assertThat(exec(RunningHost.VIEWER, DEAD_LETTERS, "reasons")).isEqualTo(200);
    assertThat(exec(RunningHost.VIEWER, CONTEXT, "dumpRoutesAsXml(boolean)", true)).isEqualTo(200);
    assertThat(
            exec(RunningHost.VIEWER, CONTEXT, "dumpRoutesStatsAsXml(boolean,boolean)", true, true))
        .isEqualTo(200);
  }

  @Test
  void a_viewer_can_neither_settle_a_dead_letter_nor_stop_a_route() {
    try (LogLines log = new LogLines(LetterOperations.class)) {
      assertThat(exec(RunningHost.VIEWER, DEAD_LETTERS, "discard", 4711)).isEqualTo(403);
      assertThat(exec(RunningHost.VIEWER, DEAD_LETTERS, "replay(long)", 4711)).isEqualTo(403);
      assertThat(exec(RunningHost.VIEWER, DEAD_LETTERS, "discardAll", "UNSIGNED", 1))
          .isEqualTo(403);
      assertThat(exec(RunningHost.VIEWER, DEAD_LETTERS, "adopt(long,long)", 1, 2)).isEqualTo(403);
      assertThat(log.lines()).isEmpty();
    }
    for (String operation : List.of("stop", "stop()", "suspend()", "resume()", "reset()")) {
      assertThat(exec(RunningHost.VIEWER, SWEEP, operation)).as(operation).isEqualTo(403);
    }
    assertThat(exec(RunningHost.VIEWER, CONTEXT, "suspend()")).isEqualTo(403);
    assertThat(stateOfSweep()).isEqualTo("Started");
  }

  @Test
  void an_operator_can_and_is_named() {
    try (LogLines log = new LogLines(LetterOperations.class)) {
      assertThat(exec(RunningHost.SECOND_OPERATOR, DEAD_LETTERS, "discard", 4711)).isEqualTo(200);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("by operator " + RunningHost.SECOND_OPERATOR);
    }
    assertThat(exec(RunningHost.SECOND_OPERATOR, SWEEP, "suspend()")).isEqualTo(200);
    assertThat(stateOfSweep()).isEqualTo("Suspended");
    assertThat(exec(RunningHost.SECOND_OPERATOR, SWEEP, "resume()")).isEqualTo(200);
    assertThat(stateOfSweep()).isEqualTo("Started");
  }

  @Test
  void the_api_says_in_json_that_it_needs_a_login_and_leads_nobody_elsewhere() {
    HttpResponse<String> script = host.get("/api/overview");
    assertError(script, 401, "Log in first");
    assertThat(script.headers().firstValue("WWW-Authenticate")).isPresent();
    HttpResponse<String> page =
        send(
            HttpRequest.newBuilder(host.uri("/api/overview"))
                .header("Accept", "text/html")
                .header("Sec-Fetch-Site", "same-origin"));
    assertError(page, 401, "Log in first");
    assertThat(page.headers().firstValue("WWW-Authenticate")).isEmpty();
    assertError(
        send(
            HttpRequest.newBuilder(host.uri("/api/overview"))
                .header("Authorization", "Basic dmVyYTp3cm9uZw==")),
        401,
        "Log in first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void the_api_lets_only_an_operator_change_something(String method) {
    assertError(change(RunningHost.VIEWER, method), 403, "needs the role OPERATOR");
    assertThat(change(RunningHost.SECOND_OPERATOR, method).statusCode()).isEqualTo(404);
    assertThat(get(RunningHost.VIEWER, "/api/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void nor_does_a_viewer_write_anywhere_else() {
    for (String path : List.of("/nothing", "/observe/hawtio/nothing", "/api")) {
      HttpRequest.Builder write =
          RunningHost.withLogin(RunningHost.VIEWER, request(path))
              .POST(BodyPublishers.ofString("{}"));
      assertThat(send(write).statusCode()).as(path).isEqualTo(403);
    }
  }

  /** A page elsewhere cannot leave these headers out; a browser adds the password by itself. */
  @ParameterizedTest
  @CsvSource({
    "Cookie, XSRF-TOKEN=guessed",
    "Origin, https://evil.example",
    "Referer, https://evil.example/page",
    "Sec-Fetch-Site, cross-site"
  })
  void a_request_of_a_browser_needs_the_token_even_with_a_password(String header, String value) {
    assertError(
        send(
            RunningHost.withLogin(request("/api/nothing").header(header, value))
                .POST(BodyPublishers.noBody())),
        403,
        "X-XSRF-TOKEN");
  }

  @Test
  void a_session_changes_something_with_the_token_and_nothing_without() {
    HttpClient browser = RunningHost.browser();
    RunningHost.send(browser, RunningHost.withLogin(request("/observe/hawtio/")));
    HttpRequest.Builder forged =
        RunningHost.withLogin(request("/api/nothing")).POST(BodyPublishers.noBody());
    assertError(RunningHost.send(browser, forged), 403, "X-XSRF-TOKEN");
    HttpRequest.Builder own =
        RunningHost.withLogin(request("/api/nothing"))
            .header("X-XSRF-TOKEN", RunningHost.cookie(browser, "XSRF-TOKEN"))
            .POST(BodyPublishers.noBody());
    assertThat(RunningHost.send(browser, own).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "host.users, 'anna:hidden-part', entry 1 is not written",
    "host.users, 'anna:viewer:hidden-part,bob:boss:hidden-part', entry 2 has a role",
    "host.users, 'anna:viewer:', entry 1 is not written",
    "host.users, 'Admin:viewer:hidden-part', entry 1 has a name that is taken",
    "host.users-file, /nowhere/hidden-part, names a file that cannot be read"
  })
  @Tag("P5")
  void a_malformed_user_stops_the_start_and_is_not_shown(
      String setting, String value, String problem) {
    MockEnvironment settings = new MockEnvironment();
    settings.setProperty("host.username", "admin");
    settings.setProperty("host.password", "hidden-part");
    settings.setProperty(setting, value);
    assertThatThrownBy(() -> Users.of(new BCryptPasswordEncoder(4), settings))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining(setting.toUpperCase().replaceAll("[.-]", "_"))
        .hasMessageContaining(problem)
        .hasMessageNotContaining("hidden-part");
  }

  private static void assertError(HttpResponse<String> answer, int status, String sentence) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("application/json");
    assertThat(answer.body()).startsWith("{\"error\":\"").contains(sentence);
  }

  /** As curl -u does: without cookies. */
  private HttpResponse<String> change(String user, String method) {
    return send(
        RunningHost.withLogin(user, request("/api/nothing"))
            .method(method, BodyPublishers.ofString("{}")));
  }

  private HttpResponse<String> get(String user, String path) {
    return send(RunningHost.withLogin(user, request(path)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(host.uri(path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    return RunningHost.send(HttpClient.newHttpClient(), request);
  }

  private String stateOfSweep() {
    return host.jolokia(Map.of("type", "read", "mbean", SWEEP, "attribute", "State"))
        .path("value")
        .asText();
  }

  private int exec(String user, String mbean, String operation, Object... arguments) {
    JsonNode answer =
        host.jolokia(
            user,
            Map.of(
                "type",
                "exec",
                "mbean",
                mbean,
                "operation",
                operation,
                "arguments",
                List.of(arguments)));
    return answer.path("status").asInt();
  }
}
