package dev.portgithub.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of a run is noticed within a share of its age. */
class PollScheduleTest {
  private final PollSchedule schedule =
      new PollSchedule(Duration.ofSeconds(5), Duration.ofMinutes(5), 0.05);

  @ParameterizedTest
  @CsvSource({"0,5", "100,5", "101,5.05", "1000,50", "6000,300", "6001,300", "3110400,300"})
  void the_pause_is_a_share_of_the_age_within_its_bounds(long age, double pause) {
    assertThat(schedule.interval(Duration.ofSeconds(age)))
        .isEqualTo(Duration.ofMillis((long) (pause * 1000)));
  }

  @Test
  void a_clock_that_went_back_polls_at_the_shortest_pause() {
    assertThat(schedule.interval(Duration.ofSeconds(-60))).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void a_run_of_35_days_is_looked_at_about_ten_thousand_times() {
    Duration age = Duration.ofSeconds(3);
    int looks = 0;
    while (age.compareTo(Duration.ofDays(35)) < 0) {
      age = age.plus(schedule.interval(age));
      looks++;
    }
    assertThat(looks).isBetween(10_000, 10_200);
  }
}
