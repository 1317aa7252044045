package dev.portgithub.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.run.Markdown;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a workflow has to say: the content of its artifact port-output.
 *
 * @param outputs by their names, in the order of the file
 * @param links addresses of http or https
 * @param entities to be created or changed in Port's catalogue
 * @param problems sentences about what was not taken
 */
public record Results(
    Map<String, String> outputs, List<String> links, List<Entity> entities, List<String> problems) {
  public static final Results NONE = new Results(Map.of(), List.of(), List.of(), List.of());

  private static final int MOST_IN_SUMMARY = 10;
  private static final int LONGEST_NAME = 40;
  private static final int LONGEST_VALUE = 100;

  /**
   * An entity of a blueprint.
   *
   * @param body as Port's API takes it
   */
  public record Entity(String blueprint, ObjectNode body) {}

  /** Nothing was taken. */
  public static Results unusable(String why) {
    return new Results(
        Map.of(),
        List.of(),
        List.of(),
        List.of("The results of the workflow were not taken: " + why));
  }

  /** The outputs for the summary; empty when there are none. */
  public String markdown() {
    if (outputs.isEmpty()) {
      return "";
    }
    return "\n\n**Results**\n"
        + outputs.entrySet().stream()
            .limit(MOST_IN_SUMMARY)
            .map(
                each ->
                    "- "
                        + Markdown.literal(each.getKey(), LONGEST_NAME)
                        + ": "
                        + Markdown.literal(each.getValue(), LONGEST_VALUE))
            .collect(Collectors.joining("\n"));
  }
}
