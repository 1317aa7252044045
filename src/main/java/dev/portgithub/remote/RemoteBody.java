package dev.portgithub.remote;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * The JSON of an answer on its way through a gateway route. It does not print itself: some answers
 * hold tokens and credentials, and Camel's traces print every body.
 */
public record RemoteBody(JsonNode json) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static RemoteBody of(JsonNode json) {
    return new RemoteBody(json);
  }

  @Override
  public String toString() {
    return "JSON";
  }
}
