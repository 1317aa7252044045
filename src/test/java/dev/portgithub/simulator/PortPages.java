package dev.portgithub.simulator;

import static dev.portgithub.simulator.Html.escape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Pages for people: all runs with the catalogue's entities, and one run with its log. */
final class PortPages {

  private static final int MOST_SHOWN = 200;

  private final PortWorld world;

  PortPages(PortWorld world) {
    this.world = world;
  }

  Optional<Answer> handle(Request request) {
    List<String> path = request.segments();
    if (request.method().equals("POST") && path.size() == 2 && path.get(0).equals("actions")) {
      return Optional.of(press(path.get(1), request));
    }
    if (request.method().equals("POST") && path.size() == 3 && path.get(0).equals("runs")) {
      return Optional.of(end(path.get(1)));
    }
    if (!request.method().equals("GET")) {
      return Optional.empty();
    }
    if (request.path().equals("/")) {
      return Optional.of(Answer.html(200, all()));
    }
    if (path.size() == 2 && path.get(0).equals("runs")) {
      return Optional.of(one(path.get(1)));
    }
    if (path.size() == 2 && path.get(0).equals("actions")) {
      return Optional.of(form(path.get(1)));
    }
    if (request.path().equals("/organization/run")) {
      return Optional.of(one(request.param("runId").orElse("")));
    }
    boolean page = Html.isBrowser(request) && !request.path().startsWith("/v1/");
    return page ? Optional.of(notFound("page")) : Optional.empty();
  }

  /** The button of an action; the form's fields are the user's inputs. */
  private Answer press(String action, Request form) {
    ObjectNode properties = JsonNodeFactory.instance.objectNode();
    Request fields =
        new Request(form.method(), form.path(), form.body(), form.headers(), form.body());
    for (String field : form.body().split("&")) {
      String name = field.split("=", 2)[0];
      fields.param(name).ifPresent(value -> properties.put(name, value));
    }
    if (world.actions().stream().noneMatch(known -> known.identifier().equals(action))) {
      return notFound("action");
    }
    PortRun run = world.start(action, properties, null, "UI");
    String page = "/runs/" + run.id();
    return Answer.of(303, "text/plain", "Port started run " + run.id() + "\n")
        .with("Location", page);
  }

  /** A person gives a run up. */
  private Answer end(String id) {
    PortRun run = world.findView(id);
    if (run == null) {
      return notFound("run");
    }
    if (!run.ended()) {
      world.endByUser(id, "FAILURE");
    }
    return Answer.of(303, "text/plain", "Ended\n").with("Location", "/runs/" + id);
  }

  private String all() {
    StringBuilder rows = new StringBuilder();
    for (PortRun run : world.newestViews(MOST_SHOWN)) {
      rows.append(
          Html.row(
              status(run),
              Html.link("/runs/" + run.id(), run.actionTitle())
                  + "<div class=\"muted\"><code>"
                  + escape(run.id())
                  + "</code></div>",
              escape(run.statusLabel()),
              links(run),
              "<span class=\"pre\">" + escape(run.summary()) + "</span>",
              Html.time(run.createdAt()) + "<br>" + Html.time(run.endedAt())));
    }
    String body =
        buttons()
            + "<h2>Action runs</h2>"
            + Html.table(
                rows.toString(),
                "Status",
                "Action",
                "Label",
                "GitHub run",
                "Summary",
                "Started, ended")
            + entities();
    int size = world.size();
    String title = size + " action run" + (size == 1 ? "" : "s");
    return Html.page("Port (simulated)", title, body);
  }

  private String buttons() {
    StringBuilder links = new StringBuilder();
    for (PortWorld.Action action : world.actions()) {
      links.append("<p class=\"text\">");
      links.append(Html.link("/actions/" + action.identifier(), action.title())).append("</p>");
    }
    return links.isEmpty() ? "" : "<h2>Actions</h2><section>" + links + "</section>";
  }

