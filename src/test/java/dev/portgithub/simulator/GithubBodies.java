package dev.portgithub.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads request bodies as GitHub does: JSON objects or 400. */
final class GithubBodies {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private GithubBodies() {}

  static ObjectNode object(String body) {
    JsonNode read;
    try {
      read = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw GithubErrors.refused(400, "Problems parsing JSON");
    }
    if (!(read instanceof ObjectNode object)) {
      throw GithubErrors.refused(400, "Body should be a JSON object");
    }
    return object;
  }

  static ObjectNode optionalObject(String body) {
    return body.isBlank() ? JSON.createObjectNode() : object(body);
  }
}
