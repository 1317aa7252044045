package dev.portgithub.finish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Markdown;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A failure that is noted at a job, by GitHub, its runner or a step.
 *
 * @param title may be empty
 * @param path a file, or {@code .github} when it is about none
 */
record Annotation(String title, String message, String path, int line) {
  private static final int LONGEST_TITLE = 120;
  private static final int LONGEST_MESSAGE = 300;
  private static final int LONGEST_PATH = 160;

  /** The failures among what is noted; what names a file first, since it says most. */
  static List<Annotation> failures(JsonNode annotations) {
    return StreamSupport.stream(annotations.spliterator(), false)
        .filter(each -> each.path("annotation_level").asText("").equals("failure"))
        .map(Annotation::of)
        .filter(each -> !each.message.isBlank() || !each.title.isBlank())
        .distinct()
        .sorted(Comparator.comparing(Annotation::isOfRun))
        .toList();
  }

  private static Annotation of(JsonNode json) {
    return new Annotation(
        json.path("title").asText("").replaceFirst("^null$", ""),
        json.path("message").asText("").replaceFirst("^null$", ""),
        json.path("path").asText(""),
        json.path("start_line").asInt());
  }

  /** About the run of the job and no file: what the runner and GitHub itself note is. */
  boolean isOfRun() {
    return path.isBlank() || path.equals(".github");
  }

  /** It says no more than that a step failed. */
  boolean isExitCode() {
    return message.matches("Process completed with exit code \\d+\\.?");
  }

  /** For people. */
  String text() {
    String said = Markdown.literal(message.isBlank() ? title : message, LONGEST_MESSAGE);
    boolean titled = !title.isBlank() && !message.isBlank() && !message.startsWith(title);
    String text = titled ? Markdown.literal(title, LONGEST_TITLE) + ": " + said : said;
    return isOfRun() ? text : Markdown.literal(path + ":" + line, LONGEST_PATH) + ": " + text;
  }
}
