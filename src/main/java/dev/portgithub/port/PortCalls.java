package dev.portgithub.port;

import dev.portgithub.remote.RemoteCall;

/** The calls of Port's API about a run. */
public final class PortCalls {
  private PortCalls() {}

  /** The present state of a run in Port. */
  public static RemoteCall readRun(String runId) {
    return RemoteCall.get(pathOf(runId), PortAccess.CREDENTIAL).withQuery("version=v2");
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

  private static String pathOf(String runId) {
    return RemoteCall.pathOf("v1", "actions", "runs", runId);
  }
}
