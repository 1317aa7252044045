package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** GitHub's way of saying no. */
final class GithubErrors {

  private GithubErrors() {}

  static Answer answer(int status, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("message", message);
    body.put("documentation_url", "https://docs.github.com/rest");
    body.put("status", String.valueOf(status));
    return Answer.json(status, body);
  }

  static Refused refused(int status, String message) {
    return new Refused(answer(status, message));
  }

  static Refused notFound() {
    return refused(404, "Not Found");
  }

  static Refused forbidden(GithubPrincipal who, String acceptedPermissions) {
    String by = who.kind() == GithubPrincipal.Kind.TOKEN ? "personal access token" : "integration";
    return new Refused(
        answer(403, "Resource not accessible by " + by)
            .with("X-Accepted-GitHub-Permissions", acceptedPermissions));
  }
}
