package dev.portgithub.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.run.Texts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads the artifact port-output: a zip with one JSON file. Nothing is unpacked to a disk, and
 * nothing is read beyond its bounds, whatever the zip says of itself.
 */
public final class PortOutput {
  private static final int MOST_FILES = 10;
  private static final int MOST_OUTPUTS = 20;
  private static final int MOST_LINKS = 5;
  private static final int MOST_ENTITIES = 20;
  private static final int LONGEST_VALUE = 500;
  private static final int LONGEST_LINK = 1000;

  /** A report about an entity has to fit into its column. */
  private static final int LONGEST_ENTITY = 19_000;

  /** Text does not shrink more than this, above some size that does not matter. */
  private static final int MOST_RATIO = 100;

  private static final int RATIO_FROM = 64 * 1024;

  private static final Set<String> MEMBERS = Set.of("outputs", "links", "entities");
  private static final Set<String> OF_ENTITY =
      Set.of("identifier", "title", "icon", "team", "properties", "relations");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final int maxBytes;

  /**
   * @param maxBytes of the JSON file
   */
  public PortOutput(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * @throws ResultsUnusable when nothing of it can be taken
   */
  public Results read(byte[] zip) {
    JsonNode root;
    try {
      root = JSON.readTree(file(zip));
    } catch (JsonProcessingException e) {
      throw new ResultsUnusable(
          "its file is not JSON: " + Texts.line(e.getOriginalMessage(), LONGEST_VALUE) + ".");
    } catch (IOException | IllegalArgumentException e) {
      throw new ResultsUnusable("the artifact is not a zip that can be read.");
    }
    if (!root.isObject()) {
      throw new ResultsUnusable("its file must be one JSON object.");
    }
    List<String> problems = new ArrayList<>();
    root.fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                problems.add(
                    "Results: " + Texts.quote(name) + " is neither outputs, links nor entities.");
              }
            });
    return new Results(
        outputs(root.path("outputs"), problems),
        links(root.path("links"), problems),
        entities(root.path("entities"), problems),
        List.copyOf(problems));
  }

  private byte[] file(byte[] zip) throws IOException {
    byte[] found = null;
    int files = 0;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName();
        if (++files > MOST_FILES) {
          throw new ResultsUnusable("the artifact holds more than " + MOST_FILES + " files.");
        }
        if (entry.isDirectory() || name.matches("(?s).*[/\\\\:].*") || name.startsWith(".")) {
          throw new ResultsUnusable(
              "the artifact must hold one JSON file and no folders, but has "
                  + Texts.quote(name)
                  + ".");
        }
        if (!name.toLowerCase(Locale.ROOT).endsWith(".json")) {
          throw new ResultsUnusable(
              "the artifact must hold one JSON file, but has " + Texts.quote(name) + ".");
        }
        if (found != null) {
          throw new ResultsUnusable("the artifact holds more than one JSON file.");
        }
        found = content(in, zip.length);
      }
    }
    if (found == null) {
      throw new ResultsUnusable("the artifact holds no JSON file.");
    }
    return found;
  }

  private byte[] content(ZipInputStream in, int zipped) throws IOException {
    byte[] bytes = in.readNBytes(maxBytes + 1);
    boolean bomb = bytes.length > RATIO_FROM && bytes.length / MOST_RATIO > zipped;
    if (bytes.length > maxBytes || bomb) {
      throw new ResultsUnusable(
          "its file is larger than "
              + maxBytes
              + " bytes, or packed more tightly than any text is.");
    }
    return bytes;
  }

  private static Map<String, String> outputs(JsonNode given, List<String> problems) {
    Map<String, String> outputs = new LinkedHashMap<>();
    if (isOther(given, given.isObject(), "outputs", "an object", problems)) {
      return outputs;
    }
    given
        .properties()
        .forEach(
            each -> {
              if (outputs.size() < MOST_OUTPUTS) {
                JsonNode value = each.getValue();
                outputs.put(
                    Texts.line(each.getKey(), LONGEST_VALUE),
                    Texts.line(
                        value.isTextual() ? value.asText() : value.toString(), LONGEST_VALUE));
              }
            });
    tooMany(given.size(), MOST_OUTPUTS, "outputs", problems);
    return outputs;
  }

  private static List<String> links(JsonNode given, List<String> problems) {
    List<String> links = new ArrayList<>();
    if (isOther(given, given.isArray(), "links", "a list", problems)) {
      return links;
    }
    for (JsonNode link : given) {
      boolean usable =
          link.isTextual()
              && link.asText().length() <= LONGEST_LINK
              && link.asText().matches("(?i)https?://[!-~]+");
      if (!usable) {
        problems.add(
            "Results: the link " + Texts.quote(link.asText()) + " is no address of http or https.");
      } else if (links.size() < MOST_LINKS) {
        links.add(link.asText());
      }
    }
    tooMany(given.size(), MOST_LINKS, "links", problems);
    return links;
  }

  private static List<Results.Entity> entities(JsonNode given, List<String> problems) {
    List<Results.Entity> entities = new ArrayList<>();
    if (isOther(given, given.isArray(), "entities", "a list", problems)) {
      return entities;
    }
    for (JsonNode entity : given) {
      String blueprint = entity.path("blueprint").asText("");
      String identifier = entity.path("identifier").asText("");
      if (blueprint.matches("\\.{0,2}") || blueprint.length() > 100 || identifier.isBlank()) {
        problems.add("Results: an entity names no blueprint, or no identifier.");
      } else if (entity.toString().length() > LONGEST_ENTITY) {
        problems.add("Results: the entity " + Texts.quote(identifier) + " is too large.");
      } else if (entities.size() < MOST_ENTITIES) {
        ObjectNode body = ((ObjectNode) entity).deepCopy();
        body.retain(OF_ENTITY);
        entities.add(new Results.Entity(blueprint, body));
      }
    }
    tooMany(given.size(), MOST_ENTITIES, "entities", problems);
    return entities;
  }

  /** Is there nothing to read? */
  private static boolean isOther(
      JsonNode given, boolean right, String name, String kind, List<String> problems) {
    if (!right && !given.isMissingNode() && !given.isNull()) {
      problems.add("Results: %s must be %s.".formatted(name, kind));
    }
    return !right;
  }

  private static void tooMany(int given, int most, String what, List<String> problems) {
    if (given > most) {
      problems.add("Results: only %d of %d %s were taken.".formatted(most, given, what));
    }
  }
}
