package dev.portgithub.report;

import dev.portgithub.port.PortCalls;
import dev.portgithub.remote.RemoteCall;

/** A row of the outbox, to be sent under a claim of its run. */
public record Report(
    long id,
    String runId,
    String kind,
    String body,
    boolean endsRun,
    int attempts,
    long reportClaim) {
  public static final String PATCH = "PATCH";
  public static final String LOG = "LOG";

  /** The call that tells it to Port. */
  public RemoteCall call() {
    return kind.equals(LOG) ? PortCalls.addLog(runId, body) : PortCalls.updateRun(runId, body);
  }
}
