package dev.portgithub.preflight;

import java.util.List;

/**
 * An input that a workflow file declares under {@code on.workflow_dispatch.inputs}.
 *
 * @param required only where the file says so beyond doubt
 * @param hasDefault also where the default is empty
 * @param options of a choice; null where they are not known for sure
 */
record DeclaredInput(
    String name, Type type, boolean required, boolean hasDefault, List<String> options) {

  enum Type {
    STRING,
    BOOLEAN,
    NUMBER,
    CHOICE,
    ENVIRONMENT,
    /** One that is written in an unusual way: nothing is known of its values. */
    UNKNOWN
  }

  static DeclaredInput unknown(String name) {
    return new DeclaredInput(name, Type.UNKNOWN, false, false, null);
  }

  /** May any text be its value? */
  boolean takesText() {
    return type == Type.STRING;
  }

  /** Is a run surely refused that does not send it? GitHub takes a boolean for false. */
  boolean isNeeded() {
    return required && !hasDefault && type != Type.BOOLEAN && type != Type.UNKNOWN;
  }
}
