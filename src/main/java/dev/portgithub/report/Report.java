package dev.portgithub.report;

import dev.portgithub.port.PortCalls;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Outboxes.Claimed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the outbox, to be sent under a claim of its run.
 *
 * @param read with it, and under the same claim
 */
public record Report(
    long id,
    String runId,
    String kind,
    String body,
    boolean endsRun,
    int attempts,
    Instant endedAt,
    long reportClaim,
    Read read) {
  public static final String PATCH = "PATCH";
  public static final String LOG = "LOG";

  /**
   * @param behind the reports of the run that come next, in order
   * @param told the ids of those before it that Port has, which nobody has noted yet
   * @param until the claim has to be renewed before the next one is sent
   */
  record Read(List<Report> behind, List<Long> told, Instant until) {}

  /** The first of these, with the others behind it; null when there is none. */
  static Report first(List<Report> rows, Instant until) {
    return rows.isEmpty() ? null : rows.get(0).with(rows.subList(1, rows.size()), List.of(), until);
  }

  /** The one behind it, once this one is noted. */
  Report next() {
    return first(read.behind(), read.until());
  }

  /** The one behind it, which has this one noted with it. */
  Report nextAfterUnnoted() {
    return next().with(next().read.behind(), told(), read.until());
  }

  /** Those that Port has, this one included, and that nobody has noted yet. */
  List<Long> told() {
    List<Long> told = new ArrayList<>(read.told());
    told.add(id);
    return told;
  }

  /** May Port be told twice without any harm? A PATCH writes what is there already. */
  boolean isRepeatable() {
    return kind.equals(PATCH) && !endsRun;
  }

  Claimed claim() {
    return new Claimed(runId, reportClaim);
  }

  private Report with(List<Report> behind, List<Long> told, Instant until) {
    Read with = new Read(List.copyOf(behind), List.copyOf(told), until);
    return new Report(id, runId, kind, body, endsRun, attempts, endedAt, reportClaim, with);
  }

  /** The call that tells it to Port. */
  public RemoteCall call() {
    return kind.equals(LOG) ? PortCalls.addLog(runId, body) : PortCalls.updateRun(runId, body);
  }
}
