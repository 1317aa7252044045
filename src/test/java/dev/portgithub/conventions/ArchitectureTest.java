package dev.portgithub.conventions;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who may know whom. A package knows those below it, and none beside or above it. */
class ArchitectureTest {
  private static final String ROOT = "dev.portgithub.";

  /** From the top down; what stands in one line does not know its neighbours. */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("host"),
          Set.of("runtime"),
          Set.of("api"),
          Set.of("show"),
          Set.of(
              "receive",
              "webhook",
              "confirm",
              "dispatch",
              "locate",
              "poll",
              "sweep",
              "compare",
              "finish",
              "operator",
              "cleanup"),
          Set.of("view", "policy"),
          Set.of("validate", "preflight"),
          Set.of("report"),
          Set.of("deadletter", "cancel", "results"),
          Set.of("github", "port"),
          Set.of("remote", "pause", "journal"),
          Set.of("run"),
          Set.of("store", "signals"));

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.portgithub");

  @Test
  void every_package_stands_on_a_floor() {
    Set<String> packages = new TreeSet<>();
    classes.forEach(
        type -> {
          String name = type.getPackageName() + ".";
          if (!name.equals(ROOT)) {
            packages.add(name.substring(ROOT.length(), name.indexOf('.', ROOT.length())));
          }
        });
    assertThat(packages)
        .containsExactlyInAnyOrderElementsOf(FLOORS.stream().flatMap(Set::stream).toList());
  }

  @Test
  void a_package_knows_only_those_below_it() {
    List<String> notBelow = new ArrayList<>();
    for (Set<String> floor : FLOORS) {
      floor.forEach(name -> notBelow.add(ROOT + name + ".."));
      for (String name : floor) {
        String[] others =
            notBelow.stream().filter(p -> !p.equals(ROOT + name + "..")).toArray(String[]::new);
        if (others.length > 0) {
          noClasses()
              .that()
              .resideInAPackage(ROOT + name + "..")
              .should()
              .dependOnClassesThat(resideInAnyPackage(others))
              .check(classes);
        }
      }
    }
  }

  @Test
  void no_packages_know_each_other_in_a_circle() {
    slices().matching("dev.portgithub.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void only_the_host_knows_spring_and_hawtio() {
    noClasses()
        .that(resideOutsideOfPackages(ROOT + "host.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.springframework..", "io.hawt..", "jakarta.servlet.."))
        .check(classes);
  }

  @Test
  void settings_know_nothing_of_ours() {
    classes()
        .that()
        .resideInAPackage("dev.portgithub")
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackages(ROOT + "*.."))
        .check(classes);
  }
}
