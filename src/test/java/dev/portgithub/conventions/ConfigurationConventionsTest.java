package dev.portgithub.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The house rules of config/application.properties, and of who reads it. */
class ConfigurationConventionsTest {
  private static final Path FILE = Path.of("config", "application.properties");
  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "portgithub");
  private static final Pattern OF_FRAMEWORKS =
      Pattern.compile("(logging|spring|server|management|camel|hawtio|otel)\\..*");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z][a-z0-9.-]*)(:?)");
  private static final Pattern VALUE = Pattern.compile("@Value\\(\"\\$\\{([a-z0-9.-]+)}\"\\)");
  private static final Pattern LOOKED_UP =
      Pattern.compile(
          "(?:text|require|requireUrl|requireOneOf|requireWithin|resolveProperty|getProperty)\\(\\s*\"([a-z0-9.-]+)\"");

  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `([a-z][A-Za-z0-9.-]+)` \\| `([^`]+)` \\|");

  @Test
  void every_placeholder_of_a_route_is_a_documented_setting_or_has_a_default() {
    Matcher used = PLACEHOLDER.matcher(RouteFiles.text());
    List<String> undocumented = new ArrayList<>();
    while (used.find()) {
      if (used.group(2).isEmpty() && !isDocumented(used.group(1))) {
        undocumented.add(used.group(1));
      }
    }
    assertThat(undocumented).isEmpty();
  }

  @Test
  void every_setting_that_the_code_reads_is_documented() {
    assertThat(readByCode()).isNotEmpty().allMatch(ConfigurationConventionsTest::isDocumented);
  }

  /** As a property, or in the words of a comment by its environment variable. */
  private static boolean isDocumented(String property) {
    String variable = property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    return properties().contains(property)
        || lines().stream()
            .filter(line -> line.startsWith("#"))
            .anyMatch(line -> line.matches(".*\\b" + variable + "\\b.*"));
  }

  @Test
  void every_setting_of_ours_is_read_by_a_route_or_by_the_code() {
    Set<String> read = readByCode();
    Matcher used = PLACEHOLDER.matcher(RouteFiles.text());
    while (used.find()) {
      read.add(used.group(1));
    }
    assertThat(ours()).isNotEmpty().allSatisfy(property -> assertThat(read).contains(property));
  }

  @Test
  void every_setting_of_ours_has_a_reason_above_its_group() {
    List<String> lines = lines();
    assertThat(ours())
        .allSatisfy(
            property -> {
              int line = 0;
              while (!lines.get(line).startsWith(property + "=")) {
                line++;
              }
              while (!lines.get(line).isBlank() && !lines.get(line).startsWith("#")) {
                line--;
              }
              assertThat(lines.get(line)).as("above %s", property).startsWith("# ");
            });
  }

  @Test
  void no_setting_stands_there_twice() {
    assertThat(lines().stream().filter(line -> line.contains("=") && !line.startsWith("#")))
        .extracting(line -> line.substring(0, line.indexOf('=')))
        .doesNotHaveDuplicates();
  }

  @Test
  @Tag("P5")
  void no_secret_has_a_default() {
    assertThat(lines())
        .filteredOn(line -> line.matches("[a-z.-]*(secret|password|token|private-key)=.*"))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("="));
  }

  @Test
  void the_tables_of_configuration_say_the_same_defaults_as_the_file_and_leave_none_out() {
    Map<String, String> values =
        lines().stream()
            .filter(line -> line.contains("=") && !line.startsWith("#"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf('=')),
                    line -> line.substring(line.indexOf('=') + 1)));
    String document = RouteFiles.read(Path.of("docs", "configuration.md"));
    List<String> inTables = new ArrayList<>();
    DOCUMENTED
        .matcher(document)
        .results()
        .forEach(
            row -> {
              inTables.add(row.group(1));
              assertThat(values.get(row.group(1))).as(row.group(1)).isEqualTo(row.group(2));
            });
    assertThat(inTables).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    assertThat(properties())
        .allMatch(
            property ->
                document.contains("`" + property + "`")
                    || document.contains(
                        "`" + property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + "`"));
  }

  private static Set<String> readByCode() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      String text =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(RouteFiles::read)
              .collect(Collectors.joining("\n"));
      Set<String> read = new LinkedHashSet<>();
      for (Pattern pattern : List.of(VALUE, LOOKED_UP)) {
        pattern.matcher(text).results().forEach(found -> read.add(found.group(1)));
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> ours() {
    return properties().stream()
        .filter(property -> !OF_FRAMEWORKS.matcher(property).matches())
        .toList();
  }

  private static Set<String> properties() {
    return lines().stream()
        .filter(line -> line.contains("=") && !line.startsWith("#"))
        .map(line -> line.substring(0, line.indexOf('=')))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<String> lines() {
    return RouteFiles.read(FILE).lines().toList();
  }
}
