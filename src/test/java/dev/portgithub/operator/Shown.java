package dev.portgithub.operator;

import static dev.portgithub.world.TestBackend.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.run.Run;
import java.util.function.Consumer;

/** What GitHub answers to the look-up of a workflow run. */
final class Shown {
  private Shown() {}

  /** The number that was asked for, of the run's workflow, created with its dispatch. */
  static GitHubLookUp fitting(Run run) {
    return but(run, json -> {});
  }

  /** The same, but for what a test changes. */
  static GitHubLookUp but(Run run, Consumer<ObjectNode> change) {
    return call -> {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      if (call.path().contains("/runs/")) {
        json.put("id", Long.parseLong(call.path().replaceFirst("^.*/runs/", "")))
            .put("path", ".github/workflows/" + run.target().workflow())
            .put("workflow_id", 4711)
            .put("event", "workflow_dispatch")
            .put("head_branch", "main")
            .put("display_title", "Deploy")
            .put("created_at", run.intentAt().plusSeconds(2).toString())
            .putObject("repository")
            .put("full_name", run.target().org() + "/" + run.target().repo());
        change.accept(json);
      } else {
        json.put("full_name", run.target().org() + "/" + run.target().repo());
      }
      return answer(200, json.toString());
    };
  }
}
