package dev.portgithub.run;

import java.time.Duration;

/** Texts for people: cut, cleaned and written the same way everywhere. */
public final class Texts {
  private Texts() {}

  /** Without control characters: PostgreSQL takes no NUL, and each is six characters in JSON. */
  public static String shorten(String text, int longest) {
    String printable = text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "");
    return printable.length() <= longest ? printable : printable.substring(0, longest - 3) + "...";
  }

  /** 45 s, 3 min 20 s, 2 h 5 min. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    return seconds / 3600 + " h" + (seconds % 3600 < 60 ? "" : " " + seconds % 3600 / 60 + " min");
  }
}
