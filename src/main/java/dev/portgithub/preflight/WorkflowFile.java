package dev.portgithub.preflight;

import java.util.Locale;
import java.util.Map;

/**
 * What a workflow file declares for a dispatch, as far as it is known for sure.
 *
 * @param inputs by their names in lower case; null where they are not known for sure
 */
record WorkflowFile(Trigger trigger, Map<String, DeclaredInput> inputs) {
  /** A file that cannot be read, or is written in an unusual way: GitHub alone can judge it. */
  static final WorkflowFile UNKNOWN = new WorkflowFile(Trigger.UNKNOWN, null);

  enum Trigger {
    DECLARED,
    /** There are triggers, and {@code workflow_dispatch} is none of them. */
    MISSING,
    UNKNOWN
  }

  /** The input of this name, in whatever case; null where there is none. */
  DeclaredInput input(String name) {
    return inputs.get(key(name));
  }

  boolean knowsInputs() {
    return trigger == Trigger.DECLARED && inputs != null;
  }

  /** About how many characters it holds in memory. */
  int weight() {
    int weight = 200;
    if (inputs != null) {
      for (DeclaredInput input : inputs.values()) {
        weight += 200 + 2 * input.name().length();
        weight +=
            input.options() == null
                ? 0
                : input.options().stream().mapToInt(option -> 50 + option.length()).sum();
      }
    }
    return weight;
  }

  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
