package dev.portgithub.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The house rules of the sources. */
class SourceConventionsTest {
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final Path HOST = MAIN.resolve(Path.of("dev", "portgithub", "host"));
  private static final Path OPERATOR = MAIN.resolve(Path.of("dev", "portgithub", "operator"));
  private static final Path OPERATIONS = OPERATOR.resolve("Operations.java");
  private static final Path GITHUB = OPERATOR.resolve("GitHubInJmx.java");

  /** Others that operators see in JMX. */
  private static final List<Path> IN_JMX =
      List.of(
          OPERATOR.resolve("Pausing.java"),
          OPERATOR.resolve("JournalInJmx.java"),
          OPERATOR.resolve("PolicyInJmx.java"),
          OPERATOR.resolve("MisfitsInJmx.java"),
          OPERATOR.resolve("RunsInJmx.java"));

  private static final Pattern FRAMEWORK_IMPORT =
      Pattern.compile(
          "import (org\\.apache\\.camel|org\\.springframework|jakarta)\\.[a-zA-Z.]*\\.([A-Z]\\w*);");

  @Test
  void only_the_host_knows_spring() {
    assertThat(files(MAIN))
        .filteredOn(file -> RouteFiles.read(file).contains("org.springframework"))
        .isNotEmpty()
        .allMatch(file -> file.startsWith(HOST));
  }

  @Test
  void the_beans_of_the_routes_are_plain_java_without_annotations_of_a_framework() {
    assertThat(files(MAIN))
        .filteredOn(
            file ->
                !file.startsWith(HOST)
                    && !file.equals(OPERATIONS)
                    && !file.equals(GITHUB)
                    && !IN_JMX.contains(file))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(frameworkAnnotations(file)).as("%s", file).isEmpty());
  }

  @Test
  void what_operators_see_has_the_annotations_of_jmx_and_no_others() {
    assertThat(frameworkAnnotations(OPERATIONS))
        .containsExactlyInAnyOrder("ManagedAttribute", "ManagedOperation", "ManagedResource");
    assertThat(frameworkAnnotations(GITHUB))
        .containsExactlyInAnyOrder("ManagedAttribute", "ManagedResource");
  }

  private static List<String> frameworkAnnotations(Path file) {
    String source = RouteFiles.read(file);
    return FRAMEWORK_IMPORT
        .matcher(source)
        .results()
        .map((MatchResult found) -> found.group(2))
        .filter(name -> Pattern.compile("@" + name + "\\b").matcher(source).find())
        .toList();
  }

  @Test
  @Tag("P4")
  void nobody_sleeps() {
    Pattern sleep =
        Pattern.compile(
            "(Thread|SECONDS|MINUTES|MILLISECONDS)\\." + "sleep\\(|LockSupport\\." + "park");
    assertThat(files(Path.of("src")))
        .allSatisfy(
            file ->
                assertThat(sleep.matcher(RouteFiles.read(file)).find()).as("%s", file).isFalse());
  }

  @Test
  void no_file_knows_the_machine_it_was_written_on() {
    Pattern elsewhere = Pattern.compile("\\.\\./" + "shared|/(work|tmp)/" + "[a-z]|/" + "root/");
    for (String folder : List.of("src", "routes", "config")) {
      assertThat(files(Path.of(folder)))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(elsewhere.matcher(RouteFiles.read(file)).find())
                      .as("%s", file)
                      .isFalse());
    }
  }

  @Test
  void every_public_type_says_what_it_is_for() {
    assertThat(files(MAIN))
        .allSatisfy(
            file ->
                assertThat(RouteFiles.read(file))
                    .as("%s", file)
                    .containsPattern(
                        "\\*/\\s*(@\\w+(\\([^\\n]*\\))?\\s*)*(public |final |sealed |abstract )*(class|record|interface|enum) "));
  }

  @Test
  void nothing_is_printed_but_by_the_host() {
    assertThat(files(MAIN))
        .filteredOn(file -> RouteFiles.read(file).matches("(?s).*System\\.(out|err).*"))
        .allMatch(file -> file.startsWith(HOST));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(java|yaml|properties|sql|json)"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
