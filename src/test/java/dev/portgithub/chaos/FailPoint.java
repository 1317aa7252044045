package dev.portgithub.chaos;

import java.util.Set;

/**
 * Where a process ends or freezes.
 *
 * @param instants see {@link dev.portgithub.failpoint.FailPoints}; the first that is passed acts
 * @param pass the how manyth pass of any of them
 * @param signal KILL or STOP
 */
record FailPoint(Set<String> instants, int pass, String signal) {
  static FailPoint freezeAt(String instant) {
    return new FailPoint(Set.of(instant), 1, "STOP");
  }
}
