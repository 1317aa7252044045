package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a simulator is about to send. Not sent yet, so that latency and faults can still change it.
 */
record Answer(int status, Map<String, String> headers, byte[] body) {

  static Answer empty(int status) {
    return new Answer(status, Map.of(), new byte[0]);
  }

  static Answer json(int status, JsonNode body) {
    return of(status, "application/json; charset=utf-8", body.toString());
  }

  static Answer html(int status, String page) {
    return of(status, "text/html; charset=utf-8", page);
  }

  static Answer of(int status, String contentType, String body) {
    return new Answer(
        status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }

  Answer with(Map<String, String> extra) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.putAll(extra);
    return new Answer(status, more, body);
  }
}
