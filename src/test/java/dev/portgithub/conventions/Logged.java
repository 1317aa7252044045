package dev.portgithub.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The log lines of the program and all its texts, as its sources spell them: a variable part is {}.
 */
final class Logged {
  private static final String STRING = "\"(?:[^\"\\\\\\n]|\\\\.)*\"";
  private static final String VALUE = "[\\w.]+(?:\\([^()\"]*\\))*(?:\\.\\w+\\([^()\"]*\\))*";

  /** Texts and values that are joined with a plus sign, such as {@code "Run " + id + " ended"}. */
  private static final Pattern JOINED =
      Pattern.compile(
          "(?:%s\\s*\\+\\s*)?%s(?:\\s*\\+\\s*(?:%s|%s))*".formatted(VALUE, STRING, STRING, VALUE));

  private static final Pattern PART = Pattern.compile("(%s)|%s".formatted(STRING, VALUE));
  private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\".*?\"\"\"", Pattern.DOTALL);
  private static final Pattern LOG_CALL =
      Pattern.compile("(?i:log)\\.(info|warn|error|debug)\\(\\s*(%s)".formatted(JOINED.pattern()));
  private static final Pattern LOG_STEP =
      Pattern.compile("- log: .*loggingLevel: (\\w+), message: \"([^\"]*)\"");
  private static final Pattern ROUTE_TEXT = Pattern.compile("'([^'\\n]+)'|message: \"([^\"]*)\"");

  private static final String ANYTHING = "{}";

  private Logged() {}

  /** A log line: its level and what it says. */
  record Line(String level, String text) {
    /**
     * Would the document's quote be such a line? Its "..." stands for what varies; at its end, also
     * for the rest of the line. Words that a variable part is said to hold must be words of the
     * program.
     */
    boolean isQuotedAs(String quote, List<String> texts) {
      return fits(text, quote, texts)
          || quote.endsWith("...")
              && beginnings(text).anyMatch(beginning -> fits(beginning + "...", quote, texts));
    }

    private static Stream<String> beginnings(String text) {
      return Pattern.compile(" ")
          .matcher(text)
          .results()
          .map(blank -> text.substring(0, blank.end()));
    }

    private static boolean fits(String text, String quote, List<String> texts) {
      String pattern =
          Arrays.stream(text.replaceAll("(\\{} ?)+\\{}", ANYTHING).split("\\{}", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining("(.*)"));
      Matcher matcher = Pattern.compile(pattern).matcher(quote);
      if (!matcher.matches()) {
        return false;
      }
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (!areWordsOfTheProgram(matcher.group(group), texts)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Does a text of the program say this? Three words or more that vary are no coincidence. */
  static boolean areWordsOfTheProgram(String quote, List<String> texts) {
    return Arrays.stream(quote.split("\\.\\.\\.|\\b(r_)?\\d+\\b"))
        .map(part -> part.replaceAll("^\\W+|\\W+$", "").toLowerCase(Locale.ROOT))
        .filter(part -> part.split(" ").length >= 3)
        .allMatch(
            part ->
                isIn(texts, part)
                    || Stream.of(part.split("; ")).allMatch(clause -> isIn(texts, clause)));
  }

  private static boolean isIn(List<String> texts, String words) {
    return texts.stream().anyMatch(text -> text.contains(words));
  }

  /** Those of the Java sources and of the routes. */
  static List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (String source : sources()) {
      LOG_CALL
          .matcher(source)
          .results()
          .map(call -> new Line(call.group(1).toUpperCase(Locale.ROOT), joined(call.group(2))))
          .forEach(lines::add);
    }
    LOG_STEP
        .matcher(RouteFiles.text())
        .results()
        .map(step -> new Line(step.group(1), step.group(2).replaceAll("\\$\\{[^}]*}", ANYTHING)))
        .forEach(lines::add);
    return lines;
  }

  /** Every text of the program, in lower case. */
  static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (String source : sources()) {
      JOINED.matcher(source).results().forEach(text -> texts.add(joined(text.group())));
    }
    ROUTE_TEXT
        .matcher(RouteFiles.text())
        .results()
        .forEach(text -> texts.add(text.group(1) == null ? text.group(2) : text.group(1)));
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
  }

  private static String joined(String expression) {
    return PART.matcher(expression)
        .results()
        .map(
            part ->
                part.group(1) == null
                    ? ANYTHING
                    : part.group(1)
                        .substring(1, part.group(1).length() - 1)
                        .replace("\\\"", "\"")
                        .replaceAll("%[ds]", "{}"))
        .collect(Collectors.joining());
  }

  /** The Java sources; a text block stands there as an empty text. */
  static List<String> sources() {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(RouteFiles::read)
          .map(source -> TEXT_BLOCK.matcher(source).replaceAll("\"\""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
