package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The expressions of Port that stand in texts.
 *
 * <p>What stands between two opening braces and the next two closing ones is an expression of Port
 * if it reads one of the members that Port offers ({@code .inputs}, {@code .run}, {@code .entity},
 * {@code .trigger}, {@code .action}, {@code .user}, {@code .event}, {@code .secrets}), anywhere in
 * the jq program, or calls {@code spreadValue()}. A text that is nothing but {@code {{ . }}} counts
 * as well; inside a longer text it does not, since other tools write it there. {@code {{
 * .Release.Name }}}, {@code {{ .Values.inputs }}} and {@code ${{ inputs.x }}} are none.
 *
 * <p>An object of this class knows the expressions in some trees. It reads them when it is first
 * asked.
 */
final class PortExpressions {
  private static final Pattern READS_PORT =
      Pattern.compile(
          "(?<![\\w$.?\\])}\"'])\\.(?:inputs|run|entity|trigger|action|user|event|secrets)\\b"
              + "|\\bspreadValue\\(");

  private final List<JsonNode> trees;
  private Set<String> known;

  PortExpressions(JsonNode... trees) {
    this.trees = List.of(trees);
  }

  /** The expressions in a text, with their braces, in their order. */
  static List<String> in(String text) {
    List<String> found = new ArrayList<>();
    int end;
    for (int at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", end)) {
      int close = text.indexOf("}}", at + 2);
      if (close < 0) {
        break;
      }
      end = close + 2;
      String program = text.substring(at + 2, close).strip();
      boolean everything = program.equals(".") && text.strip().length() == end - at;
      if (everything || READS_PORT.matcher(program).find()) {
        found.add(text.substring(at, end));
      }
    }
    return found;
  }

  /** Whether each of these stands somewhere in the trees; true for none. */
  boolean holdAll(List<String> expressions) {
    if (expressions.isEmpty()) {
      return true;
    }
    if (known == null) {
      known = new HashSet<>();
      trees.forEach(this::learn);
    }
    return known.containsAll(expressions);
  }

  private void learn(JsonNode tree) {
    if (tree.isTextual()) {
      known.addAll(in(tree.textValue()));
    }
    for (JsonNode element : tree) {
      learn(element);
    }
    for (Map.Entry<String, JsonNode> member : tree.properties()) {
      known.addAll(in(member.getKey()));
    }
  }
}
