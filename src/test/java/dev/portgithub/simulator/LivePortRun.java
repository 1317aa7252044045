package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The mutable side of an action run. Not thread-safe: used under the lock of {@link PortWorld}. */
final class LivePortRun {

  /** One log line. */
  record LogLine(String id, String message, Instant at) {}

  /** Who started it, and ends it in the browser. */
  static final String PERSON = "auth0|65f0c0ffee0ddba11c0de001";

  /** Who calls the API with the organisation's credentials. */
  static final String MACHINE = "kQ7mZr2Xw9LtB4vHs8NcJd5PyF1gAe6U@clients";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  final String id;
  final String action;
  final String actionTitle;
  final String source;
  final String entity;
  final String blueprint;
  final JsonNode properties;
  final JsonNode payload;
  final Instant created;
  private final List<LogLine> logs = new ArrayList<>();
  private final List<PortRun.Write> history = new ArrayList<>();
  private final List<String> link = new ArrayList<>();
  private String status = "IN_PROGRESS";
  private String statusLabel;
  private String summary;
  private String externalRunId;
  private Instant updated;
  private String updatedBy = PERSON;
  private Instant ended;
  private boolean acknowledged;
  private Instant claimedUntil;

  LivePortRun(
      String id,
      String action,
      String actionTitle,
      String source,
      String entity,
      String blueprint,
      JsonNode properties,
      JsonNode payload,
      Instant created) {
    this.id = id;
    this.action = action;
    this.actionTitle = actionTitle;
    this.source = source;
    this.entity = entity;
    this.blueprint = blueprint;
    this.properties = properties;
    this.payload = payload;
    this.created = created;
    this.updated = created;
  }

  void patch(ObjectNode body, Instant now) {
    refuseWhenEnded();
    history.add(new PortRun.Write(now, "patch", body));
    updated = now;
    updatedBy = MACHINE;
    if (body.has("statusLabel")) {
      statusLabel = body.get("statusLabel").asText();
    }
    if (body.has("link")) {
      link.clear();
      JsonNode given = body.get("link");
      if (given.isTextual()) {
        link.add(given.asText());
      } else {
        given.forEach(one -> link.add(one.asText()));
      }
    }
    if (body.has("summary")) {
      summary = body.get("summary").asText();
    }
    if (body.has("externalRunId")) {
      externalRunId = body.get("externalRunId").asText();
    }
    if (body.has("status")) {
      end(body.get("status").asText(), now);
    }
  }

  LogLine log(ObjectNode body, Instant now) {
    refuseWhenEnded();
    history.add(new PortRun.Write(now, "log", body));
    updated = now;
    updatedBy = MACHINE;
    String number = String.format("%04d", logs.size() + 1);
    LogLine line = new LogLine("rl_" + id + "_" + number, body.get("message").asText(), now);
    logs.add(line);
    if (body.has("statusLabel")) {
      statusLabel = body.get("statusLabel").asText();
    }
    if (body.has("terminationStatus")) {
      end(body.get("terminationStatus").asText(), now);
    }
    return line;
  }

  void entity(ObjectNode body, Instant now) {
    history.add(new PortRun.Write(now, "entity", body));
  }

  void endByUser(String finalStatus, Instant now) {
    refuseWhenEnded();
    history.add(new PortRun.Write(now, "user", NODES.objectNode().put("status", finalStatus)));
    updatedBy = PERSON;
    end(finalStatus, now);
  }

  void status(String other) {
    status = other;
  }

  /** A run of a workflow's node: it has calls and words of its own. */
  boolean node() {
    return id.startsWith("wfnr_");
  }

  private String installation() {
    return payload.path("type").asText().equals("INTEGRATION_ACTION")
        ? payload.path("installationId").asText()
        : null;
  }

  /** Hands the run out if it waits for that installation and nobody else holds it. */
  boolean claim(String installation, Instant now, Instant until) {
    boolean free = claimedUntil == null || claimedUntil.isBefore(now);
    if (acknowledged || !inProgress() || !free || !installation.equals(installation())) {
      return false;
    }
    claimedUntil = until;
    return true;
  }

  /** False when it was acknowledged before. */
  boolean acknowledge() {
    boolean first = !acknowledged;
    acknowledged = true;
    return first;
  }

  private void end(String finalStatus, Instant now) {
    status = finalStatus;
    ended = now;
    updated = now;
  }

  private void refuseWhenEnded() {
    if (ended != null) {
      throw PortErrors.refused(
          422, "run_ended", "The run " + id + " has ended with " + status + " and cannot change");
    }
  }

  boolean ended() {
    return ended != null;
  }

  boolean inProgress() {
    return status.equals("IN_PROGRESS");
  }

  String externalRunId() {
    return externalRunId;
  }

  List<LogLine> logs() {
    return logs;
  }

  PortRun view() {
    return new PortRun(
        id,
        action,
        actionTitle,
        status,
        statusLabel,
        List.copyOf(link),
        summary,
        externalRunId,
        logs.stream().map(LogLine::message).toList(),
        List.copyOf(history),
        source,
        entity,
        blueprint,
        properties,
        payload,
        created,
        ended);
  }

  /** A run of a node, as it is handed out. */
  ObjectNode nodeJson() {
    ObjectNode json = NODES.objectNode();
    json.put("identifier", id);
    json.put("nodeUid", action);
    json.put("status", status);
    json.set("config", payload);
    json.put("pendingExecution", !acknowledged);
    json.put("claimedUntil", claimedUntil == null ? null : claimedUntil.toString());
    json.put("installationId", installation());
    return json;
  }

  /** The run as the API shows it: version v2, or the older shape that is the default. */
  ObjectNode json(boolean v2) {
    ObjectNode json = NODES.objectNode();
    json.put("id", id);
    json.put("status", status);
    if (statusLabel != null) {
      json.put("statusLabel", statusLabel);
    }
    if (v2) {
      json.putObject("action")
          .put("identifier", action)
          .put("title", actionTitle)
          .put("icon", "Github")
          .put("deleted", false);
    } else {
      json.put("action", action);
      json.put("relatedEntityExists", entity != null);
      json.put("relatedBlueprintExists", blueprint != null);
    }
    json.put("blueprint", blueprint);
    json.put("entity", entity);
    json.set("properties", properties);
    json.put("source", source);
    json.put("requiredApproval", false);
    ArrayNode links = json.putArray("link");
    link.forEach(links::add);
    json.put("summary", summary);
    json.put("endedAt", ended == null ? null : ended.toString());
    json.set("payload", payload);
    json.putObject("response");
    if (installation() != null) {
      json.put("pendingExecution", !acknowledged);
      json.put("claimedUntil", claimedUntil == null ? null : claimedUntil.toString());
      json.put("installationId", installation());
    }
    json.put("createdBy", PERSON);
    json.put("updatedBy", updatedBy);
    json.put("createdAt", created.toString());
    json.put("updatedAt", updated.toString());
    return json;
  }
}
