package dev.portgithub.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.port.PortCalls;
import dev.portgithub.run.Texts;
import java.util.List;

/**
 * How a run ends in Port.
 *
 * @param success SUCCESS, or else FAILURE
 * @param summary in Markdown
 * @param links take the place of those that Port has; none leaves them as they are
 */
public record Ending(boolean success, String label, String summary, List<String> links) {
  /** With the links that Port has. */
  public Ending(boolean success, String label, String summary) {
    this(success, label, summary, List.of());
  }

  /** The same body with one more sentence in its summary. */
  static String withSentence(String body, String sentence) {
    ObjectNode json = (ObjectNode) PortCalls.read(body);
    String summary = json.path("summary").asText("") + "\n\n" + sentence;
    return json.put("summary", Texts.shorten(summary, PortReports.LONGEST_TEXT)).toString();
  }

  ObjectNode body() {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", success ? "SUCCESS" : "FAILURE")
            .put("statusLabel", Texts.shorten(label, PortReports.LONGEST_LABEL))
            .put("summary", Texts.shorten(summary, PortReports.LONGEST_TEXT));
    if (!links.isEmpty()) {
      links.forEach(body.putArray("link")::add);
    }
    return body;
  }
}
