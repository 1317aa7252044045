package dev.portgithub.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How large a class, and how long a list of parameters may be. */
class ShapeConventionsTest {
  private static final Path MAIN = Path.of("src", "main", "java", "dev", "portgithub");
  private static final int MOST_LINES = 220;
  private static final int MOST_ARGUMENTS = 6;
  private static final int TOO_MANY_STRINGS = 3;

  /** Files that may be longer, each with its own limit and the reason. */
  private static final Map<String, Integer> LONGER =
      // The one owner of table run: a short method for each transition of a run.
      Map.of("run/Runs.java", 400);

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.portgithub");

  @Test
  void no_constructor_takes_more_than_six_arguments() {
    assertThat(
            breaking(
                unit ->
                    unit instanceof JavaConstructor
                        && unit.getRawParameterTypes().size() > MOST_ARGUMENTS))
        .isEmpty();
  }

  @Test
  void nothing_takes_three_neighbouring_strings() {
    assertThat(breaking(ShapeConventionsTest::takesNeighbouringStrings)).isEmpty();
  }

  @Test
  void no_file_is_longer_than_what_one_reads_in_one_go() {
    Map<String, Long> tooLong = new TreeMap<>();
    lengths()
        .forEach(
            (file, lines) -> {
              if (lines > LONGER.getOrDefault(file, MOST_LINES)) {
                tooLong.put(file, lines);
              }
            });
    assertThat(tooLong).isEmpty();
  }

  @Test
  void each_exception_for_a_long_file_is_still_needed() {
    assertThat(LONGER.keySet()).allMatch(file -> lengths().get(file) > MOST_LINES);
  }

  /** A record's own list of members is told apart by names wherever it is read. */
  private List<String> breaking(Predicate<JavaCodeUnit> rule) {
    return classes.stream()
        .flatMap((JavaClass type) -> type.getCodeUnits().stream())
        .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filter(unit -> !isCanonicalConstructor(unit))
        .filter(rule)
        .map(JavaCodeUnit::getFullName)
        .sorted()
        .toList();
  }

  private static boolean isCanonicalConstructor(JavaCodeUnit unit) {
    return unit instanceof JavaConstructor
        && unit.getOwner().isRecord()
        && names(unit.getRawParameterTypes())
            .equals(
                unit.getOwner().getFields().stream()
                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                    .map(field -> field.getRawType().getName())
                    .sorted()
                    .toList());
  }

  private static List<String> names(List<JavaClass> types) {
    return types.stream().map(JavaClass::getName).sorted().toList();
  }

  private static boolean takesNeighbouringStrings(JavaCodeUnit unit) {
    int neighbours = 0;
    for (JavaClass type : unit.getRawParameterTypes()) {
      neighbours = type.isEquivalentTo(String.class) ? neighbours + 1 : 0;
      if (neighbours == TOO_MANY_STRINGS) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, Long> lengths() {
    Map<String, Long> lengths = new TreeMap<>();
    try (Stream<Path> files = Files.walk(MAIN)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".java")).toList()) {
        lengths.put(
            MAIN.relativize(file).toString().replace('\\', '/'),
            RouteFiles.read(file).lines().count());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lengths;
  }
}
