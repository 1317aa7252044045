package dev.portgithub.operator;

import dev.portgithub.run.Texts;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * Who is using the operations right now. A host that knows binds one bean of this type in Camel's
 * registry; without it the log says "an operator".
 */
@FunctionalInterface
public interface CurrentOperator {
  /** What is said of somebody whose login is not known. */
  String UNKNOWN = "an operator";

  /**
   * The login of the person who made the request that this thread serves; empty when it is not
   * known.
   */
  Optional<String> login();

  /** The login of whoever uses the operations of this context, or {@link #UNKNOWN}. */
  static String of(CamelContext camel) {
    return Optional.ofNullable(camel)
        .map(context -> context.getRegistry().findSingleByType(CurrentOperator.class))
        .flatMap(CurrentOperator::login)
        .map(login -> Texts.line(login, 100))
        .orElse(UNKNOWN);
  }

  /** For the log: "operator anna", or {@link #UNKNOWN}. */
  static String describe(String login) {
    return login.equals(UNKNOWN) ? UNKNOWN : "operator " + login;
  }

  /** May that person change something, or only look? A host without roles lets everybody. */
  default boolean mayOperate() {
    return true;
  }
}
