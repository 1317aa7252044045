package dev.portgithub.demo;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** Prints what happens, in plain words, with the time. */
final class Narrator {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintStream out;

  Narrator(PrintStream out) {
    this.out = out;
  }

  void title(String text) {
    out.println();
    out.println("== " + text + " ==");
  }

  void say(String text) {
    out.println("   " + text);
  }

  /** An event: who did what. */
  synchronized void event(String who, String what) {
    String time = LocalTime.now().format(TIME);
    out.printf("   %-8s  %-7s  %s%n", time, who, what);
  }
}
