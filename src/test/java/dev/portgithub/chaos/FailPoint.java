package dev.portgithub.chaos;

/**
 * Where a process ends or freezes.
 *
 * @param instant see {@link dev.portgithub.failpoint.FailPoints}
 * @param pass the how manyth time
 * @param signal KILL or STOP
 */
record FailPoint(String instant, int pass, String signal) {}
