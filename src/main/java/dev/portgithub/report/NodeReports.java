package dev.portgithub.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.report.PortReports.Draft;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what Port is to be told in the words that it has for a run of a workflow's node.
 *
 * <p>Such a run has no label and no summary: either becomes a line of its log, a label only where
 * no line says the same. It has {@code links}, and ends with {@code COMPLETED} and a result.
 */
final class NodeReports {
  private NodeReports() {}

  static List<Draft> of(List<Draft> drafts) {
    boolean logged = drafts.stream().anyMatch(draft -> draft.kind().equals(Report.LOG));
    List<Draft> translated = new ArrayList<>();
    for (Draft draft : drafts) {
      switch (draft.kind()) {
        case Report.LOG -> translated.add(line("INFO", draft.body().path("message").asText()));
        case Report.PATCH -> translate(draft, logged, translated);
        // An entity is the same for both.
        default -> translated.add(draft);
      }
    }
    return translated;
  }

  private static void translate(Draft draft, boolean logged, List<Draft> to) {
    ObjectNode body = draft.body();
    String status = body.path("status").asText("");
    String level = status.equals("FAILURE") ? "ERROR" : "INFO";
    if (body.has("summary")) {
      to.add(line(level, body.path("summary").asText()));
    } else if (body.has("statusLabel") && !logged) {
      to.add(line(level, body.path("statusLabel").asText()));
    }
    ObjectNode node = object();
    if (body.has("link")) {
      JsonNode link = body.get("link");
      if (link.isArray()) {
        node.set("links", link);
      } else {
        node.putArray("links").add(link);
      }
    }
    if (body.has("externalRunId")) {
      node.set("externalRunId", body.get("externalRunId"));
    }
    if (!status.isEmpty()) {
      node.put("status", "COMPLETED").put("result", status.equals("SUCCESS") ? status : "FAILED");
    }
    if (!node.isEmpty()) {
      to.add(new Draft(Report.PATCH, node, draft.endsRun(), draft.endedAt()));
    }
  }

  private static Draft line(String level, String message) {
    ObjectNode body = object();
    body.putArray("logs").addObject().put("level", level).put("message", message);
    return new Draft(Report.LOG, body, false, null);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
