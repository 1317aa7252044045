package dev.portgithub.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text that is cut or cleaned stays text. */
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
    assertThat(Texts.shorten("1234", 3)).isEqualTo("...");
  }

  @Test
  void an_emoji_is_never_cut_in_two() {
    String text = "ab😀cd😀😀ef";
    for (int longest = 3; longest <= text.length(); longest++) {
      String cut = Texts.shorten(text, longest);
      assertThat(cut).hasSizeLessThanOrEqualTo(longest);
      assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(cut);
    }
    assertThat(Texts.shorten(text, 6)).isEqualTo("ab...");
    assertThat(Texts.shorten(text, 7)).isEqualTo("ab😀...");
    assertThat(Texts.visible("😀😀😀", 2)).isEqualTo("😀…");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a\ud83d,a\ufffd",
        "\ude00a,\ufffda",
        "\ude00\ud83d,\ufffd\ufffd",
        "\ud83d\ud83d\ude00,\ufffd😀",
        "é😀,é😀",
        "plain,plain"
      })
  void half_of_an_emoji_is_replaced(String text, String expected) {
    assertThat(Texts.wellFormed(text)).isEqualTo(expected);
    assertThat(Texts.shorten(text, 100)).isEqualTo(expected);
  }

  @Test
  void control_characters_are_left_out_but_for_the_ends_of_lines() {
    assertThat(Texts.shorten("a\u0000b\u0001c\r\nd\te\u007f", 100)).isEqualTo("abc\nd\te");
  }

  @Test
  void a_line_has_no_line_ends() {
    assertThat(Texts.line(" a\r\n\u0000b\tc\n", 100)).isEqualTo("a b c");
    assertThat(Texts.line("a\u0085b\u2028c\u2029d", 100)).isEqualTo("a b c d");
    assertThat(Texts.line("a\n" + "b".repeat(100), 10)).isEqualTo("a bbbbb...");
  }

  @Test
  void a_quote_replaces_what_cannot_be_seen() {
    assertThat(Texts.quote("a\n\u0000\u007f\u0085\u2028\u202e\ud83d\u200bz"))
        .isEqualTo("\"a????????z\"");
    assertThat(Texts.quote("créer équipe 日本語 😀")).isEqualTo("\"créer équipe 日本語 😀\"");
  }

  @Test
  void a_quote_holds_sixty_characters() {
    assertThat(Texts.quote("x".repeat(60))).isEqualTo('"' + "x".repeat(60) + '"');
    assertThat(Texts.quote("x".repeat(61))).isEqualTo('"' + "x".repeat(59) + "…\"");
  }
}
