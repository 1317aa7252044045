package dev.portgithub.view;

import java.time.Instant;

/**
 * One thing that happened with a run.
 *
 * @param kind for programs
 * @param by the operator who did it, or null
 */
public record RunEvent(Instant at, String kind, String text, String by) {}
