package dev.portgithub.port;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.NodeRuns;

/** The calls of Port's API about a run, and the run in its answer. */
public final class PortCalls {
  /** The most that Port gives at a time. */
  public static final int MOST_RUNS = 1000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENTITIES = "/v1/blueprints/";
  private static final String RUNS = "/v1/actions/runs/";
  private static final String NODE_RUNS = "/v1/workflows/nodes/runs/";
  private static final String NODES = "/v1/workflows/";

  private PortCalls() {}

  /** The present state of a run in Port. */
  public static RemoteCall readRun(String runId) {
    RemoteCall call = RemoteCall.get(pathOf(runId), PortAccess.CREDENTIAL);
    return NodeRuns.isOne(runId) ? call : call.withQuery("version=v2");
  }

  /**
   * Claims runs that wait to be executed by an installation; Port hands each to one claimer at a
   * time.
   *
   * @param node whether runs of the nodes of workflows, instead of runs of actions
   * @param body the installation, how many, and for how long
   */
  public static RemoteCall claimPending(boolean node, String body) {
    return RemoteCall.post(reserved(node, "claim-pending"), PortAccess.CREDENTIAL).withJson(body);
  }

  /** Says that a claimed run is taken: Port hands it out no more. */
  public static RemoteCall acknowledge(boolean node, String body) {
    return RemoteCall.patch(reserved(node, "ack"), PortAccess.CREDENTIAL).withJson(body);
  }

  /** For header x-port-reserved-usage: "true" with calls that Port keeps for its own clients. */
  public static String reservedUsage(RemoteCall call) {
    return isReserved(call) ? "true" : null;
  }

  private static boolean isReserved(RemoteCall call) {
    return call.path().startsWith(NODES)
        || call.path().equals(reserved(false, "claim-pending"))
        || call.path().equals(reserved(false, "ack"));
  }

  private static String reserved(boolean node, String what) {
    return (node ? NODES + "runs/" : RUNS) + what;
  }

  /** The runs that have not ended in Port, of all actions. There are no further pages. */
  public static RemoteCall openRuns() {
    return RemoteCall.get("/v1/actions/runs", PortAccess.CREDENTIAL)
        .withQuery("version=v2&active=true&limit=" + MOST_RUNS);
  }

  /** Changes what a run shows in Port, and ends it when the body holds a final status. */
  public static RemoteCall updateRun(String runId, String body) {
    RemoteCall call = RemoteCall.patch(pathOf(runId), PortAccess.CREDENTIAL).withJson(body);
    return NodeRuns.isOne(runId) ? call : call.withQuery("version=v2");
  }

  /**
   * Creates or changes an entity and ties it to the run, which must not have ended.
   *
   * @param body blueprint and entity
   */
  public static RemoteCall upsertEntity(String runId, String body) {
    JsonNode report = read(body);
    String path =
        RemoteCall.pathOf("v1", "blueprints", report.path("blueprint").asText(), "entities");
    return RemoteCall.post(path, PortAccess.CREDENTIAL)
        .withQuery("upsert=true&merge=true&run_id=" + RemoteCall.encode(runId))
        .withJson(report.path("entity").toString());
  }

  /** The body of a report. */
  public static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was printed as JSON can be read", e);
    }
  }

  /** Adds a line to the log of a run in Port. */
  public static RemoteCall addLog(String runId, String body) {
    return RemoteCall.post(pathOf(runId) + "/logs", PortAccess.CREDENTIAL).withJson(body);
  }

  /**
   * The run in Port's answer to {@link #readRun}.
   *
   * @throws RemoteBusy when the answer shows no run with a status, or another run: it is no
   *     evidence of anything
   */
  public static JsonNode shownRun(String runId, RemoteAnswer answer) {
    JsonNode run = answer.json().path("run");
    if (run.path("status").asText("").isBlank() || !run.path("id").asText(runId).equals(runId)) {
      throw new RemoteBusy("Port's answer does not show the run", null);
    }
    return run;
  }

  static boolean isAboutRun(RemoteCall call) {
    return call.path().startsWith(RUNS) || call.path().startsWith(NODES);
  }

  /** Does the path name a run, so that a 404 is about it? */
  static boolean namesRun(RemoteCall call) {
    return call.path().startsWith(NODE_RUNS) || call.path().startsWith(RUNS) && !isReserved(call);
  }

  /** Does it wait while Port takes no calls? */
  static boolean waitsForPort(RemoteCall call) {
    return isAboutRun(call) || call.path().startsWith(ENTITIES);
  }

  /** The run that a call is about, or the call itself. */
  static String subject(RemoteCall call) {
    String base = call.path().startsWith(NODE_RUNS) ? NODE_RUNS : RUNS;
    return namesRun(call) ? call.path().substring(base.length()).split("/")[0] : call.path();
  }

  private static String pathOf(String runId) {
    return NodeRuns.isOne(runId)
        ? RemoteCall.pathOf("v1", "workflows", "nodes", "runs", runId)
        : RemoteCall.pathOf("v1", "actions", "runs", runId);
  }
}
