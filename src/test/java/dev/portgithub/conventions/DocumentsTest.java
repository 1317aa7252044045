package dev.portgithub.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.conventions.Logged.Line;
import dev.portgithub.report.Label;
import dev.portgithub.runtime.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say of the program is so. */
class DocumentsTest {
  private static final Path OPERATIONS = Path.of("docs", "operations.md");
  private static final Pattern ROW_OF_LOG_LINES =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| (DEBUG|INFO|WARN|ERROR) \\|");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Three words or more; a command, a statement or a setting has other characters. */
  private static final Pattern PROSE =
      Pattern.compile("[A-Z0-9.]?[A-Za-z0-9'_.,;:() ]*( [A-Za-z_().,;:]+){2,}( \\.\\.\\.)?");

  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(#[^)\\s]*)?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+?)\\s*$");
  private static final Pattern PICTURE = Pattern.compile("```mermaid\n.*?```", Pattern.DOTALL);
  private static final Pattern STAGE = Pattern.compile("\\b\\d\\d-[a-z]+(-[a-z]+)*");

  /** No stages: what the others share. */
  private static final List<String> DECLARATIONS = List.of("00-policies", "01-beans");

  private static final Pattern METRIC =
      Pattern.compile("(?:Counters\\.add|Gauges\\.set|Times\\.record)\\(\\s*\"([a-z.]+)\"");
  private static final Pattern IN_CATALOGUE =
      Pattern.compile("(?:counter|timer|gauge)\\(\\s*\"([a-z.]+)\"");
  private static final Pattern NAME_OF_METRIC =
      Pattern.compile(
          "\\bport_github_([a-z_]+?)(?:_total|_seconds)?(?:_bucket|_count|_sum|_max)?\\b");
  private static final List<Path> THAT_NAME_METRICS =
      List.of(OPERATIONS, Path.of("docs", "alerts.yml"), Path.of("docs", "grafana.json"));

  private static final Pattern NAMED_TEST =
      Pattern.compile("`([A-Z]\\w+(?:Test|Contract|IT))(?:\\.(\\w+))?`");

  private static final Pattern NUMBER_OF_ROUTES =
      Pattern.compile("routes that run; \\d+ if none|cannot start: \\d+ routes are missing");

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

  /** So the host finds the id in each, and so do people. */
  @Test
  void every_log_line_that_begins_with_run_goes_on_with_its_id() {
    assertThat(Logged.lines())
        .extracting(Line::text)
        .filteredOn(text -> text.startsWith("Run"))
        .hasSizeGreaterThan(25)
        .allMatch(text -> text.startsWith("Run {}"));
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

  @Test
  void the_table_of_labels_is_that_of_the_program() {
    String section =
        RouteFiles.read(Path.of("docs", "how-it-works.md"))
            .split("## What Port shows while a run is open")[1]
            .split("\n## ")[0];
    List<String> documented =
        Pattern.compile("(?m)^\\| `([^`]+)` \\|.*?\\| (?:`([^`]+)` )?\\|$")
            .matcher(section)
            .results()
            .map(row -> row.group(1) + " / " + (row.group(2) == null ? "" : row.group(2)))
            .toList();
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Label.values()).map(label -> label.text() + " / " + label.line()).toList());
  }

