package dev.portgithub.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.portgithub.run.Texts;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Port or GitHub answered.
 *
 * @param json the body, or a missing node when it was empty or not JSON
 */
public record RemoteAnswer(int status, JsonNode json, Map<String, String> headers) {
  private static final int LONGEST_MESSAGE = 500;

  /**
   * Made by the gateway routes from Camel's message; a body that could not be parsed is no
   * RemoteBody.
   */
  public static RemoteAnswer of(Integer status, Object body, Map<String, Object> headers) {
    Map<String, String> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    JsonNode json = body instanceof RemoteBody read ? read.json() : MissingNode.getInstance();
    return new RemoteAnswer(status, json, texts);
  }

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  public boolean notModified() {
    return status == 304;
  }

  public boolean unauthorized() {
    return status == 401;
  }

  public String etag() {
    return headers.get("ETag");
  }

  /** A header that holds a whole number; null when it is absent or something else. */
  public Long number(String header) {
    String value = headers.get(header);
    try {
      return value == null ? null : Long.valueOf(value.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The remote's own words, shortened, on one line; or the status when it gave none. */
  public String message() {
    String message = json.path("message").asText("");
    for (JsonNode error : json.path("errors")) {
      String detail = error.isTextual() ? error.asText() : error.path("message").asText("");
      message += detail.isBlank() || message.contains(detail) ? "" : " " + detail;
    }
    if (message.isBlank()) {
      message = json.path("error").asText("");
    }
    message = Texts.line(message, LONGEST_MESSAGE);
    return message.isEmpty() ? "HTTP " + status : message;
  }

  public boolean says(String words) {
    return message().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return "HTTP " + status;
  }
}
