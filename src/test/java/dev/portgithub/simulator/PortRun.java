package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * Port's action run as it stood when it was asked for; later changes do not show.
 *
 * <p>{@code payload} is the resolved invocation (type, org, repo, workflow, workflowInputs,
 * reportWorkflowStatus). {@code logs} are the messages in order. {@code history} is everything that
 * was written, in order.
 */
public record PortRun(
    String id,
    String action,
    String actionTitle,
    String status,
    String statusLabel,
    List<String> link,
    String summary,
    String externalRunId,
    List<String> logs,
    List<Write> history,
    String source,
    String entity,
    String blueprint,
    JsonNode properties,
    JsonNode payload,
    Instant createdAt,
    Instant endedAt) {

  /** One accepted change: {@code kind} is "patch", "log", "entity" or "user"; body as received. */
  public record Write(Instant at, String kind, JsonNode body) {}

  /** Whether it has its final status. */
  public boolean ended() {
    return endedAt != null;
  }
}
