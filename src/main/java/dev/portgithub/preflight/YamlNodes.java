package dev.portgithub.preflight;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The nodes of a YAML text, which is not trusted. It makes no objects of them and follows an alias
 * only where somebody looks; it reads no more than {@value #LONGEST} characters, {@value #DEEPEST}
 * levels and {@value #MOST_ALIASES} aliases of collections.
 */
final class YamlNodes {
  /** GitHub starts no file of more than 500 KB. */
  private static final int LONGEST = 512 * 1024;

  private static final int DEEPEST = 100;
  private static final int MOST_ALIASES = 500;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setCodePointLimit(LONGEST)
          .setMaxAliasesForCollections(MOST_ALIASES)
          .setSchema(new WithoutMerging())
          .build();

  private YamlNodes() {}

  /** GitHub knows anchors and aliases, but no merge keys. */
  private static final class WithoutMerging extends CoreSchema {
    @Override
    public ScalarResolver getScalarResolver() {
      return new CoreScalarResolver(false);
    }
  }

  /**
   * The node of the one document; empty when the text is empty, too long or too deep.
   *
   * @throws RuntimeException when it is no YAML, or holds several documents
   */
  static Optional<Node> read(String text) {
    String yaml = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return yaml.length() > LONGEST || isTooDeep(yaml)
        ? Optional.empty()
        : new Compose(SETTINGS).composeString(yaml);
  }

  /** The parser keeps its own stack; what follows it recurses. */
  private static boolean isTooDeep(String yaml) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(yaml)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > DEEPEST) {
        return true;
      }
    }
    return false;
  }

  /** Null where it is no mapping with plain names that stand there once each. */
  static Map<String, Node> members(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      return null;
    }
    Map<String, Node> members = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key) || key.getValue().equals("<<")) {
        return null;
      }
      if (!names.add(key.getValue().toLowerCase(Locale.ROOT))) {
        return null;
      }
      members.put(key.getValue(), member.getValueNode());
    }
    return members;
  }

  static boolean isText(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR);
  }

  static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }
}
