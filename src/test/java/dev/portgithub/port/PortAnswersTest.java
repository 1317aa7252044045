package dev.portgithub.port;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.simulator.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each answer of Port becomes what must happen next: tell it later, or settle the refusal. */
class PortAnswersTest {
  private static final RemoteCall PATCH =
      RemoteCall.patch("/v1/actions/runs/r_1", PortAccess.CREDENTIAL).withJson("{}");

  private final PortAnswers answers = new PortAnswers(new TestClock(START));

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202})
  void a_success_passes(int status) {
    RemoteAnswer answer = answer(status, "{'ok':true}");

    assertThat(answers.judge(PATCH, answer)).isSameAs(answer);
  }

  @Test
  void a_success_that_is_no_object_is_told_again() {
    assertThat(busy(answer(200, null)).until()).isNull();
    assertThat(busy(answer(200, "[]")).until()).isNull();
    assertThat(busy(answer(204, null)).until()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 408, 429, 500, 502, 503, 504})
  void what_may_pass_is_told_again(int status) {
    assertThat(busy(answer(status, "{'message':'x'}")).until()).isNull();
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

    assertThat(busy(answer(429, "{}", "x-ratelimit-reset", Long.toString(reset))).until())
        .isEqualTo(START.plusSeconds(120));
  }

  @Test
  void a_small_reset_is_the_seconds_to_wait() {
    assertThat(busy(answer(429, "{}", "x-ratelimit-reset", "42")).until())
        .isEqualTo(START.plusSeconds(42));
    assertThat(busy(answer(429, "{}", "x-ratelimit-reset", "0")).until())
        .isEqualTo(START.plusSeconds(1));
  }

  @Test
  void retry_after_goes_before_the_reset_and_holds_for_outages_too() {
    assertThat(busy(answer(429, "{}", "retry-after", "7", "x-ratelimit-reset", "42")).until())
        .isEqualTo(START.plusSeconds(7));
    assertThat(busy(answer(503, null, "retry-after", "9")).until()).isEqualTo(START.plusSeconds(9));
  }

  @Test
  void the_reset_of_an_answer_that_is_no_limit_means_nothing() {
    assertThat(busy(answer(500, "{}", "x-ratelimit-reset", "42")).until()).isNull();
  }

  private RemoteBusy busy(RemoteAnswer answer) {
    RemoteBusy busy = catchThrowableOfType(RemoteBusy.class, () -> answers.judge(PATCH, answer));
    assertThat(busy).isNotNull();
    return busy;
  }
}
