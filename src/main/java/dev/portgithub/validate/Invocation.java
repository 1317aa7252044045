package dev.portgithub.validate;

import dev.portgithub.run.Texts;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Port asks for, checked: which workflow to start, where and with what.
 *
 * <p>One made by {@link InvocationRules} is safe to build a request from. That the repository, the
 * workflow, the branch and the inputs exist is not promised.
 *
 * @param runId the id of the run in Port; safe in paths and logs
 * @param action the identifier of the action, for people only, or null
 * @param org owner of the repository
 * @param repo name of the repository
 * @param workflow file name or number of the workflow
 * @param ref branch or tag; null for the repository's default branch
 * @param inputs inputs of the workflow in their order, unmodifiable; values may be secrets
 * @param reportWorkflowStatus whether the end of the workflow ends the run in Port
 */
public record Invocation(
    String runId,
    String action,
    String org,
    String repo,
    String workflow,
    String ref,
    Map<String, String> inputs,
    boolean reportWorkflowStatus) {

  public Invocation {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }

  /** Holds the names of the inputs, never their values. */
  @Override
  public String toString() {
    List<String> names = inputs.keySet().stream().map(Texts::quote).toList();
    return "Invocation[runId=%s, action=%s, org=%s, repo=%s, workflow=%s, ref=%s, inputs=%s, "
            .formatted(runId, action, org, repo, workflow, ref, names)
        + "reportWorkflowStatus="
        + reportWorkflowStatus
        + "]";
  }
}
