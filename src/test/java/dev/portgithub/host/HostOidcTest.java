package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.Settings.InvalidSetting;
import dev.portgithub.operator.LetterOperations;
import dev.portgithub.world.LogLines;
import java.net.URI;
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
import org.springframework.mock.env.MockEnvironment;

/** People who come from an OpenID Connect provider have the role that it says. */
class HostOidcTest {
  private static final String DISCARD =
      "{\"type\":\"exec\",\"mbean\":\"org.apache.camel:context=port-github-backend,type=services,name=DeadLetters\","
          + "\"operation\":\"discard\",\"arguments\":[4711]}";

  private final RunningHost host = RunningHost.get();
  private final HttpClient browser = RunningHost.browser();

  @Test
  void an_operator_changes_something_and_is_named_as_the_provider_does() {
    logIn(
        Map.of("sub", "1", "preferred_username", "anna", "groups", List.of("all", "night-shift")));
    try (LogLines log = new LogLines(LetterOperations.class)) {
      assertThat(discard()).contains("\"status\":200");
      assertThat(log.lines()).singleElement().asString().contains("by operator anna");
    }
  }

  @Test
  void a_viewer_looks_and_changes_nothing() {
    logIn(Map.of("sub", "2", "groups", List.of("developers")));
    assertThat(get("/observe/hawtio/").body()).containsIgnoringCase("hawtio");
    assertThat(discard()).contains("\"status\":403");
  }

  @Test
  void somebody_without_a_role_sees_nothing() {
    logIn(Map.of("sub", "3", "groups", List.of("sales")));
    assertThat(get("/observe/hawtio/").statusCode()).isEqualTo(403);
    assertThat(get("/api/overview").statusCode()).isEqualTo(403);
    assertThat(get("/observe/jolokia/list").statusCode()).isEqualTo(403);
  }

  @Test
  void an_answer_that_was_not_asked_for_lets_nobody_in() {
    HttpResponse<String> answer = get("/login/oauth2/code/oidc?code=guessed&state=guessed");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(location(answer)).contains("/login?error");
    assertThat(get("/observe/hawtio/").statusCode()).isEqualTo(302);
  }

  @Test
  void the_page_of_the_login_offers_both() {
    assertThat(get("/login").body())
        .contains("/oauth2/authorization/oidc", "Single sign-on", "name=\"password\"");
  }

  @ParameterizedTest
  @CsvSource({
    "host.oidc.client-id, '', HOST_OIDC_CLIENT_ID is missing",
    "host.oidc.issuer, login.example.com, HOST_OIDC_ISSUER must be",
    "host.oidc.issuer, https://user:hidden-part@login.example.com, HOST_OIDC_ISSUER must be",
    "host.oidc.operators, '', HOST_OIDC_OPERATORS"
  })
  @Tag("P5")
  void what_is_missing_or_malformed_is_named(String setting, String value, String problem) {
    MockEnvironment settings =
        new MockEnvironment()
            .withProperty("host.oidc.issuer", "https://login.example.com")
            .withProperty("host.oidc.client-id", "x")
            .withProperty("host.oidc.operators", "y")
            .withProperty(setting, value);
    assertThatThrownBy(() -> new OidcLogin(settings))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("hidden-part");
  }

  @Test
  void a_role_may_stand_anywhere_in_what_the_provider_says() {
    Map<String, Object> claims =
        Map.of(
            "groups",
            "one",
            "https://acme.example/roles",
            List.of("a", "b"),
            "realm_access",
            Map.of("roles", List.of("c")));
    assertThat(ClaimValues.of(claims, "groups")).containsExactly("one");
    assertThat(ClaimValues.of(claims, "https://acme.example/roles"))
        .containsExactlyInAnyOrder("a", "b");
    assertThat(ClaimValues.of(claims, "realm_access.roles")).containsExactly("c");
    assertThat(ClaimValues.of(claims, "realm_access.none.deeper")).isEmpty();
    assertThat(ClaimValues.of(claims, "none")).isEmpty();
  }

  /** All of these logins prove it as well: nobody but the company vouches for this provider. */
  @Test
  void the_provider_may_be_behind_the_authority_of_a_company() {
    assertThat(host.oidc.issuer()).startsWith("https://");
    logIn(Map.of("sub", "4", "groups", List.of("developers")));
    assertThat(get("/api/overview").statusCode()).isEqualTo(200);
  }

  private void logIn(Map<String, Object> person) {
    host.oidc.person(person);
    HttpResponse<String> answer = get("/oauth2/authorization/oidc");
    assertThat(location(answer)).startsWith(host.oidc.issuer());
    answer = send(HttpRequest.newBuilder(URI.create(location(answer))));
    answer = send(HttpRequest.newBuilder(URI.create(location(answer))));
    assertThat(location(answer)).endsWith("/hawtio");
  }

  private String discard() {
    get("/observe/jolokia");
    return send(HttpRequest.newBuilder(host.uri("/observe/jolokia"))
            .header("X-XSRF-TOKEN", RunningHost.cookie(browser, "XSRF-TOKEN"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(DISCARD)))
        .body();
  }

  private HttpResponse<String> get(String path) {
    return send(
        HttpRequest.newBuilder(host.uri(path)).header("Accept", "text/html,application/xhtml+xml"));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return RunningHost.send(browser, request);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }
}
