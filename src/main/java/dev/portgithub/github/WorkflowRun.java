package dev.portgithub.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Texts;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * A workflow run as GitHub shows it; only what is needed, and tolerant of what is missing.
 *
 * @param conclusion empty until the run has completed
 * @param startedAt null when GitHub gives none
 */
public record WorkflowRun(
    long id,
    int attempt,
    String status,
    String conclusion,
    Instant startedAt,
    Instant updatedAt,
    JsonNode json) {

  private static final int LONGEST_NODE_ID = 100;

  /** From a list of workflow runs, or from a single one. */
  public static List<WorkflowRun> read(JsonNode answer) {
    List<WorkflowRun> runs = new ArrayList<>();
    if (answer.has("workflow_runs")) {
      answer.path("workflow_runs").forEach(json -> runs.add(of(json)));
    } else if (answer.path("id").isIntegralNumber()) {
      runs.add(of(answer));
    }
    return runs;
  }

  private static WorkflowRun of(JsonNode json) {
    return new WorkflowRun(
        json.path("id").asLong(),
        json.path("run_attempt").asInt(1),
        json.path("status").asText(""),
        json.path("conclusion").asText("").replace("null", ""),
        instant(json.path("run_started_at").asText("")),
        instant(json.path("updated_at").asText("")),
        json);
  }

  /**
   * The attempt that we dispatched is over: it has a conclusion, or a later attempt has followed
   * it.
   */
  public boolean firstAttemptEnded() {
    return attempt > 1 || ended();
  }

  /** This attempt, the latest, is over. */
  public boolean ended() {
    return status.equals("completed") && !conclusion.isEmpty();
  }

  /** Its page; empty when GitHub names none. */
  public String htmlUrl() {
    return Texts.shorten(json.path("html_url").asText(""), 1000);
  }

  /** What GraphQL calls it; null when it is not shown. */
  public String nodeId() {
    String id = json.path("node_id").asText("");
    return id.isEmpty() || id.length() > LONGEST_NODE_ID ? null : id;
  }

  private static Instant instant(String text) {
    try {
      return text.isEmpty() ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "workflow run " + id;
  }
}
