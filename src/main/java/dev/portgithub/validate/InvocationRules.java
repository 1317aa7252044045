package dev.portgithub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;

/**
 * Turns a message into an {@link Invocation}, or refuses it with a sentence for the developer in
 * Port.
 *
 * <p>It does not check who wrote the message: call {@link SignatureVerifier} first, since a refusal
 * ends a run in Port. The rules follow Port's documentation of the GitHub backend, both versions of
 * its action format, and GitHub's limits for a dispatch.
 *
 * <p>Throws {@link InvalidInvocation} ({@code BAD_ORG}, {@code BAD_REPO}, {@code BAD_WORKFLOW},
 * {@code BAD_REF}, {@code UNKNOWN_ACTION_TYPE}, {@code BAD_FLAG}, {@code BAD_INPUTS}, {@code
 * EMPTY_INPUT_NAME}, {@code TOO_MANY_INPUTS}, {@code INPUTS_TOO_LARGE}, {@code
 * UNRESOLVED_TEMPLATE}), and what {@link Classifier} throws for a message that is not ours: without
 * a safe run id there is no invocation.
 */
public final class InvocationRules {
  private static final int LONGEST_ACTION = 100;

  private final Classifier classifier = new Classifier();
  private final InputReader inputReader;
  private final boolean packs;

  public InvocationRules(InputSettings settings) {
    this.inputReader = new InputReader(settings);
    this.packs = !settings.packInto().isBlank();
  }

  /** Returns the invocation, or throws for the first rule that it breaks. */
  public Invocation check(JsonRecord message) {
    String runId = classifier.requireOurs(message);
    JsonNode method = message.json().path("payload").path("action").path("invocationMethod");
    requireDispatch(method);
    String org = TargetRules.org(method);
    String repo = TargetRules.repo(method);
    String workflow = TargetRules.workflow(method);
    boolean report = YesNo.read(method, "reportWorkflowStatus", true);
    InputReader.Inputs inputs = inputReader.read(message);
    InputLimits.check(inputs.values(), packs);
    return new Invocation(
        runId, action(message.json()), org, repo, workflow, inputs.ref(), inputs.values(), report);
  }

  /** Port names what an integration is to do; a GitHub backend has only this. */
  private static void requireDispatch(JsonNode method) {
    JsonNode type = method.path("integrationActionType");
    if (!type.isMissingNode() && !type.asText().equals("dispatch_workflow")) {
      throw new InvalidInvocation(
          new Why(
              "UNKNOWN_ACTION_TYPE",
              "The action asks this installation for "
                  + Texts.quote(type.asText())
                  + ", and it can only dispatch workflows.",
              "Choose \"Dispatch workflow\" in the action, or another installation."));
    }
  }

  private static String action(JsonNode root) {
    JsonNode name = root.path("action");
    if (!name.isTextual() || name.textValue().isBlank()) {
      name = root.path("payload").path("action").path("identifier");
    }
    return name.isTextual() && !name.textValue().isBlank()
        ? Texts.visible(name.textValue(), LONGEST_ACTION)
        : null;
  }
}
