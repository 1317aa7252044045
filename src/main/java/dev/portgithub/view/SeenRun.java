package dev.portgithub.view;

/**
 * A run as operators see it.
 *
 * @param waitsFor null when it has ended, and Port knows
 * @param deadLetterId the last letter about it that is parked, or null
 */
public record SeenRun(RunRow run, WaitsFor waitsFor, Long deadLetterId) {}
