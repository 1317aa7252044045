package dev.portgithub.port;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;

/** The calls of Port's API about a run, and the run in its answer. */
public final class PortCalls {
  /** The most that Port gives at a time. */
  public static final int MOST_RUNS = 1000;

  private static final String RUNS = "/v1/actions/runs/";

  private PortCalls() {}

  /** The present state of a run in Port. */
  public static RemoteCall readRun(String runId) {
    return RemoteCall.get(pathOf(runId), PortAccess.CREDENTIAL).withQuery("version=v2");
  }

  /** The runs that have not ended in Port, of all actions. There are no further pages. */
  public static RemoteCall openRuns() {
    return RemoteCall.get("/v1/actions/runs", PortAccess.CREDENTIAL)
        .withQuery("version=v2&active=true&limit=" + MOST_RUNS);
  }

  /** Changes what a run shows in Port, and ends it when the body holds a final status. */
  public static RemoteCall updateRun(String runId, String body) {
    return RemoteCall.patch(pathOf(runId), PortAccess.CREDENTIAL)
        .withQuery("version=v2")
        .withJson(body);
  }

  /** Adds a line to the log of a run in Port. */
  public static RemoteCall addLog(String runId, String body) {
    return RemoteCall.post(
            RemoteCall.pathOf("v1", "actions", "runs", runId, "logs"), PortAccess.CREDENTIAL)
        .withJson(body);
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
    return call.path().startsWith(RUNS);
  }

  /** The run that a call is about, or the call itself. */
  static String subject(RemoteCall call) {
    return isAboutRun(call) ? call.path().substring(RUNS.length()).split("/")[0] : call.path();
  }

  private static String pathOf(String runId) {
    return RemoteCall.pathOf("v1", "actions", "runs", runId);
  }
}
