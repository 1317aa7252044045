package dev.portgithub.finish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Markdown;
import dev.portgithub.run.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A job of a workflow run that did not succeed, as GitHub shows it. */
record Job(JsonNode json) {
  private static final Set<String> FAILED =
      Set.of("failure", "timed_out", "startup_failure", "action_required");
  private static final int LONGEST_NAME = 120;
  private static final int MOST_LABELS = 5;

  /** By itself, not because another one had failed. */
  boolean failed() {
    return FAILED.contains(conclusion(json));
  }

  boolean cancelled() {
    return isCancelled(json);
  }

  boolean timedOut() {
    return conclusion(json).equals("timed_out");
  }

  long id() {
    return json.path("id").asLong();
  }

  /** In GitHub's form, which sorts; empty when it is not known. */
  String endedAt() {
    return json.path("completed_at").asText("");
  }

  /** Its page; empty when GitHub names none. */
  String htmlUrl() {
    String url = Texts.shorten(json.path("html_url").asText(""), 1000);
    return url.startsWith("https://") || url.startsWith("http://") ? url : "";
  }

  /** Shown as a list, and empty. */
  boolean ranNothing() {
    return json.path("steps").isArray() && json.path("steps").isEmpty();
  }

  /** For people: the job and the step that failed in it. */
  String where() {
    String job = Markdown.literal(json.path("name").asText(""), LONGEST_NAME);
    if (failed() && ranNothing()) {
      return job + " (no step of it ran" + labels() + ")";
    }
    for (JsonNode step : json.path("steps")) {
      if (FAILED.contains(conclusion(step)) || !failed() && isCancelled(step)) {
        return job + ", step: " + Markdown.literal(step.path("name").asText(""), LONGEST_NAME);
      }
    }
    return job;
  }

  private String labels() {
    List<String> labels = new ArrayList<>();
    for (JsonNode label : json.path("labels")) {
      if (labels.size() < MOST_LABELS) {
        labels.add(Markdown.literal(label.asText(), 60));
      }
    }
    return labels.isEmpty() ? "" : "; it asked for a runner with " + String.join(", ", labels);
  }

  private static boolean isCancelled(JsonNode part) {
    return conclusion(part).equals("cancelled");
  }

  private static String conclusion(JsonNode part) {
    return part.path("conclusion").asText("");
  }
}
