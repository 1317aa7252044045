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

  /** As in {@code from(ACCEPTED, DISPATCHING).to(REFUSED)}. */
  private static final Pattern STEP =
      Pattern.compile("from\\(([A-Z, ]+)\\)(?:\\.to\\(([A-Z]+)\\))?");

  /** As in a statement of its own; the states are quoted there. */
  private static final Pattern LEFT = Pattern.compile("(?s)\\bwhere\\b.*?\"\"\"");

  private static final Pattern REACHED = Pattern.compile("set state = '([A-Z]+)'");
  private static final Pattern STATE = Pattern.compile("'([A-Z]+)'");

  record Transition(String from, String to) {}

  @Test
  void the_table_and_the_words_on_the_methods_hold_the_same_transitions() {
    List<Transition> table = transitions(ROW, section(read(TABLE)));
    assertThat(table).hasSizeGreaterThan(20).doesNotHaveDuplicates();

    assertThat(table)
        .hasSameElementsAs(methods().stream().flatMap(m -> arrows(m).stream()).toList());
  }

  @Test
  void a_method_leaves_and_reaches_the_states_that_the_words_on_it_name() {
    int compared = 0;
    for (String method : methods()) {
      Set<String> left = left(method);
      Set<String> reached = reached(method);
      List<Transition> arrows = arrows(method);
      if (!reached.isEmpty()) {
        assertThat(arrows).as(method).isNotEmpty();
        assertThat(reached).as(method).isEqualTo(set(arrows.stream().map(Transition::to)));
        compared++;
      }
      if (!left.isEmpty() && !arrows.isEmpty()) {
        assertThat(left).as(method).isEqualTo(set(arrows.stream().map(Transition::from)));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(15);
  }

  @Test
  void every_state_is_reached() {
    assertThat(set(transitions(ROW, section(read(TABLE))).stream().map(Transition::to)))
        .containsAll(Stream.of(RunState.values()).map(Enum::name).toList());
  }

  private static Set<String> set(Stream<String> states) {
    return states.collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> left(String method) {
    return set(
        Stream.concat(
            STEP.matcher(method).results().flatMap(step -> Stream.of(step.group(1).split(", "))),
            LEFT.matcher(method)
                .results()
                .flatMap(where -> STATE.matcher(where.group()).results())
                .map(state -> state.group(1))));
  }

  /** Empty when the method decides in Java, or changes no state. */
  private static Set<String> reached(String method) {
    return set(
        Stream.concat(
            STEP.matcher(method)
                .results()
                .map(step -> step.group(2))
                .filter(java.util.Objects::nonNull),
            REACHED.matcher(method).results().map(state -> state.group(1))));
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
