package dev.portgithub.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.PortSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls Port's API as the step of a workflow does. */
final class PortApi {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final PortSimulator port;

  PortApi(PortSimulator port) {
    this.port = port;
  }

  /** Returns Port's HTTP status: 201 when the entity is in the catalogue, tied to the run. */
  int upsertDeployment(String service, String version, String runId) {
    ObjectNode entity =
        JSON.createObjectNode()
            .put("identifier", service + "-" + version)
            .put("title", service + " " + version);
    entity.putObject("properties").put("service", service).put("version", version);
    String path = "/v1/blueprints/deployment/entities?upsert=true&run_id=" + runId;
    return post(path, entity, "Bearer " + token()).statusCode();
  }

  private String token() {
    ObjectNode login =
        JSON.createObjectNode()
            .put("clientId", port.clientId())
            .put("clientSecret", port.clientSecret());
    try {
      JsonNode answer = JSON.readTree(post("/v1/auth/access_token", login, null).body());
      return answer.path("accessToken").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> post(String path, ObjectNode body, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(port.url() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
