package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks a dispatch as GitHub does and starts the workflow run. Input values must be strings:
 * whether GitHub takes other types is not known, so a client must not rely on it.
 */
final class GithubDispatch {

  private static final int MOST_CHARACTERS = 65_535;
  private static final String NEWEST_VERSION = "2026-03-10";

  private final GithubWorld world;
  private volatile GithubSimulator.DispatchMode mode = GithubSimulator.DispatchMode.DETAILS;
  private volatile int mostInputs = 25;

  GithubDispatch(GithubWorld world) {
    this.world = world;
  }

  void mode(GithubSimulator.DispatchMode mode) {
    this.mode = mode;
  }

  void mostInputs(int most) {
    mostInputs = most;
  }

  Answer dispatch(
      GithubPrincipal who, GithubRepository repository, GithubWorkflow workflow, Request request) {
    ObjectNode body = GithubBodies.object(request.body());
    boolean newest = NEWEST_VERSION.equals(request.header("x-github-api-version"));
    boolean wantsDetails = details(body, newest);
    String ref = ref(body, repository);
    ObjectNode given = inputs(body);
    String branch = LiveGithubRun.branchOf(ref);
    GithubWorkflow content = workflow.contentAt(branch);
    if (!content.hasTrigger()) {
      throw refused("Workflow does not have 'workflow_dispatch' trigger");
    }
    if (!workflow.active()) {
      throw refused("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
    }
    Map<String, String> inputs = checked(given, content);
    GithubRun run =
        world.start(repository, workflow, "workflow_dispatch", ref, inputs, who.login());
    if (!newest && (!wantsDetails || mode == GithubSimulator.DispatchMode.NO_CONTENT)) {
      return Answer.empty(204);
    }
    ObjectNode answer = body.objectNode();
    answer.put("workflow_run_id", run.id());
    answer.put(
        "run_url",
        world.baseUrl() + "/repos/" + repository.fullName() + "/actions/runs/" + run.id());
    answer.put("html_url", run.htmlUrl());
    return Answer.json(200, answer);
  }

  private boolean details(ObjectNode body, boolean newest) {
    for (String name : (Iterable<String>) body::fieldNames) {
      boolean flag = name.equals("return_run_details") && !newest;
      if (flag && mode == GithubSimulator.DispatchMode.REFUSES_FLAG) {
        throw GithubErrors.refused(400, notPermitted(name));
      }
      if (flag && mode == GithubSimulator.DispatchMode.REFUSES_FLAG_422) {
        throw refused(notPermitted(name));
      }
      if (!flag && !name.equals("ref") && !name.equals("inputs")) {
        throw refused(notPermitted(name));
      }
    }
    JsonNode flag = body.get("return_run_details");
    if (flag != null && !flag.isBoolean()) {
      throw refused("Invalid request. return_run_details is not a boolean.");
    }
    return flag != null && flag.booleanValue();
  }

  private static String notPermitted(String name) {
    return "Invalid request.\n\n\"" + name + "\" is not a permitted key.";
  }

  private static String ref(ObjectNode body, GithubRepository repository) {
    JsonNode ref = body.get("ref");
    if (ref == null) {
      throw refused("Invalid request.\n\n\"ref\" wasn't supplied.");
    }
    if (!ref.isTextual()) {
      throw refused("Invalid request.\n\nFor 'properties/ref', " + ref + " is not a string.");
    }
    String text = ref.asText();
    String name = LiveGithubRun.branchOf(text);
    boolean found =
        !text.startsWith("refs/tags/") && repository.hasBranch(name)
            || !text.startsWith("refs/heads/") && repository.hasTag(name);
    if (!found) {
      throw refused("No ref found for: " + text);
    }
    return text;
  }

  private ObjectNode inputs(ObjectNode body) {
    JsonNode inputs = body.get("inputs");
    if (inputs == null) {
      return body.objectNode();
    }
    if (!(inputs instanceof ObjectNode object)) {
      throw refused("Invalid request.\n\nFor 'properties/inputs', it is not an object.");
    }
    if (object.size() > mostInputs) {
      throw refused("Invalid request.\n\nNo more than " + mostInputs + " properties are allowed.");
    }
    if (object.toString().length() > MOST_CHARACTERS) {
      throw refused("inputs are too large.");
    }
    return object;
  }

  private static Map<String, String> checked(ObjectNode given, GithubWorkflow content) {
    List<String> unexpected = new ArrayList<>();
    given
        .fieldNames()
        .forEachRemaining(n -> addUnless(content.inputs().containsKey(n), n, unexpected));
    if (!unexpected.isEmpty()) {
      String names = "\"" + String.join("\", \"", unexpected) + "\"";
      throw refused("Unexpected inputs provided: [" + names + "]");
    }
    Map<String, String> inputs = new LinkedHashMap<>();
    content
        .inputs()
        .forEach(
            (name, declared) -> {
              JsonNode value = given.get(name);
              if (value != null) {
                inputs.put(name, value(name, value, declared));
              } else if (declared.defaultValue() != null) {
                inputs.put(name, declared.defaultValue());
              }
              if (declared.required() && inputs.getOrDefault(name, "").isEmpty()) {
                throw refused("Required input '" + name + "' not provided");
              }
            });
    return inputs;
  }

  private static void addUnless(boolean known, String name, List<String> unexpected) {
    if (!known) {
      unexpected.add(name);
    }
  }

  private static String value(String name, JsonNode value, GithubWorkflow.Input declared) {
    if (!value.isTextual()) {
      throw refused("Invalid value for input '" + name + "': it is not a string");
    }
    String text = value.asText();
    boolean wrongBoolean =
        declared.type().equals("boolean") && !text.equals("true") && !text.equals("false");
    if (declared.type().equals("number") && !text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
      // That GitHub refuses it is known, its words are not.
      throw refused("Provided value '" + text + "' for input '" + name + "' is not a number");
    }
    boolean wrongChoice = declared.type().equals("choice") && !declared.options().contains(text);
    if (wrongBoolean || wrongChoice) {
      throw refused(
          "Provided value '"
              + text
              + "' for input '"
              + name
              + "' not in the list of allowed values");
    }
    return text;
  }

  private static Refused refused(String message) {
    return GithubErrors.refused(422, message);
  }
}
