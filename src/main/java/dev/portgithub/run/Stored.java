package dev.portgithub.run;

import java.util.Locale;

/** What became of a record when its outcome was stored. */
public enum Stored {
  ACCEPTED,
  REFUSED,
  /** Its run is known already. */
  DUPLICATE,
  SKIPPED,
  /** It waits for an operator. */
  PARKED,
  /** A replay that came to nothing: another one, or an operator, was faster. */
  SETTLED_MEANWHILE;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', ' ');

  /** As logs, metrics and operators read it. */
  public String word() {
    return word;
  }
}
