package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.NodeRuns;
import dev.portgithub.run.Why;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether a message is an invocation for this product, and of which Port run.
 *
 * <p>It promises that the run id it returns is safe in a path, a log line and a key. It does not
 * promise that the message is genuine or that it can be carried out. A member that is {@code null}
 * counts as absent, so that a {@code "changelogDestination": null} cannot make a run vanish.
 *
 * <p>Throws {@link NotOurs} ({@code CHANGE_LOG}, {@code WORKFLOW_NODE_RUN}, {@code
 * NOT_AN_INVOCATION}, {@code TYPE_...}) or {@link Unprovable} ({@code NO_TYPE}, {@code NO_RUN_ID},
 * {@code UNSAFE_RUN_ID}). Which records share the topics is taken from Port's public agent and
 * documentation.
 */
public final class Classifier {
  private static final Pattern SAFE_RUN_ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  // A label per type that anybody may invent would let strangers fill the metrics.
  private static final Set<String> OTHER_TYPES =
      Set.of("KAFKA", "WEBHOOK", "GITLAB", "AZURE_DEVOPS", "UPSERT_ENTITY", "INTEGRATION_ACTION");

  /**
   * The member that says of a run of a workflow's node that it was claimed: such runs come by
   * Port's API alone.
   */
  public static final String CLAIMED = "claimedFromPort";

  /** Returns the id of the Port run that the message is about. */
  public String requireOurs(JsonRecord message) {
    JsonNode root = message.json();
    JsonNode runId = root.path("context").path("runId");
    if (root.hasNonNull("changelogDestination")) {
      throw new NotOurs("CHANGE_LOG", "The record is a change of the catalogue.");
    }
    if (NodeRuns.isOne(runId.asText()) && !root.path(CLAIMED).asBoolean()) {
      throw new NotOurs("WORKFLOW_NODE_RUN", "The record belongs to a node of a Port workflow.");
    }
    JsonNode method = root.path("payload").path("action").path("invocationMethod");
    if (!method.isObject()) {
      throw new NotOurs("NOT_AN_INVOCATION", "The record names no invocation method.");
    }
    requireGitHub(method.path("type"));
    return requireSafe(runId);
  }

  private static void requireGitHub(JsonNode type) {
    if (!type.isTextual()) {
      throw new Unprovable(
          new Why(
              "NO_TYPE",
              "The invocation method does not say of which type it is.",
              "Look at the kept record; if Port wrote it, its format has changed."));
    }
    String name = type.textValue();
    if (!name.equals("GITHUB")) {
      String known = OTHER_TYPES.contains(name) ? name : "OTHER";
      throw new NotOurs("TYPE_" + known, "The record is for another type of backend.");
    }
  }

  private static String requireSafe(JsonNode runId) {
    if (!runId.isTextual() || runId.textValue().isBlank()) {
      throw new Unprovable(
          new Why(
              "NO_RUN_ID",
              "The invocation names no run of Port in context.runId.",
              "Look at the kept record; without a run id there is nothing to report to."));
    }
    if (!SAFE_RUN_ID.matcher(runId.textValue()).matches()) {
      throw new Unprovable(
          new Why(
              "UNSAFE_RUN_ID",
              "The run id may hold up to 100 letters, digits, hyphens and underscores only.",
              "Look at the kept record; Port's own ids look like r_8HdK2vQ0mWzYt4Lb."));
    }
    return runId.textValue();
  }
}