  @Test
  void every_link_between_documents_leads_somewhere() {
    List<String> broken = new ArrayList<>();
    for (Path document : withHistory()) {
      for (MatchResult link : LINK.matcher(RouteFiles.read(document)).results().toList()) {
        Path target =
            link.group(1).isEmpty()
                ? document
                : document.toAbsolutePath().resolveSibling(link.group(1)).normalize();
        if (!Files.exists(target)
            || link.group(2) != null && !anchors(target).contains(link.group(2).substring(1))) {
          broken.add(document + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** As GitHub makes them of headings. */
  static Set<String> anchors(Path document) {
    return HEADING
        .matcher(RouteFiles.read(document))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void the_picture_of_the_seams_names_every_stage() {
    Matcher picture = PICTURE.matcher(RouteFiles.read(Path.of("README.md")));
    assertThat(picture.find()).isTrue();
    List<String> stages =
        RouteFiles.files().stream()
            .map(file -> file.getFileName().toString().replace(".camel.yaml", ""))
            .filter(name -> !DECLARATIONS.contains(name))
            .toList();
    assertThat(STAGE.matcher(picture.group()).results().map(MatchResult::group))
        .containsExactlyInAnyOrderElementsOf(stages);
  }

  @Test
  void the_number_of_routes_in_operations_is_that_of_the_program() {
    assertThat(NUMBER_OF_ROUTES.matcher(RouteFiles.read(OPERATIONS)).results())
        .extracting(number -> number.group().replaceAll("\\D", ""))
        .hasSizeGreaterThan(1)
        .containsOnly(Integer.toString(Backend.ROUTES.size()));
  }

  @Test
  void every_metric_has_a_help_text_and_is_documented_and_all_that_is_named_exists() {
    String sources = String.join("\n", Logged.sources());
    Set<String> recorded = metrics(METRIC, sources);
    Set<String> catalogue = metrics(IN_CATALOGUE, sources);
    assertThat(recorded).isNotEmpty().as("in the catalogue").allMatch(catalogue::contains);
    Set<String> documented = metrics(NAME_OF_METRIC, RouteFiles.read(OPERATIONS));
    assertThat(documented).as("documented").containsExactlyInAnyOrderElementsOf(catalogue);
    for (Path file : THAT_NAME_METRICS) {
      assertThat(metrics(NAME_OF_METRIC, RouteFiles.read(file)))
          .as(file + ": the program has it")
          .isNotEmpty()
          .allMatch(catalogue::contains);
    }
  }

  /** As Prometheus spells them, without prefix and unit. */
  private static Set<String> metrics(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(metric -> metric.group(1).replace('.', '_').replaceAll("_seconds$", ""))
        .collect(Collectors.toSet());
  }

  @Test
  void every_test_that_a_document_names_exists() {
    Map<String, String> tests = tests();
    List<String> missing = new ArrayList<>();
    List<String> named = new ArrayList<>();
    for (Path document : documents()) {
      for (MatchResult test : NAMED_TEST.matcher(RouteFiles.read(document)).results().toList()) {
        named.add(test.group(2));
        String source = tests.getOrDefault(test.group(1), "");
        if (source.isEmpty()
            || test.group(2) != null && !source.contains("void " + test.group(2) + "(")) {
          missing.add(document + ": " + test.group());
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).contains("nobody_sleeps");
  }

  /** {@code ./mvnw -Dgroups=P2 test} runs those of P2. */
  @ParameterizedTest
  @ValueSource(strings = {"P1", "P2", "P3", "P4", "P5", "P6"})
  void every_promise_has_tests_with_its_tag_and_those_named_for_it_carry_it(String promise) {
    String tag = "@Tag(\"" + promise + "\")";
    Map<String, String> tests = tests();
    assertThat(tests.values()).filteredOn(source -> source.contains(tag)).hasSizeGreaterThan(3);

    Matcher section =
        Pattern.compile("(?s)\n### " + promise + ": .*?(?=\n### |$)")
            .matcher(RouteFiles.read(Path.of("docs", "how-it-works.md")));
    assertThat(section.find()).isTrue();
    assertThat(NAMED_TEST.matcher(section.group()).results())
        .hasSizeGreaterThan(2)
        .allSatisfy(
            test ->
                assertThat(tests.get(test.group(1)))
                    .as(test.group())
                    .containsPattern(
                        Pattern.quote(tag) + "\\s+(@[^\\n]+\\s+)*void " + test.group(2) + "\\("));
  }

  /** The source of each class among the tests, by its name. */
  private static Map<String, String> tests() {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  RouteFiles::read,
                  (one, other) -> one + other));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  private static List<Path> withHistory() {
    try (Stream<Path> files = Files.walk(Path.of("docs"));
        Stream<Path> root = Files.list(Path.of(""))) {
      return Stream.concat(files, root).filter(file -> file.toString().endsWith(".md")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutCode(Path document) {
    return RouteFiles.read(document).replaceAll("(?m)^ {4}.*$", "");
  }
}
