package dev.portgithub.webhook;

/**
 * What a webhook says of a workflow run. It is no evidence: it only says that a look is worth a
 * call.
 *
 * @param workflowRunId as GitHub numbers it; most are not ours
 * @param repository owner and name, of which only the spelling is known
 */
public record Hint(long workflowRunId, What what, String repository) {
  /** What is said to have happened. */
  public enum What {
    /** It has been created. */
    APPEARED,
    /** It runs. */
    BEGAN,
    /** It waits for an approval. */
    WAITS,
    /** It is over. */
    ENDED
  }

  @Override
  public String toString() {
    return "workflow run " + workflowRunId + " " + what;
  }
}
