package dev.portgithub.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.portgithub.simulator.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The intake pauses above one mark and resumes below the other. */
class WatermarksTest {
  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

  private final TestClock clock = new TestClock(START);
  private final Watermarks marks = new Watermarks(clock, 40, 20);
  private final Logger logger = (Logger) LoggerFactory.getLogger(Watermarks.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(log);
  }

  @Test
  void takes_up_to_the_upper_mark() {
    marks.see(0);
    marks.see(40);
    assertThat(marks.pausedSince()).isNull();
  }

  @Test
  void pauses_above_the_upper_mark_and_knows_since_when() {
    marks.see(41);
    clock.tick(Duration.ofSeconds(9));
    marks.see(60);
    assertThat(marks.pausedSince()).isEqualTo(START);
  }

  @Test
  void stays_paused_between_the_marks_and_resumes_below_the_lower_one() {
    marks.see(41);
    marks.see(30);
    marks.see(20);
    assertThat(marks.pausedSince()).isNotNull();
    marks.see(19);
    assertThat(marks.pausedSince()).isNull();
    marks.see(40);
    assertThat(marks.pausedSince()).isNull();
  }

  @Test
  void tells_of_each_change_once_with_the_numbers_and_what_happens_next() {
    marks.see(41);
    marks.see(42);
    marks.see(30);
    marks.see(19);
    marks.see(18);
    assertThat(log.list).hasSize(2);
    assertThat(log.list.get(0).getFormattedMessage())
        .startsWith("Intake paused: 41 runs wait to be started, more than 40")
        .contains("stay in Kafka", "retention", "resumes by itself when fewer than 20");
    assertThat(log.list.get(1).getFormattedMessage())
        .startsWith("Intake resumed: 19 runs wait to be started, fewer than 20")
        .contains("since 2026-11-25T10:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({"10,11", "10,0", "0,0", "-1,-1"})
  void marks_between_which_there_is_no_way_are_refused_by_the_names_of_their_settings(
      long pauseAbove, long resumeBelow) {
    assertThatThrownBy(() -> new Watermarks(clock, pauseAbove, resumeBelow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("receive.resume-below")
        .hasMessageContaining("receive.pause-above");
  }
}
