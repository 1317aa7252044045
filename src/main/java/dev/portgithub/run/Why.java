package dev.portgithub.run;

/**
 * Why something cannot go on: a code of a fixed set, one sentence for a person, and what that
 * person can do.
 */
public record Why(String code, String sentence, String remedy) {}
