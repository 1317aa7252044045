package dev.portgithub.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table "The states of a run" in docs/how-it-works.md, the words on each method of {@link Runs}
 * and its statements are about the same transitions.
 */
class StateTableTest {
  private static final Path TABLE = Path.of("docs", "how-it-works.md");
  private static final Path RUNS =
      Path.of("src", "main", "java", "dev", "portgithub", "run", "Runs.java");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (-|[A-Z, ]+) \\| (replaced|[A-Z, ]+) \\| [^|]+ \\|$");

  /** As in "ACCEPTED, DISPATCHING -> REFUSED: ...". */
  private static final Pattern ARROW =
      Pattern.compile("(-|[A-Z]+(?:, [A-Z]+)*) -> (replaced|[A-Z]+(?:, [A-Z]+)*):");

  private static final Pattern LEFT = Pattern.compile("(?s)\\bwhere\\b.*?\"\"\"");
  private static final Pattern REACHED = Pattern.compile("set state = '([A-Z]+)'");
  private static final Pattern STATE =
      Pattern.compile(
          Stream.of(RunState.values())
              .map(Enum::name)
              .collect(Collectors.joining("|", "'(", ")'")));

  record Transition(String from, String to) {}

  @Test
  void the_table_and_the_words_on_the_methods_hold_the_same_transitions() {
    List<Transition> table = transitions(ROW, section(read(TABLE)));
    assertThat(table).hasSizeGreaterThan(20).doesNotHaveDuplicates();

    assertThat(table)
        .hasSameElementsAs(methods().stream().flatMap(m -> arrows(m).stream()).toList());
  }

  @Test
  void a_statement_leaves_and_reaches_the_states_that_the_words_on_its_method_name() {
    int statements = 0;
    for (String method : methods()) {
      List<Transition> arrows = arrows(method);
      Set<String> left = states(LEFT, method);
      Set<String> reached =
          REACHED
              .matcher(method)
              .results()
              .map(state -> state.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      if (method.contains("set state =")) {
        assertThat(arrows).as(method).isNotEmpty();
        statements++;
      }
      if (!arrows.isEmpty() && !left.isEmpty()) {
        assertThat(left).as(method).isEqualTo(set(arrows.stream().map(Transition::from)));
      }
      if (!reached.isEmpty()) {
        assertThat(reached).as(method).isEqualTo(set(arrows.stream().map(Transition::to)));
      }
    }
    assertThat(statements).isGreaterThan(10);
  }

  @Test
  void every_state_is_reached() {
    assertThat(set(transitions(ROW, section(read(TABLE))).stream().map(Transition::to)))
        .containsAll(Stream.of(RunState.values()).map(Enum::name).toList());
  }

  private static Set<String> set(Stream<String> states) {
    return states.collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> states(Pattern part, String method) {
    return set(
        part.matcher(method)
            .results()
            .flatMap(found -> STATE.matcher(found.group()).results())
            .map(state -> state.group(1)));
  }

  /** Each with its Javadoc in front, on one line. */
  private static List<String> methods() {
    return Stream.of(read(RUNS).split("(?=  /\\*\\*)"))
        .map(method -> method.replaceAll("\\s+(\\* )?", " "))
        .toList();
  }

  private static List<Transition> arrows(String method) {
    return transitions(ARROW, method);
  }

  private static List<Transition> transitions(Pattern pattern, String text) {
    return pattern.matcher(text).results().flatMap(StateTableTest::each).toList();
  }

  private static Stream<Transition> each(MatchResult fromTo) {
    return Stream.of(fromTo.group(1).split(", "))
        .flatMap(
            from -> Stream.of(fromTo.group(2).split(", ")).map(to -> new Transition(from, to)));
  }

  private static String section(String document) {
    Matcher section =
        Pattern.compile("(?s)\n## The states of a run\n.*?(?=\n## )").matcher(document);
    assertThat(section.find()).isTrue();
    return section.group();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
