package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.signals.Version;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health and metrics are open, everything else asks for the login. */
class HostAccessTest {
  private final RunningHost host = RunningHost.get();

  @Test
  void health_is_open_and_names_its_parts_without_their_details() {
    HttpResponse<String> health = host.get("/observe/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body())
        .contains("\"status\":\"UP\"", "\"store\"", "\"routes\"", "\"camelHealth\"")
        .contains("\"intake\":{\"status\":\"UP\"}")
        .contains("\"port\":{\"status\":\"UP\"}")
        .doesNotContain("details", "context.version");
  }

  @Test
  void the_scripts_of_hawtio_are_compressed_and_kept_by_browsers() {
    Matcher script =
        Pattern.compile("static/js/main\\.\\w+\\.js")
            .matcher(host.getWithLogin("/observe/hawtio/").body());
    assertThat(script.find()).isTrue();
    String path = "/observe/hawtio/" + script.group();
    HttpResponse<String> answer =
        RunningHost.send(
            RunningHost.browser(),
            RunningHost.withLogin(HttpRequest.newBuilder(host.uri(path)))
                .header("Accept-Encoding", "gzip"));
    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(answer.headers().allValues("Cache-Control"))
        .containsExactly("private, max-age=31536000, immutable");
    HttpResponse<String> missing = host.getWithLogin("/observe/hawtio/static/js/nothing.js");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().allValues("Cache-Control").toString())
        .as("another instance may have it")
        .doesNotContain("immutable");
    assertThat(host.get(path).headers().firstValue("Cache-Control").orElse(""))
        .as("without the login")
        .doesNotContain("immutable");
  }

  @Test
  void readiness_is_open_and_covers_store_routes_and_camel() {
    HttpResponse<String> ready = host.get("/observe/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body())
        .contains("\"store\"", "\"routes\"", "\"camelHealth\"", "\"intake\"", "\"port\"");
  }

  @Test
  void liveness_is_open_and_depends_on_nothing_outside() {
    HttpResponse<String> live = host.get("/observe/health/live");
    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(live.body()).doesNotContain("store", "camelHealth", "routes");
  }

  @Test
  void metrics_are_open_and_hold_no_noise() {
    HttpResponse<String> metrics = host.get("/observe/metrics");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body())
        .contains("camel_exchanges_total", "jvm_memory_used_bytes")
        .doesNotContain("routeId=\"tick\"", "spring_security", "camel_exchange_event_notifier");
  }

  @Test
  void every_metric_of_ours_is_explained_and_counters_exist_before_anything_happens() {
    await()
        .untilAsserted(
            () ->
                assertThat(host.get("/observe/metrics").body())
                    .contains("port_github_build_info{", "version=\"" + Version.OF_BACKEND + "\""));
    String metrics = host.get("/observe/metrics").body();
    assertThat(metrics)
        .contains("port_github_deadletter_parked_total{reason=\"SEALED\",stage=\"dispatch\"} 0.0")
        .contains(
            "port_github_dispatch_runs_total{outcome=\"refused\",reason=\"GITHUB_SHUT_OUT\"} 0.0")
        .contains("port_github_record_to_dispatch_seconds_bucket{le=\"7200.0\"} 0")
        .contains(
            "port_github_dispatch_wait_seconds_bucket{cause=\"platform_team\",le=\"3600.0\"} 0");
    assertThat(metrics.lines().filter(line -> line.startsWith("port_github_")))
        .hasSizeLessThan(400)
        .allSatisfy(
            line ->
                assertThat(metrics)
                    .containsPattern(
                        "# HELP "
                            + line.replaceAll("(_bucket|_count|_sum)?[{ ].*", "")
                            + " [A-Z1].{5}"));
  }

  @Test
  void health_tells_an_operator_how_much_waits_and_when_the_intake_would_pause() {
    assertThat(host.getWithLogin("/observe/health").body())
        .contains("\"paused\":false", "\"waiting\":", "\"pauseAbove\":200000")
        .contains("\"resumeBelow\":150000");
  }

  @Test
  void health_tells_an_operator_which_credential_is_used_and_of_clocks() {
    assertThat(host.getWithLogin("/observe/health").body())
        .contains("\"credential\":\"token of GITHUB_TOKEN\"", "\"clockDifferenceSeconds\":0")
        .contains("\"consumer\":{\"status\":\"UP\"}");
  }

