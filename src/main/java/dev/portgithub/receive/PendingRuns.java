package dev.portgithub.receive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.Settings;
import dev.portgithub.port.PortAway;
import dev.portgithub.port.PortCalls;
import dev.portgithub.port.PortPause;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Texts;
import dev.portgithub.validate.Classifier;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source of runs beside Kafka: runs that Port keeps for an installation are claimed, and
 * acknowledged once they are durable here. What is claimed and not acknowledged, Port hands out
 * again after {@value #VISIBILITY_MILLIS} ms, to us or to another instance.
 *
 * <p>A claimed run is turned into the invocation that Kafka would have brought, so that the same
 * rules decide about it. The calls are those of Port's own clients; Port does not document them.
 */
public final class PendingRuns {
  private static final Logger LOG = LoggerFactory.getLogger(PendingRuns.class);

  /** How long a claim lasts: longer than Port's answer and our transaction may take together. */
  private static final int VISIBILITY_MILLIS = 60_000;

  private static final int LIMIT = 300;

  private final Settings settings;
  private final Clock clock;
  private final IntakeGate gate;
  private final PortPause pause;
  private volatile State state;

  /** What health says: when Port last answered a claim, and what went wrong since, or null. */
  public record State(Instant answeredAt, Instant failingSince, String failure) {}

  /**
   * A run that Port has handed out.
   *
   * @param node whether it is of a node of a workflow, and not of an action
   */
  public record Pending(String id, boolean node, ReceivedRecord record) {}

  public PendingRuns(Settings settings, Clock clock, IntakeGate gate, PortPause pause) {
    this.settings = settings;
    this.clock = clock;
    this.gate = gate;
    this.pause = pause;
    this.state = new State(null, null, null);
  }

  /** The calls to be made now: none while the intake is paused, or while Port takes no calls. */
  public List<RemoteCall> claims() {
    if (gate.isPaused() || pause.room(1) == 0) {
      return List.of();
    }
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("installationId", settings.portInstallationId())
            .put("limit", LIMIT)
            .put("visibilityTimeoutMs", VISIBILITY_MILLIS)
            .toString();
    return List.of(PortCalls.claimPending(false, body), PortCalls.claimPending(true, body));
  }

  /** The runs in Port's answer to a claim. */
  public List<Pending> read(RemoteAnswer answer) {
    state = new State(Instant.now(clock), null, null);
    List<Pending> pending = new ArrayList<>();
    answer.json().path("runs").forEach(run -> add(pending, run.path("id"), ofAction(run)));
    answer
        .json()
        .path("nodeRuns")
        .forEach(run -> add(pending, run.path("identifier"), ofNode(run)));
    return pending;
  }

  private void add(List<Pending> pending, JsonNode id, ObjectNode message) {
    if (!id.isTextual()) {
      // Nothing can be told about it, and nothing acknowledged.
      LOG.warn("Port hands out a run without an id: it is left alone");
      return;
    }
    message.putObject("context").put("runId", id.textValue());
    boolean node = message.path(Classifier.CLAIMED).asBoolean();
    byte[] value = message.toString().getBytes(StandardCharsets.UTF_8);
    pending.add(
        new Pending(id.textValue(), node, ReceivedRecord.claimed(Instant.now(clock), value)));
  }

  private static ObjectNode ofAction(JsonNode run) {
    JsonNode payload = run.path("payload");
    ObjectNode message =
        message(
            run.path("action").path("identifier"), payload, payload.path("integrationActionType"));
    if (run.path("createdBy").isTextual()) {
      message.putObject("trigger").putObject("by").set("userId", run.get("createdBy"));
    }
    return message;
  }

  private static ObjectNode ofNode(JsonNode run) {
    JsonNode config = run.path("config");
    return message(run.path("nodeUid"), config, config.path("integrationInvocationType"))
        .put(Classifier.CLAIMED, true);
  }

  private static ObjectNode message(JsonNode action, JsonNode asked, JsonNode type) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    if (action.isTextual()) {
      message.set("action", action);
    }
    ObjectNode method =
        message.putObject("payload").putObject("action").putObject("invocationMethod");
    if (asked.path("integrationActionExecutionProperties") instanceof ObjectNode properties) {
      method.setAll(properties);
    }
    if (!method.has("workflowInputs")) {
      method.putObject("workflowInputs");
    }
    method.put("type", "GITHUB").put("integrationActionType", type.asText());
    return message;
  }

  /** The call that takes a run for good; made when the run is durable. */
  public RemoteCall acknowledge(Pending run) {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put(run.node() ? "nodeRunIdentifier" : "runId", run.id())
            .toString();
    return PortCalls.acknowledge(run.node(), body);
  }

  /** Port will not take the acknowledgement: most often since it has it already. */
  public void notAcknowledged(Pending run, Exception refusal) {
    LOG.debug("Run {}: Port refuses its acknowledgement: {}", run.id(), refusal.getMessage());
  }

  /** A claim, or what followed it, has failed: it is made again at its next time. */
  public void failed(Exception failure) {
    State before = state;
    Instant since = before.failingSince() == null ? Instant.now(clock) : before.failingSince();
    if (before.failure() == null && !(failure instanceof PortAway)) {
      LOG.warn(
          "No runs could be claimed from Port: {}. They wait in Port, and it is tried again at each interval. If it goes on, check PORT_INSTALLATION_ID",
          Texts.shorten(String.valueOf(failure.getMessage()), 300));
    }
    state = new State(before.answeredAt(), since, String.valueOf(failure.getMessage()));
  }

  /** For health. */
  public State state() {
    return state;
  }
}
