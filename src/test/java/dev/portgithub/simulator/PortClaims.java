package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The endpoints that Port keeps for its own clients: pending runs are claimed and acknowledged, and
 * runs of workflow nodes are reported. They ask for a header of their own.
 */
final class PortClaims {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int LONGEST_VISIBILITY = 600_000;
  private static final PortBody CLAIM =
      new PortBody()
          .text("installationId")
          .member("limit", v -> v.isInt() && v.asInt() >= 1 && v.asInt() <= 1000)
          .member(
              "visibilityTimeoutMs",
              v -> v.isInt() && v.asInt() >= 1 && v.asInt() <= LONGEST_VISIBILITY)
          .require("installationId", "limit");
  private static final PortBody ACK = new PortBody().text("runId").require("runId");
  private static final PortBody NODE_ACK =
      new PortBody().text("nodeRunIdentifier").require("nodeRunIdentifier");
  private static final PortBody NODE_PATCH =
      new PortBody()
          .oneOf("status", "IN_PROGRESS", "COMPLETED")
          .oneOf("result", "SUCCESS", "FAILED", "CANCELLED")
          .text("externalRunId")
          .object("output")
          .member("links", v -> v.isArray() && all(v, JsonNode::isTextual))
          .notEmpty();
  private static final Set<String> LEVELS = Set.of("INFO", "WARN", "ERROR", "DEBUG");
  private static final PortBody NODE_LOG =
      new PortBody()
          .member("logs", v -> v.isArray() && !v.isEmpty() && all(v, PortClaims::isLine))
          .require("logs");

  private final PortWorld world;

  PortClaims(PortWorld world, Router<Request> router) {
    this.world = world;
    router
        .on("POST", "/v1/actions/runs/claim-pending", (r, p) -> claim(r, false))
        .on("PATCH", "/v1/actions/runs/ack", (r, p) -> acknowledge(r, false))
        .on("POST", "/v1/workflows/runs/claim-pending", (r, p) -> claim(r, true))
        .on("PATCH", "/v1/workflows/runs/ack", (r, p) -> acknowledge(r, true))
        .on("PATCH", "/v1/workflows/nodes/runs/{run}", this::patch)
        .on("POST", "/v1/workflows/nodes/runs/{run}/logs", this::log);
  }

  private static boolean all(JsonNode list, Predicate<JsonNode> each) {
    return StreamSupport.stream(list.spliterator(), false).allMatch(each);
  }

  private static boolean isLine(JsonNode line) {
    return line.isObject()
        && line.size() == 2
        && line.path("message").isTextual()
        && LEVELS.contains(line.path("level").asText());
  }

  private static void requireHeader(Request request) {
    if (!"true".equals(request.header("x-port-reserved-usage"))) {
      throw PortErrors.notFound("The route " + request.path());
    }
  }

  private static ObjectNode ok() {
    return NODES.objectNode().put("ok", true);
  }

  private Answer claim(Request request, boolean node) {
    requireHeader(request);
    ObjectNode body = CLAIM.check(request);
    ObjectNode answer = ok();
    ArrayNode claimed = answer.putArray(node ? "nodeRuns" : "runs");
    synchronized (world) {
      Instant now = world.now();
      Instant until =
          world.claimEnd(
              Duration.ofMillis(body.path("visibilityTimeoutMs").asInt(LONGEST_VISIBILITY)));
      String installation = body.get("installationId").asText();
      for (LivePortRun run : world.oldest(run -> run.node() == node)) {
        if (claimed.size() < body.get("limit").asInt() && run.claim(installation, now, until)) {
          claimed.add(node ? run.nodeJson() : run.json(true));
        }
      }
    }
    return Answer.json(200, answer);
  }

  private Answer acknowledge(Request request, boolean node) {
    requireHeader(request);
    ObjectNode body = (node ? NODE_ACK : ACK).check(request);
    synchronized (world) {
      LivePortRun run = world.run(body.get(node ? "nodeRunIdentifier" : "runId").asText());
      if (!run.acknowledge()) {
        throw PortErrors.refused(409, "conflict", "The run " + run.id + " is acknowledged already");
      }
    }
    return Answer.json(200, node ? ok().put("acked", true) : ok());
  }

  private LivePortRun nodeRun(Map<String, String> path) {
    LivePortRun run = world.run(path.get("run"));
    if (!run.node()) {
      throw PortErrors.notFound("The node run " + run.id);
    }
    return run;
  }

  private Answer patch(Request request, Map<String, String> path) {
    requireHeader(request);
    ObjectNode body = NODE_PATCH.check(request);
    boolean completed = body.path("status").asText().equals("COMPLETED");
    if (completed != body.has("result")) {
      throw PortErrors.invalid("A result belongs to the status COMPLETED, and only to it");
    }
    synchronized (world) {
      nodeRun(path).patch(asOfAction(body), world.now());
    }
    return Answer.json(200, ok());
  }

  /** In the words of an action's run, so that one kind of object can be looked at. */
  private static ObjectNode asOfAction(ObjectNode body) {
    ObjectNode patch = NODES.objectNode();
    if (body.has("links")) {
      patch.set("link", body.get("links"));
    }
    if (body.has("externalRunId")) {
      patch.set("externalRunId", body.get("externalRunId"));
    }
    if (body.has("result")) {
      patch.put("status", body.get("result").asText());
    }
    return patch;
  }

  private Answer log(Request request, Map<String, String> path) {
    requireHeader(request);
    ObjectNode body = NODE_LOG.check(request);
    synchronized (world) {
      LivePortRun run = nodeRun(path);
      for (JsonNode line : body.get("logs")) {
        run.log(NODES.objectNode().put("message", line.get("message").asText()), world.now());
      }
    }
    return Answer.json(201, ok());
  }
}
