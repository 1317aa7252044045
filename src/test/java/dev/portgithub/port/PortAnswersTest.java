package dev.portgithub.port;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each answer of Port becomes what must happen next, to the one run or to all. */
class PortAnswersTest extends DatabaseContract {
  private static final RemoteCall PATCH = PortCalls.updateRun("r_1", "{}");
  private static final RemoteCall READ = PortCalls.readRun("r_1");

  private PortAnswers answers;

  PortAnswersTest() {
    super(StoreUnderTest.H2);
  }

  @BeforeEach
  void find() {
    answers = backend.bean(PortAnswers.class);
  }

  /**
   * Port's contract, and what stands between it and us. Busy: this run waits; away: all wait, until
   * the second given, if Port gives one.
   */
  @ParameterizedTest(name = "{0} {1} {2} to {3}: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "-",
      value = {
        // What Port does.
        "200 | {'ok':true}                    | -                    | PATCH | passes",
        "201 | {'ok':true,'runLog':{}}        | -                    | PATCH | passes",
        "202 | {'ok':true}                    | -                    | PATCH | passes",
        // A success that is none.
        "200 | -                              | -                    | PATCH | busy",
        "200 | []                             | -                    | PATCH | busy",
        "200 | 'text'                         | -                    | READ  | busy",
        "204 | -                              | -                    | PATCH | busy",
        "301 | {'message':'x'}                | -                    | PATCH | busy",
        "307 | -                              | -                    | READ  | busy",
        // Limits are about the organisation.
        "429 | {'message':'slow down'}        | -                    | PATCH | away",
        "429 | -                              | -                    | READ  | away",
        "429 | {}                             | Retry-After: 7       | PATCH | away 7",
        "429 | {}                             | Retry-After: 0       | PATCH | away 1",
        "429 | {}                             | Retry-After: 999999  | PATCH | away 3600",
        "429 | {}                             | Retry-After: soon    | PATCH | away",
        "429 | {}                             | x-ratelimit-reset: 42 | PATCH | away 42",
        "429 | {}                             | x-ratelimit-reset: 0 | PATCH | away 1",
        // So are its credentials, since the call was made again with a new token.
        "401 | {'ok':false,'error':'x'}       | -                    | PATCH | away",
        // An outage, once three runs have seen it; immediately with a time.
        "403 | {'message':'IP not allowed'}   | -                    | PATCH | busy",
        "408 | -                              | -                    | PATCH | busy",
        "500 | {'message':'x'}                | -                    | PATCH | busy",
        "500 | {}                             | x-ratelimit-reset: 42 | PATCH | busy",
        "502 | -                              | -                    | READ  | busy",
        "503 | -                              | -                    | PATCH | busy",
        "503 | -                              | Retry-After: 9       | PATCH | away 9",
        "504 | -                              | -                    | READ  | busy",
        // Port knows no such run: by its own word only.
        "404 | {'ok':false,'message':'no run'} | -                   | READ  | unknown",
        "404 | {'ok':false,'message':'no run'} | -                   | PATCH | unknown",
        "404 | -                              | -                    | READ  | refused",
        "404 | []                             | -                    | READ  | refused",
        "404 | {'message':'no such page'}     | -                    | KAFKA | refused",
        // Any other refusal says nothing about whether there is one.
        "400 | {'message':'x'}                | -                    | READ  | refused",
        "409 | {'message':'x'}                | -                    | PATCH | refused",
        "410 | {'message':'x'}                | -                    | READ  | refused",
        "413 | {'message':'x'}                | -                    | PATCH | refused",
        "422 | {'message':'x'}                | -                    | READ  | refused",
        "422 | -                              | -                    | PATCH | refused",
      })
  void an_answer_says_what_happens_next(
      int status, String body, String header, String call, String next) {
    String[] headers = header == null ? new String[0] : header.split(": ");
    RemoteAnswer answer = answer(status, body, headers);

    assertThat(next(() -> answers.judge(call(call), answer))).isEqualTo(next);
  }

  private RemoteCall call(String name) {
    return switch (name) {
      case "PATCH" -> PATCH;
      case "READ" -> READ;
      default -> backend.bean(PortAccess.class).kafkaCredentials();
    };
  }

  private static String next(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    if (thrown instanceof PortAway away) {
      long seconds = away.until().getEpochSecond() - START.getEpochSecond();
      // Its own first delay, when Port names no time.
      return seconds == 2 ? "away" : "away " + seconds;
    }
    return thrown == null
        ? "passes"
        : thrown instanceof RunUnknown
            ? "unknown"
            : thrown instanceof RemoteBusy
                ? "busy"
                : thrown instanceof RemoteRefused ? "refused" : thrown.toString();
  }

  static Stream<IOException> noConnection() {
    return Stream.of(
        new ConnectException("Connection refused"),
        new UnknownHostException("api.port.io"),
        new NoRouteToHostException("no"),
        new SSLHandshakeException("no"));
  }

  @ParameterizedTest
  @MethodSource("noConnection")
  void without_a_connection_all_calls_wait(IOException failure) {
    assertThat(next(() -> answers.missing(PATCH, failure))).isEqualTo("away");
  }

  static Stream<IOException> lostAnswers() {
    return Stream.of(new SocketException("reset"), new SocketTimeoutException("Read timed out"));
  }

  @ParameterizedTest
  @MethodSource("lostAnswers")
  void an_answer_that_is_lost_may_be_about_the_one_run(IOException failure) {
    assertThat(next(() -> answers.missing(PATCH, failure))).isEqualTo("busy");
  }

  @Test
  void without_a_token_all_calls_wait() {
    RemoteBusy noToken = new RemoteBusy("Port gives no access token", START.plusSeconds(33));

    assertThat(next(() -> answers.missing(PATCH, noToken))).isEqualTo("away 33");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 413, 422})
  void what_port_will_not_take_is_refused_with_its_words_and_trace(int status) {
    RemoteRefused refused =
        catchThrowableOfType(
            RemoteRefused.class,
            () ->
                answers.judge(
                    PATCH,
                    answer(
                        status,
                        "{'ok':false,'error':'code','message':'not like this'}",
                        "x-trace-id",
                        "t-1")));

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused)
        .hasMessage(
            "Port answered "
                + status
                + " to PATCH /v1/actions/runs/r_1: not like this (X-Trace-Id t-1)");
  }

  @Test
  void a_reset_in_the_distant_future_is_a_point_in_time() {
    long reset = START.plusSeconds(120).getEpochSecond();

    assertThat(
            next(
                () ->
                    answers.judge(
                        PATCH, answer(429, "{}", "x-ratelimit-reset", Long.toString(reset)))))
        .isEqualTo("away 120");
  }

  @Test
  void retry_after_goes_before_the_reset() {
    assertThat(
            next(
                () ->
                    answers.judge(
                        PATCH, answer(429, "{}", "retry-after", "7", "x-ratelimit-reset", "42"))))
        .isEqualTo("away 7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'run':null}",
        "{'run':[]}",
        "{'run':{}}",
        "{'run':{'id':'r_1'}}",
        "{'run':{'status':''}}",
        "{'run':{'status':null}}",
        "{'run':{'status':'SUCCESS','id':'r_2'}}"
      })
  void an_answer_without_the_run_is_no_evidence(String body) {
    assertThat(next(() -> PortCalls.shownRun("r_1", answer(200, body)))).isEqualTo("busy");
  }

  @Test
  void a_run_with_a_status_is_evidence() {
    assertThat(PortCalls.shownRun("r_1", answer(200, "{'run':{'status':'SUCCESS'}}")).isObject())
        .isTrue();
  }
}
