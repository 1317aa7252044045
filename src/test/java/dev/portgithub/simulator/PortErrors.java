package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Port's way of saying no. The words of {@code error} are this simulator's own. */
final class PortErrors {

  private PortErrors() {}

  static Refused refused(int status, String error, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("ok", false);
    body.put("error", error);
    body.put("message", message);
    return new Refused(Answer.json(status, body));
  }

  static Refused invalid(String message) {
    return refused(422, "invalid_request", message);
  }

  static Refused notFound(String what) {
    return refused(404, "not_found", what + " was not found");
  }
}
