package dev.portgithub.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No name of GitHub breaks out of the Markdown that it is put into. */
class MarkdownTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy",
        "test (ubuntu-latest, 17)",
        "build / compile",
        "deploy.yml of acme-inc/infra at release/2.x",
        "Größe prüfen 100%",
        "run_all_tests",
        "O'Brien's job"
      })
  void what_means_nothing_in_markdown_stays_as_it_is(String name) {
    assertThat(Markdown.literal(name, 100)).isEqualTo(name);
  }

  static Stream<Arguments> nasty() {
    return Stream.of(
        Arguments.of("a`b", "`a'b`"),
        Arguments.of("``` end\n# Heading", "`''' end # Heading`"),
        Arguments.of("[click](https://evil.example)", "`[click](https://evil.example)`"),
        Arguments.of("![x](y)", "`![x](y)`"),
        Arguments.of("a | b", "`a | b`"),
        Arguments.of("<img src=x onerror=alert(1)>", "`<img src=x onerror=alert(1)>`"),
        Arguments.of("&lt;b&gt;", "`&lt;b&gt;`"),
        Arguments.of("@acme/everybody", "`@acme/everybody`"),
        Arguments.of("by @octocat", "`by @octocat`"),
        Arguments.of("see #42", "`see #42`"),
        Arguments.of("**bold**", "`**bold**`"),
        Arguments.of("_italic_", "`_italic_`"),
        Arguments.of("a_ b", "`a_ b`"),
        Arguments.of("~~gone~~", "`~~gone~~`"),
        Arguments.of("# Heading", "`# Heading`"),
        Arguments.of("- [x] done", "`- [x] done`"),
        Arguments.of("> quote", "`> quote`"),
        Arguments.of("https://evil.example", "`https://evil.example`"),
        Arguments.of("www.evil.example", "`www.evil.example`"),
        Arguments.of("me@evil.example", "`me@evil.example`"),
        Arguments.of(":tada:", "`:tada:`"),
        Arguments.of("$x$", "`$x$`"),
        Arguments.of("\\`", "`\\'`"),
        Arguments.of("one\r\n\r\n* two\u2028three", "`one * two three`"),
        Arguments.of("a\u202Eb\u0000c\uD800", "`a?b c\uFFFD`"),
        Arguments.of(" \n ", "?"),
        Arguments.of("", "?"));
  }

  @ParameterizedTest
  @MethodSource("nasty")
  void everything_else_is_code_that_nothing_in_it_can_end(String name, String shown) {
    assertThat(Markdown.literal(name, 100)).isEqualTo(shown);
  }

  @Test
  void what_is_too_long_ends_with_an_ellipsis_and_is_still_closed() {
    assertThat(Markdown.literal("x".repeat(500), 10)).isEqualTo("xxxxxxxxx…");
    assertThat(Markdown.literal("`".repeat(100_000), 10)).isEqualTo("`" + "'".repeat(9) + "…`");
  }
}
