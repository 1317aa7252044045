package dev.portgithub.preflight;

import dev.portgithub.preflight.DeclaredInput.Type;
import dev.portgithub.preflight.WorkflowFile.Trigger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads what a workflow file declares for a dispatch, with the YAML library that the routes are
 * read with.
 *
 * <p>It says nothing that it does not know for sure: whatever is written in an unusual way (merge
 * keys, names that stand twice, several documents, options that are no texts) is unknown.
 */
final class WorkflowYaml {
  private static final String DISPATCH = "workflow_dispatch";

  private WorkflowYaml() {}

  static WorkflowFile read(String text) {
    try {
      return YamlNodes.read(text).map(WorkflowYaml::workflow).orElse(WorkflowFile.UNKNOWN);
    } catch (RuntimeException e) {
      // Not only the library's own: a file must never stand in the way of a dispatch.
      return WorkflowFile.UNKNOWN;
    }
  }

  private static WorkflowFile workflow(Node root) {
    Map<String, Node> top = YamlNodes.members(root);
    Node on = top == null ? null : top.get("on");
    if (on instanceof ScalarNode event) {
      return ofNames(List.of(event));
    }
    if (on instanceof SequenceNode events) {
      return ofNames(events.getValue());
    }
    Map<String, Node> events = YamlNodes.members(on);
    if (events == null || events.isEmpty()) {
      return WorkflowFile.UNKNOWN;
    }
    Node dispatch = events.get(DISPATCH);
    if (dispatch == null) {
      boolean spelled = events.keySet().stream().anyMatch(DISPATCH::equalsIgnoreCase);
      return spelled ? WorkflowFile.UNKNOWN : new WorkflowFile(Trigger.MISSING, null);
    }
    return new WorkflowFile(Trigger.DECLARED, inputs(dispatch));
  }

  private static WorkflowFile ofNames(List<Node> events) {
    List<String> names = new ArrayList<>();
    for (Node event : events) {
      if (!YamlNodes.isText(event)) {
        return WorkflowFile.UNKNOWN;
      }
      names.add(((ScalarNode) event).getValue().strip());
    }
    if (names.contains(DISPATCH)) {
      return new WorkflowFile(Trigger.DECLARED, Map.of());
    }
    boolean spelled = names.stream().anyMatch(DISPATCH::equalsIgnoreCase);
    return names.isEmpty() || spelled
        ? WorkflowFile.UNKNOWN
        : new WorkflowFile(Trigger.MISSING, null);
  }

  /** Null where they are not known for sure. */
  private static Map<String, DeclaredInput> inputs(Node dispatch) {
    if (YamlNodes.isNothing(dispatch)) {
      return Map.of();
    }
    Map<String, Node> members = YamlNodes.members(dispatch);
    if (members == null) {
      return null;
    }
    Node node = members.get("inputs");
    if (node == null) {
      return members.keySet().stream().anyMatch("inputs"::equalsIgnoreCase) ? null : Map.of();
    }
    if (YamlNodes.isNothing(node)) {
      return Map.of();
    }
    Map<String, Node> declared = YamlNodes.members(node);
    if (declared == null) {
      return null;
    }
    Map<String, DeclaredInput> inputs = new LinkedHashMap<>();
    declared.forEach((name, input) -> inputs.put(WorkflowFile.key(name), input(name, input)));
    // Names that differ in nothing but their case.
    return inputs.size() == declared.size() ? inputs : null;
  }

  private static DeclaredInput input(String name, Node node) {
    if (YamlNodes.isNothing(node)) {
      return new DeclaredInput(name, Type.STRING, false, false, null);
    }
    Map<String, Node> members = YamlNodes.members(node);
    if (members == null) {
      return DeclaredInput.unknown(name);
    }
    Type type = type(members.get("type"));
    boolean required =
        members.get("required") instanceof ScalarNode scalar
            && scalar.getTag().equals(Tag.BOOL)
            && scalar.getValue().equalsIgnoreCase("true");
    List<String> options = type == Type.CHOICE ? options(members.get("options")) : null;
    return new DeclaredInput(name, type, required, members.containsKey("default"), options);
  }

  private static Type type(Node node) {
    if (node == null) {
      return Type.STRING;
    }
    if (!YamlNodes.isText(node)) {
      return Type.UNKNOWN;
    }
    return switch (((ScalarNode) node).getValue()) {
      case "string" -> Type.STRING;
      case "boolean" -> Type.BOOLEAN;
      case "number" -> Type.NUMBER;
      case "choice" -> Type.CHOICE;
      case "environment" -> Type.ENVIRONMENT;
      default -> Type.UNKNOWN;
    };
  }

  /** Null unless all of them are texts: how GitHub prints a number or a date is not known. */
  private static List<String> options(Node node) {
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      return null;
    }
    List<String> options = new ArrayList<>();
    for (Node option : sequence.getValue()) {
      if (!YamlNodes.isText(option) || ((ScalarNode) option).getValue().contains("${{")) {
        return null;
      }
      options.add(((ScalarNode) option).getValue());
    }
    return options;
  }
}