  @Test
  void metrics_tell_what_waits() {
    await()
        .untilAsserted(
            () ->
                assertThat(host.get("/observe/metrics").body())
                    .contains(
                        "port_github_run_open{state=\"ACCEPTED\"}",
                        "port_github_run_open{state=\"RUNNING\"}")
                    .contains(
                        "port_github_report_waiting ",
                        "port_github_deadletter_waiting ",
                        "port_github_receive_paused "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/hawtio",
        "/hawtio/jolokia",
        "/jolokia",
        "/jolokia/list",
        "/actuator",
        "/actuator/env",
        "/error",
        "/observe",
        "/observe/",
        "/observe/hawtio",
        "/observe/hawtio/",
        "/observe/hawtio/index.html",
        "/observe/hawtio/jolokia",
        "/observe/hawtio/plugin",
        "/observe/jolokia",
        "/observe/jolokia/",
        "/observe/jolokia/list",
        "/observe/jolokia/read/java.lang:type=Runtime",
        "/observe/env",
        "/observe/beans",
        "/observe/heapdump",
        "/observe/threaddump",
        "/observe/loggers",
        "/observe/configprops",
        "/observe/mappings",
        "/observe/camel",
        "/observe/metrics/x",
        "/observe/health;x=/../jolokia",
        "/observe/health/../jolokia",
        "/observe/health/%2e%2e/jolokia",
        "//observe/jolokia"
      })
  void everything_else_gives_nothing_without_the_login(String path) {
    HttpResponse<String> answer = host.get(path);
    assertThat(answer.statusCode()).isIn(401, 400, 404);
    assertThat(answer.body()).doesNotContain("agent", "hawtio", "_links");
  }

  @Test
  void a_wrong_password_is_refused() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(host.uri("/observe/jolokia"))
            .header("Authorization", "Basic YWRtaW46YWRtaW4=");
    assertThat(RunningHost.send(RunningHost.browser(), request).statusCode()).isEqualTo(401);
  }

  @Test
  void what_is_not_exposed_is_not_there_for_an_operator_either() {
    for (String path :
        List.of("/observe/env", "/observe/beans", "/observe/heapdump", "/jolokia", "/actuator")) {
      assertThat(host.getWithLogin(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void hawtio_leads_a_person_to_the_login_and_then_to_hawtio() {
    HttpClient browser = RunningHost.browser();
    HttpResponse<String> first = page(browser, "/hawtio");
    assertThat(first.statusCode()).isEqualTo(302);
    assertThat(location(first)).endsWith("/login");

    HttpResponse<String> form = page(browser, "/login");
    Matcher csrf = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(form.body());
    assertThat(csrf.find()).isTrue();
    HttpResponse<String> loggedIn = logIn(browser, csrf.group(1), RunningHost.PASSWORD);
    assertThat(loggedIn.statusCode()).isEqualTo(302);
    assertThat(location(loggedIn)).contains("/hawtio");

    assertThat(location(page(browser, "/hawtio"))).endsWith("/observe/hawtio/");
    HttpResponse<String> hawtio = page(browser, "/observe/hawtio/");
    assertThat(hawtio.statusCode()).isEqualTo(200);
    assertThat(hawtio.body()).containsIgnoringCase("hawtio");
  }

  @Test
  void the_form_with_a_wrong_password_leads_back_to_the_login() {
    HttpClient browser = RunningHost.browser();
    Matcher csrf =
        Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"")
            .matcher(page(browser, "/login").body());
    assertThat(csrf.find()).isTrue();
    assertThat(location(logIn(browser, csrf.group(1), "wrong"))).endsWith("/login?error");
    assertThat(page(browser, "/observe/hawtio/").statusCode()).isEqualTo(302);
  }

  @Test
  void hawtio_opens_with_basic_authentication() {
    assertThat(host.getWithLogin("/hawtio").statusCode()).isEqualTo(302);
    assertThat(host.getWithLogin("/observe/hawtio/").body()).containsIgnoringCase("hawtio");
  }

  /** As a browser asks for a page. */
  private HttpResponse<String> page(HttpClient browser, String path) {
    return RunningHost.send(
        browser,
        HttpRequest.newBuilder(host.uri(path)).header("Accept", "text/html,application/xhtml+xml"));
  }

  private HttpResponse<String> logIn(HttpClient browser, String csrf, String password) {
    String form =
        "username=%s&password=%s&_csrf=%s"
            .formatted(RunningHost.USER, password, URLEncoder.encode(csrf, StandardCharsets.UTF_8));
    return RunningHost.send(
        browser,
        HttpRequest.newBuilder(host.uri("/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }
}
