package dev.portgithub.benchmark;

import java.util.Map;

/** What tells the backend of an end before its poll would see it. */
enum Hinting {
  /** Nothing: only the calls of polling. */
  NONE(Map.of());

  private final Map<String, String> settings;

  Hinting(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Environment variables of a backend that is hinted this way. */
  Map<String, String> settings() {
    return settings;
  }
}
