package dev.portgithub.chaos;

import dev.portgithub.conventions.RouteFiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The named instants: before and after each step of the routes that writes to the store or calls a
 * remote system, and around the commits in them. Those that were never used are preferred.
 */
final class Instants {
  /** Steps that leave the process. */
  private static final Set<String> REMOTE = Set.of("to-github-send", "to-port-send");

  private static final int AT_ONCE = 5;

  private final Set<String> known = new TreeSet<>();
  private final Set<String> reachable = new TreeSet<>();
  private final Set<String> used = new TreeSet<>();

  static Instants ofRoutes() {
    Instants instants = new Instants();
    for (RouteFiles.Step step : RouteFiles.steps()) {
      if (step.eip().equals("bean") || REMOTE.contains(step.id())) {
        instants.known.add(step.id() + ":before");
        instants.known.add(step.id() + ":after");
      }
    }
    return instants;
  }

  /** The instant was passed in a life, so a process can be stopped there; or it acted there. */
  synchronized void learn(List<String> trace) {
    for (String line : trace) {
      String instant = line.substring(line.indexOf(' ') + 1);
      if (line.startsWith("passed ")) {
        if (instant.endsWith("-commit")) {
          known.add(instant);
        }
        if (known.contains(instant)) {
          reachable.add(instant);
        }
      } else {
        used.add(instant);
      }
    }
  }

  /**
   * Some instants that a process has passed. Each second time rather such that none was stopped at
   * yet: these are seldom passed, and a life that waits for them is not killed at any.
   */
  synchronized Set<String> choose(Random random) {
    List<String> fresh = new ArrayList<>(reachable);
    fresh.removeAll(used);
    List<String> choice = new ArrayList<>(reachable.isEmpty() ? known : reachable);
    if (!fresh.isEmpty() && random.nextBoolean()) {
      choice = fresh;
    }
    Collections.shuffle(choice, random);
    return new TreeSet<>(choice.subList(0, Math.min(AT_ONCE, choice.size())));
  }

  synchronized Set<String> known() {
    return new TreeSet<>(known);
  }

  synchronized Set<String> used() {
    return new TreeSet<>(used);
  }
}
