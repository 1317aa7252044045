package dev.portgithub.operator;

import java.util.Optional;

/**
 * Who is using the operations right now. A host that knows binds one bean of this type in Camel's
 * registry; without it the log says "an operator".
 */
@FunctionalInterface
public interface CurrentOperator {

  /**
   * The login of the person who made the request that this thread serves; empty when it is not
   * known.
   */
  Optional<String> login();

  /** May that person change something, or only look? A host without roles lets everybody. */
  default boolean mayOperate() {
    return true;
  }
}
