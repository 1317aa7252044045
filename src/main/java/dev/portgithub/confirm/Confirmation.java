package dev.portgithub.confirm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.portgithub.run.Target;

/**
 * Decides whether Port's own answer about a run lets a record start a workflow; used for records
 * that are unsigned or old.
 *
 * <p>It compares the target. What Port shows of the inputs is compared where nothing else proves
 * them ({@link ShownInputs}). Members that Port leaves out are no contradiction, except that a run
 * without the status {@code IN_PROGRESS} never counts as open. Throws nothing.
 */
public final class Confirmation {

  /** The answer; only {@link #CONFIRMED} lets the record start a workflow. */
  public enum Verdict {
    /** The run is open, nobody has started it, and nothing contradicts the record. */
    CONFIRMED("Port confirms that it is genuine and still waits"),
    /** The run has ended, was declined, or still waits for its approval. */
    CLOSED("Port says that it no longer waits to be started"),
    /** The run already has a link or an external id: somebody has started it. */
    STARTED_ELSEWHERE("Port shows that another listener has started it"),
    /** The run is about another target than the record, or does not say and should. */
    MISMATCH("Port's own run does not name the same organisation, repository and workflow."),
    /** The run has the record's target, and other inputs. */
    OTHER_INPUTS("Port's own run has other inputs than the record.");

    private final String sentence;

    Verdict(String sentence) {
      this.sentence = sentence;
    }

    /** For a person. */
    public String sentence() {
      return sentence;
    }
  }

  /**
   * @param portRun the {@code run} object of {@code GET /v1/actions/runs/{id}?version=v2}
   * @param matchPayload whether the run must show its target, so that it can be compared
   */
  public Verdict decide(JsonNode portRun, Target target, boolean matchPayload) {
    if (portRun == null || !portRun.path("status").asText().equals("IN_PROGRESS")) {
      return Verdict.CLOSED;
    }
    if (holdsText(portRun.path("link")) || holdsText(portRun.path("externalRunId"))) {
      return Verdict.STARTED_ELSEWHERE;
    }
    JsonNode payload = portRun.path("payload");
    boolean matches =
        payload.isObject()
            ? agrees(payload.path("type"), "GITHUB", false, false)
                && agrees(payload.path("org"), target.org(), true, matchPayload)
                && agrees(payload.path("repo"), target.repo(), true, matchPayload)
                && agrees(
                    fileName(payload.path("workflow")), target.workflow(), false, matchPayload)
            : !matchPayload;
    return matches ? Verdict.CONFIRMED : Verdict.MISMATCH;
  }

  private static boolean agrees(
      JsonNode member, String expected, boolean ignoreCase, boolean required) {
    if (member.isMissingNode() || member.isNull()) {
      return !required;
    }
    String text = member.asText();
    return ignoreCase ? text.equalsIgnoreCase(expected) : text.equals(expected);
  }

  /** As it is in the record's target, which may have named it by its path as well. */
  private static JsonNode fileName(JsonNode workflow) {
    return workflow.isTextual()
        ? TextNode.valueOf(Target.fileName(workflow.textValue()))
        : workflow;
  }

  /** The link is a text or a list of texts. */
  private static boolean holdsText(JsonNode value) {
    if (value.isArray()) {
      for (JsonNode element : value) {
        if (holdsText(element)) {
          return true;
        }
      }
      return false;
    }
    return !value.isNull() && !value.asText().isBlank();
  }
}
