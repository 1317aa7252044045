package dev.portgithub.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Delays double up to the longest, and never become negative or nothing. */
class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5));

  @ParameterizedTest
  @CsvSource({"-1,2", "0,2", "1,2", "2,4", "3,8", "8,256", "9,300", "100,300", "2147483647,300"})
  void the_delay_doubles_with_each_failure_up_to_the_longest(int attempts, long seconds) {
    assertThat(backoff.after(attempts)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void those_that_failed_at_the_same_time_do_not_all_come_again_at_the_same_time() {
    List<Duration> delays =
        IntStream.range(0, 100).mapToObj(run -> backoff.after(9, "r_" + run)).toList();

    assertThat(delays)
        .allSatisfy(
            delay -> assertThat(delay).isBetween(Duration.ofSeconds(270), Duration.ofSeconds(300)));
    assertThat(delays.stream().map(Duration::toSeconds).distinct().count()).isGreaterThan(20);
    assertThat(backoff.after(9, "r_1")).isEqualTo(delays.get(1));
    assertThat(backoff.after(4, "r_1")).isEqualTo(Duration.ofSeconds(16));
  }

  @Test
  void a_longest_delay_below_the_first_wins() {
    assertThat(new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(1)).after(1))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void there_is_always_a_delay() {
    assertThat(new Backoff(Duration.ZERO, Duration.ZERO).after(5)).isPositive();
  }

  @Test
  void days_do_not_overflow() {
    assertThat(new Backoff(Duration.ofDays(1), Duration.ofDays(365)).after(60))
        .isEqualTo(Duration.ofDays(365));
  }
}
