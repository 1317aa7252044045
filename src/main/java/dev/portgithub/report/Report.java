package dev.portgithub.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.port.PortCalls;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Markdown;
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
    Origin origin,
    Claimed claim,
    Read read) {
  public static final String PATCH = "PATCH";
  public static final String LOG = "LOG";

  private static final int LONGEST_NAME = 100;

  /** An entity of Port's catalogue, tied to the run. */
  public static final String ENTITY = "ENTITY";

  /**
   * Where it comes from.
   *
   * @param addedAt when it became true
   * @param endedAt when the workflow run ended, if this is its final status
   */
  record Origin(Instant addedAt, Instant endedAt) {}

  /**
   * @param behind the reports of the run that come next, in order
   * @param told the ids of those before it that Port has, which nobody has noted yet
   * @param until the claim has to be renewed before the next one is sent
   * @param sure until then nobody has claimed the run anew; later that is looked up
   */
  record Read(List<Report> behind, List<Long> told, Instant until, Instant sure) {}

  /** The first of these, with the others behind it; null when there is none. */
  static Report first(List<Report> rows, Instant until, Instant sure) {
    return rows.isEmpty()
        ? null
        : rows.get(0)
            .with(new Read(List.copyOf(rows.subList(1, rows.size())), List.of(), until, sure));
  }

  /** The one behind it, once this one is noted. */
  Report next() {
    return first(read.behind(), read.until(), read.sure());
  }

  /** The one behind it, which has this one noted with it. */
  Report nextAfterUnnoted() {
    Report next = next();
    return next.with(new Read(next.read.behind(), told(), read.until(), read.sure()));
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

  private Report with(Read with) {
    return new Report(id, runId, kind, body, endsRun, attempts, origin, claim, with);
  }

  boolean isEntity() {
    return kind.equals(ENTITY);
  }

  /** Its name for a sentence, which shows it as it is. */
  String entity() {
    JsonNode json = PortCalls.read(body);
    return "the entity %s of blueprint %s"
        .formatted(
            Markdown.literal(json.path("entity").path("identifier").asText(), LONGEST_NAME),
            Markdown.literal(json.path("blueprint").asText(), LONGEST_NAME));
  }

  /** The call that tells it to Port. */
  public RemoteCall call() {
    return switch (kind) {
      case LOG -> PortCalls.addLog(runId, body);
      case ENTITY -> PortCalls.upsertEntity(runId, body);
      default -> PortCalls.updateRun(runId, body);
    };
  }
}