  /** The form of an action, with a field for each input that its definition names. */
  private Answer form(String identifier) {
    for (PortWorld.Action action : world.actions()) {
      if (action.identifier().equals(identifier)) {
        StringBuilder form = new StringBuilder("<form method=\"post\">");
        for (String input : PortTemplates.inputs(action.invocationMethod())) {
          form.append("<p><label>").append(escape(input)).append("<br><input name=\"");
          form.append(escape(input)).append("\" value=\"");
          form.append(escape(action.formDefaults().getOrDefault(input, "")));
          form.append("\"></label></p>");
        }
        form.append("<p><button>").append(escape(action.title())).append("</button></p></form>");
        return Answer.html(200, Html.still("Port (simulated)", action.title(), form.toString()));
      }
    }
    return notFound("action");
  }

  private String entities() {
    StringBuilder all = new StringBuilder();
    for (String blueprint : world.blueprints()) {
      StringBuilder rows = new StringBuilder();
      for (JsonNode entity : world.entities(blueprint)) {
        StringBuilder properties = new StringBuilder();
        entity
            .path("properties")
            .properties()
            .forEach(
                p ->
                    properties
                        .append("<div><code>")
                        .append(escape(p.getKey() + "=" + p.getValue().asText()))
                        .append("</code></div>"));
        String title = entity.path("title").asText("");
        rows.append(
            Html.row(
                escape(entity.path("identifier").asText()),
                escape(title),
                properties.toString(),
                Html.time(Instant.parse(entity.path("updatedAt").asText()))));
      }
      all.append("<h2>").append(escape(blueprint)).append("</h2>");
      all.append(Html.table(rows.toString(), "Identifier", "Title", "Properties", "Updated"));
    }
    return all.toString();
  }

  private Answer one(String id) {
    PortRun run = world.findView(id);
    if (run == null) {
      return notFound("run");
    }
    StringBuilder body = new StringBuilder();
    body.append("<p>").append(status(run)).append(" <strong>").append(escape(run.actionTitle()));
    body.append("</strong> ").append(escape(run.statusLabel())).append("</p>");
    body.append("<p class=\"muted\"><code>").append(escape(run.id())).append("</code> started ");
    body.append(Html.time(run.createdAt()));
    if (run.ended()) {
      body.append(", ended ").append(Html.time(run.endedAt()));
    }
    body.append("</p>").append(links(run));
    if (!run.ended()) {
      body.append("<form method=\"post\" action=\"/runs/").append(escape(run.id()));
      body.append("/end\"><p><button>End as FAILURE</button></p></form>");
    }
    if (run.summary() != null) {
      body.append("<h2>Summary</h2><section><p class=\"text pre\">").append(escape(run.summary()));
      body.append("</p></section>");
    }
    body.append("<h2>Log</h2>").append(log(run));
    body.append("<h2>Inputs</h2><section><p class=\"text pre\"><code>");
    body.append(escape(run.properties().toPrettyString())).append("</code></p></section>");
    return Answer.html(200, Html.page("Port (simulated)", run.actionTitle(), body.toString()));
  }

  private static Answer notFound(String what) {
    String text = "<section><p class=\"none\">There is no such " + what + ".</p></section>";
    return Answer.html(404, Html.still("Port (simulated)", "Not found", text));
  }

  private static String log(PortRun run) {
    if (run.logs().isEmpty()) {
      return "<section><p class=\"none\">No log lines yet.</p></section>";
    }
    StringBuilder lines = new StringBuilder("<section><ol class=\"log\">");
    for (PortRun.Write write : run.history()) {
      if (write.kind().equals("log")) {
        lines.append("<li>").append(Html.time(write.at())).append("<span>");
        lines.append(escape(write.body().path("message").asText())).append("</span></li>");
      }
    }
    return lines.append("</ol></section>").toString();
  }

  private static String links(PortRun run) {
    StringBuilder links = new StringBuilder();
    for (String link : run.link()) {
      links.append("<div>").append(Html.link(link, shortened(link))).append("</div>");
    }
    return links.toString();
  }

  private static String shortened(String link) {
    return link.replaceFirst("^https?://[^/]+/(?=.)", "")
        .replaceFirst("/actions/runs/", " #")
        .replaceFirst("/job/", ", job ");
  }

  private static String status(PortRun run) {
    return switch (run.status()) {
      case "SUCCESS" -> Html.pill("good", "SUCCESS");
      case "FAILURE", "DECLINED" -> Html.pill("bad", run.status());
      case "IN_PROGRESS" -> Html.pill("busy", "IN PROGRESS");
      default -> Html.pill("idle", run.status().replace('_', ' '));
    };
  }
}
