package dev.portgithub.github;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each answer of GitHub becomes what must happen next: refuse, wait so long, or look. */
class GitHubAnswersTest {
  private static final RemoteCall GET = RemoteCall.get("/repos/a/b/actions/runs", "token");
  private static final RemoteCall POST =
      RemoteCall.post("/repos/a/b/dispatches", "token").withJson("{}");
  private static final long RESET = START.plusSeconds(1000).getEpochSecond();

  private TestBackend backend;

  @BeforeEach
  void openTheStore() {
    backend = TestBackend.on(StoreUnderTest.H2);
  }

  @Test
  void a_success_and_a_304_pass() {
    for (RemoteAnswer answer :
        new RemoteAnswer[] {
          answer(200, "{}"),
          answer(200, "[]"),
          answer(201, "{}"),
          answer(204, null),
          answer(304, null)
        }) {
      assertThat(backend.answers.judge(GET, answer)).isSameAs(answer);
    }
  }

  // --- Limits

  @ParameterizedTest
  @ValueSource(ints = {403, 429})
  void retry_after_goes_before_everything_else(int status) {
    RemoteAnswer limited =
        answer(
            status,
            "{'message':'secondary rate limit'}",
            "retry-after",
            "17",
            "x-ratelimit-remaining",
            "0",
            "x-ratelimit-reset",
            Long.toString(RESET));

    assertThat(busy(GET, limited).until()).isEqualTo(START.plusSeconds(17));
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429})
  void a_spent_hour_ends_a_second_after_its_reset(int status) {
    RemoteAnswer spent =
        answer(
            status,
            "{'message':'API rate limit exceeded'}",
            "x-ratelimit-remaining",
            "0",
            "x-ratelimit-reset",
            Long.toString(RESET));

    assertThat(busy(GET, spent).until()).isEqualTo(Instant.ofEpochSecond(RESET + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "403,You have exceeded a secondary rate limit. Please wait.",
    "403,you have triggered a SECONDARY RATE limit",
    "429,Too many requests",
    "429,"
  })
  void the_secondary_limit_pauses_for_a_minute(int status, String message) {
    RemoteAnswer limited = answer(status, message == null ? null : "{'message':'" + message + "'}");

    assertThat(busy(GET, limited).until()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void a_limited_dispatch_started_nothing_and_may_be_made_later() {
    assertThat(busy(POST, answer(403, "{'message':'x'}", "Retry-After", "5")).until())
        .isEqualTo(START.plusSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({"0,1", "-5,1", "1,1"})
  void a_pause_is_a_second_at_least(String retryAfter, long seconds) {
    assertThat(busy(GET, answer(429, "{}", "Retry-After", retryAfter)).until())
        .isEqualTo(START.plusSeconds(seconds));
  }

  @Test
  void a_retry_after_that_is_no_number_is_as_good_as_none() {
    assertThat(busy(GET, answer(429, "{}", "Retry-After", "Wed, 21 Oct 2026")).until())
        .isEqualTo(START.plusSeconds(60));
  }

  @Test
  void a_limit_pauses_the_whole_credential_and_no_other() {
    busy(GET, answer(429, "{}", "Retry-After", "30"));

    assertThatThrownBy(() -> backend.budget.admit(POST)).isInstanceOf(RemoteBusy.class);
    RemoteCall other = RemoteCall.get("/x", "app:acme-inc");
    assertThat(backend.budget.admit(other)).isSameAs(other);
  }

  @Test
  void a_plain_403_is_a_refusal_and_pauses_nothing() {
    RemoteRefused refused =
        refused(
            POST,
            answer(
                403,
                "{'message':'Resource not accessible by integration'}",
                "x-ratelimit-remaining",
                "4999",
                "X-Accepted-GitHub-Permissions",
                "actions=write"));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused).hasMessage("Resource not accessible by integration");
    assertThat(refused.hint()).contains("Actions: write", "actions=write");
    assertThat(backend.budget.admit(GET)).isSameAs(GET);
  }

  // --- Failures

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 502, 503, 504, 599})
  void a_server_error_on_a_read_is_made_again_and_on_a_dispatch_looked_into(int status) {
    assertThat(busy(GET, answer(status, null)).until()).isNull();
    assertThatThrownBy(() -> backend.answers.judge(POST, answer(status, "{'message':'x'}")))
        .isInstanceOf(AnswerLost.class)
        .hasMessageContaining(Integer.toString(status));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'text'", "7", "null", "true"})
  void a_success_without_an_object_or_list_is_no_answer(String json) {
    assertThat(busy(GET, answer(200, json)).until()).isNull();
    assertThatThrownBy(() -> backend.answers.judge(POST, answer(200, json)))
        .isInstanceOf(AnswerLost.class);
  }

  @Test
  void a_success_that_is_no_json_is_no_answer() {
    assertThat(busy(GET, answer(200, null)).until()).isNull();
    assertThatThrownBy(() -> backend.answers.judge(POST, answer(200, null)))
        .isInstanceOf(AnswerLost.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 422})
  void an_old_server_refuses_the_question_for_the_run_id(int status) {
    assertThatThrownBy(
            () ->
                backend.answers.judge(
                    POST,
                    answer(
                        status,
                        "{\"message\":\"\\\"return_run_details\\\" is not a permitted key.\"}")))
        .isInstanceOf(RunDetailsUnsupported.class);
    assertThatThrownBy(
            () ->
                backend.answers.judge(
                    POST,
                    answer(
                        status,
                        "{'message':'Invalid request.','errors':['return_run_details is unknown']}")))
        .isInstanceOf(RunDetailsUnsupported.class);
  }

  @Test
  void a_new_token_of_an_app_that_github_does_not_know_yet_is_a_matter_of_time() {
    RemoteCall ofApp = RemoteCall.get("/repos/acme-inc/x", "app:acme-inc");
    assertThat(busy(ofApp, answer(401, "{'message':'Bad credentials'}")).until()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1795000000000", "9223372036854775807", "0", "-1", "-9223372036854775808"})
  void a_broken_limit_never_lasts_longer_than_an_hour_or_shorter_than_a_second(String number) {
    Instant now = Instant.now(backend.clock);
    for (RemoteAnswer broken :
        List.of(
            answer(429, "{}", "Retry-After", number),
            answer(403, "{}", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", number))) {
      assertThat(busy(GET, broken).until())
          .isBetween(now.plusSeconds(1), now.plus(Duration.ofHours(1)).plusSeconds(1));
    }
    backend.answers.judge(
        GET, answer(200, "{}", "X-RateLimit-Remaining", "5", "X-RateLimit-Reset", number));
    backend.clock.tick(Duration.ofHours(2));
    assertThat(backend.bean(HourlyQuota.class).callsPerSecond(GET.credential())).isNull();
  }

  // --- Refusals and what can be done about them

  /** Its words and hints, all of them, are in {@link RefusalTest}. */
  @Test
  void a_refusal_keeps_the_words_of_github_and_adds_what_to_do() {
    RemoteRefused refused = refused(POST, answer(422, "{'message':'No ref found for: release/9'}"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused).hasMessage("No ref found for: release/9");
    assertThat(refused.hint()).contains("Create the branch or tag");
  }

  @Test
  void a_refusal_without_words_gives_its_status() {
    assertThat(refused(POST, answer(404, null))).hasMessage("HTTP 404");
  }

  @Test
  void the_words_of_github_are_one_line_and_not_endless() {
    RemoteRefused refused =
        refused(
            POST,
            answer(
                422,
                "{\"message\":\"Validation Failed\",\"errors\":[{\"message\":\"a\\nb\"},\"c\"],\"x\":1}"));
    assertThat(refused).hasMessage("Validation Failed a b c");

    assertThat(refused(POST, answer(422, "{'message':'" + "x".repeat(9000) + "'}")).getMessage())
        .hasSizeLessThan(600);
    String emoji = "{'message':'" + "x".repeat(496) + "\\ud83d\\ude00 \\ud83d'}";
    assertThat(refused(POST, answer(422, emoji))).hasMessageEndingWith("x😀 \ufffd");
    assertThat(refused(POST, answer(422, emoji.replace("{'message':'", "{'message':'y"))))
        .hasMessageEndingWith("x...");
  }

  private RemoteBusy busy(RemoteCall call, RemoteAnswer answer) {
    RemoteBusy busy =
        catchThrowableOfType(RemoteBusy.class, () -> backend.answers.judge(call, answer));
    assertThat(busy).isNotNull();
    return busy;
  }

  private RemoteRefused refused(RemoteCall call, RemoteAnswer answer) {
    RemoteRefused refused =
        catchThrowableOfType(RemoteRefused.class, () -> backend.answers.judge(call, answer));
    assertThat(refused).isNotNull();
    return refused;
  }
}
