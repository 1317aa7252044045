package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void replaces_what_cannot_be_seen() {
    assertThat(Printable.quote("a\n\u0000\u007f\u0085\u2028\u202e\ud83d\u200bz"))
        .isEqualTo("\"a????????z\"");
  }

  @Test
  void shortens_to_sixty_characters() {
    assertThat(Printable.quote("x".repeat(60))).isEqualTo('"' + "x".repeat(60) + '"');
    assertThat(Printable.quote("x".repeat(61))).isEqualTo('"' + "x".repeat(59) + "…\"");
  }

  @Test
  void does_not_cut_a_character_in_two() {
    assertThat(Printable.clean("😀😀😀", 2)).isEqualTo("😀…");
  }

  @Test
  void leaves_readable_text_alone() {
    assertThat(Printable.quote("créer équipe 日本語 😀")).isEqualTo("\"créer équipe 日本語 😀\"");
  }
}
