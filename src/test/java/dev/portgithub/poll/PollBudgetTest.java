package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.run.Repository;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Polls are as frequent as what they really cost allows. */
class PollBudgetTest {
  private static final Repository INFRA =
      new Repository(TestRun.ORG, TestRun.REPO, 1, 0, 0, null, 1);

  private final TestBackend backend = TestBackend.on(StoreUnderTest.H2);
  private final PollBudget budget = backend.bean(PollBudget.class);

  @Test
  void one_call_for_each_poll_allows_ten_polls_a_second() {
    assertThat(budget.pause(INFRA, 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(budget.pause(INFRA, 500)).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void polls_with_many_calls_are_made_less_often() {
    for (int i = 0; i < 100; i++) {
      budget.learn(poll(11, 0));
    }
    assertThat(budget.pause(INFRA, 10)).isBetween(seconds(10.9), seconds(11));
  }

  @Test
  void an_answer_that_is_not_charged_takes_nothing_from_the_hour() {
    // 1 call a second is left.
    hour(3700);
    assertThat(budget.pause(INFRA, 100)).isEqualTo(Duration.ofSeconds(100));
    for (int i = 0; i < 200; i++) {
      budget.learn(poll(1, 1));
    }
    assertThat(budget.pause(INFRA, 100)).isEqualTo(Duration.ofSeconds(10));
    for (int i = 0; i < 200; i++) {
      budget.learn(poll(1, 0));
    }
    assertThat(budget.pause(INFRA, 100)).isBetween(seconds(99), seconds(100));
  }

  @Test
  void with_nothing_left_it_is_five_minutes_and_never_more_than_an_hour() {
    hour(100);
    assertThat(budget.pause(INFRA, 1000)).isEqualTo(Duration.ofMinutes(5));
    hour(101);
    assertThat(budget.pause(INFRA, 1000)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void no_more_than_six_hundred_calls_of_a_minute_are_made_before_the_average_has_followed() {
    for (int i = 0; i < 600; i++) {
      assertThat(budget.hasRoom(INFRA)).isTrue();
      budget.count(INFRA);
    }
    assertThat(budget.hasRoom(INFRA)).isFalse();
    backend.clock.tick(Duration.ofSeconds(61));
    assertThat(budget.hasRoom(INFRA)).isTrue();
  }

  private void hour(int left) {
    Instant reset = Instant.now(backend.clock).plusSeconds(3600);
    backend.answers.judge(
        backend.calls.workflowRuns(TestRun.ORG, TestRun.REPO),
        answer(
            200,
            "{}",
            "X-RateLimit-Remaining",
            String.valueOf(left),
            "X-RateLimit-Reset",
            String.valueOf(reset.getEpochSecond())));
  }

  private Poll poll(int calls, int unchanged) {
    Poll poll = backend.polling.begin(INFRA);
    for (int i = 0; i < calls; i++) {
      poll.next(new Look.FirstPage(null));
    }
    for (int i = 0; i < unchanged; i++) {
      poll.notModified();
    }
    return poll;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }
}
