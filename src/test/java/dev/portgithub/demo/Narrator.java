package dev.portgithub.demo;

import java.io.Console;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/**
 * Prints what happens, in plain words, with the time. On a terminal with colours, and with the
 * seconds that a wait has taken so far; elsewhere, and with {@code NO_COLOR}, as plain lines.
 */
final class Narrator {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final String ESCAPE = "\u001b[";

  private final PrintStream out;
  private final boolean terminal;
  private boolean progressShown;

  Narrator(PrintStream out) {
    this(out, isTerminal());
  }

  Narrator(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  private static boolean isTerminal() {
    Console console = System.console();
    String kind = System.getenv("TERM");
    if (console == null || System.getenv("NO_COLOR") != null || "dumb".equals(kind)) {
      return false;
    }
    try {
      // Since JDK 22 there is a console without a terminal as well.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  synchronized void title(String text) {
    clearProgress();
    out.println();
    out.println(coloured("1;36", "== " + text + " =="));
  }

  synchronized void say(String text) {
    clearProgress();
    out.println("   " + text);
  }

  /** An event: who did what. */
  synchronized void event(String who, String what) {
    clearProgress();
    String time = LocalTime.now().format(TIME);
    out.printf("   %s  %s  %s%n", coloured("2", time), coloured(colour(who), fill(who)), what);
  }

  /** How a chapter ended. */
  synchronized void outcome(boolean asPromised, String text) {
    clearProgress();
    out.println("   " + coloured(asPromised ? "1;32" : "1;31", "=> " + text));
  }

  /** Shown until the next line is printed; on a terminal only. */
  synchronized void progress(String what, long seconds) {
    if (terminal && seconds > 0) {
      out.print("\r" + ESCAPE + "2K   " + coloured("2", "... " + what + ", " + seconds + " s"));
      out.flush();
      progressShown = true;
    }
  }

  private void clearProgress() {
    if (progressShown) {
      out.print("\r" + ESCAPE + "2K");
      progressShown = false;
    }
  }

  private static String fill(String who) {
    return "%-7s".formatted(who);
  }

  private static String colour(String who) {
    return switch (who) {
      case "Port" -> "34";
      case "GitHub" -> "35";
      case "Demo" -> "31";
      default -> "33";
    };
  }

  private String coloured(String code, String text) {
    return terminal ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }
}
