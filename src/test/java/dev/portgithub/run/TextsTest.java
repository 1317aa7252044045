package dev.portgithub.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts for people are short and printable. */
class TextsTest {

  @ParameterizedTest
  @CsvSource({
    "-5,0 s",
    "0,0 s",
    "59,59 s",
    "60,1 min",
    "61,1 min 1 s",
    "200,3 min 20 s",
    "3599,59 min 59 s",
    "3600,1 h",
    "3659,1 h",
    "3660,1 h 1 min",
    "7500,2 h 5 min",
    "86400,24 h",
    "3110400,864 h"
  })
  void a_duration_reads_as_people_write_it(long seconds, String text) {
    assertThat(Texts.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void a_text_that_is_too_long_is_cut_and_says_so() {
    assertThat(Texts.shorten("12345", 5)).isEqualTo("12345");
    assertThat(Texts.shorten("123456", 5)).isEqualTo("12...");
  }

  @Test
  void control_characters_are_left_out_but_for_the_ends_of_lines() {
    assertThat(Texts.shorten("a\u0000b\u0001c\r\nd\te\u007f", 100)).isEqualTo("abc\nd\te");
  }
}
