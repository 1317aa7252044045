package dev.portgithub.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.conventions.Logged.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say of the program is so. */
class DocumentsTest {
  private static final Path OPERATIONS = Path.of("docs", "operations.md");
  private static final Pattern ROW_OF_LOG_LINES =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| (DEBUG|INFO|WARN|ERROR) \\|");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Three words or more; a command, a statement or a setting has other characters. */
  private static final Pattern PROSE =
      Pattern.compile("[A-Z0-9.]?[A-Za-z0-9'_.,;:() ]*( [A-Za-z_().,;:]+){2,}( \\.\\.\\.)?");

  private static final String SQL = "for update skip locked";

  @Test
  void every_log_line_in_operations_is_one_of_the_program_with_its_level() {
    List<Line> lines = Logged.lines();
    List<String> texts = Logged.texts();
    List<String> unknown =
        ROW_OF_LOG_LINES
            .matcher(RouteFiles.read(OPERATIONS))
            .results()
            .filter(
                row ->
                    lines.stream()
                        .filter(line -> line.level().equals(row.group(2)))
                        .noneMatch(line -> line.isQuotedAs(row.group(1), texts)))
            .map(row -> row.group(1))
            .toList();
    assertThat(unknown).as("log lines that the program does not write").isEmpty();
    assertThat(ROW_OF_LOG_LINES.matcher(RouteFiles.read(OPERATIONS)).results().count())
        .isGreaterThan(25);
  }

  @Test
  void every_text_that_a_document_quotes_is_one_of_the_program() {
    List<String> texts = Logged.texts();
    List<String> unknown = new ArrayList<>();
    List<String> quoted = new ArrayList<>();
    for (Path document : documents()) {
      String text = ROW_OF_LOG_LINES.matcher(withoutCode(document)).replaceAll("");
      CODE.matcher(text)
          .results()
          .map(code -> code.group(1).replaceAll("\\s+", " "))
          .filter(code -> PROSE.matcher(code).matches() && !code.equals(SQL))
          .forEach(
              quote -> {
                quoted.add(quote);
                if (!Logged.areWordsOfTheProgram(quote, texts)) {
                  unknown.add(document + ": " + quote);
                }
              });
    }
    assertThat(unknown).as("quoted, but no text of the program").isEmpty();
    assertThat(quoted).contains("Port names no Kafka brokers for this organisation");
  }

  /** Those about the program as it is; the changelog and the decisions are about the past. */
  private static List<Path> documents() {
    List<Path> documents =
        new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  private static String withoutCode(Path document) {
    return RouteFiles.read(document).replaceAll("(?m)^ {4}.*$", "");
  }
}
