package dev.portgithub.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Target;

/**
 * The workflow of a workflow run, as GitHub shows it.
 *
 * @param path of the file, perhaps with a ref behind an at sign; empty when GitHub shows none
 * @param id its number; empty when GitHub shows none
 */
public record ShownWorkflow(String path, String id) {

  public static ShownWorkflow of(JsonNode workflowRun) {
    return new ShownWorkflow(
        workflowRun.path("path").asText(""), workflowRun.path("workflow_id").asText(""));
  }

  /** Does a name mean this workflow? What GitHub does not show rules nothing out. */
  public boolean isNamed(String workflow) {
    return Target.isFile(workflow)
        ? path.isEmpty() || path.replaceFirst("@.*$", "").endsWith("/" + workflow)
        : id.isEmpty() || id.equals(workflow);
  }
}
