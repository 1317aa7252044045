package dev.portgithub.locate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.ShownWorkflow;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * A workflow run that GitHub shows and that no run holds.
 *
 * @param createdAt null when GitHub does not show it
 */
record Candidate(long id, Instant createdAt, JsonNode json) {

  /** A list that grew between two pages shows some twice. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Candidate candidate && candidate.id == id;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  static Candidate of(JsonNode workflowRun) {
    return new Candidate(workflowRun.path("id").asLong(), createdAt(workflowRun), workflowRun);
  }

  /** Is it of this workflow? What GitHub does not show rules nothing out. */
  boolean isOf(Target target) {
    return ShownWorkflow.of(json).isNamed(target.workflow());
  }

  /** Is it of this workflow and ref? */
  boolean fits(Target target) {
    return isOf(target) && target.isAt(json.path("head_branch").asText(""));
  }

  /** Does its title hold the id of this run? */
  boolean names(String runId) {
    return Texts.names(json.path("display_title").asText(""), runId);
  }

  /**
   * @param actor null when our login is not known: then it may be anybody's
   */
  boolean isBy(String actor) {
    String login = json.path("actor").path("login").asText("");
    return actor == null || login.isEmpty() || login.equalsIgnoreCase(actor);
  }

  String htmlUrl() {
    return json.path("html_url").asText("");
  }

  private static Instant createdAt(JsonNode workflowRun) {
    try {
      return Instant.parse(workflowRun.path("created_at").asText(""));
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
