package dev.portgithub.simulator;

import static dev.portgithub.simulator.Html.escape;

import java.util.List;
import java.util.Optional;

/** Pages for people: all workflow runs, and one of them. They need no token. */
final class GithubPages {

  private static final int MOST_SHOWN = 200;

  private final GithubWorld world;

  GithubPages(GithubWorld world) {
    this.world = world;
  }

  Optional<Answer> handle(Request request) {
    if (!request.method().equals("GET")) {
      return Optional.empty();
    }
    List<String> path = request.segments();
    if (request.path().equals("/")) {
      return Optional.of(Answer.html(200, all()));
    }
    boolean run =
        (path.size() == 5 || path.size() == 7 && path.get(5).equals("job"))
            && path.get(2).equals("actions")
            && path.get(3).equals("runs")
            && !path.get(0).equals("repositories");
    if (run) {
      return Optional.of(one(path));
    }
    return Html.isBrowser(request) ? Optional.of(notFound("page")) : Optional.empty();
  }

  private static Answer notFound(String what) {
    String text = "<section><p class=\"none\">There is no such " + what + ".</p></section>";
    return Answer.html(404, Html.still("GitHub (simulated)", "Not found", text));
  }

  private String all() {
    List<GithubRun> runs = world.views();
    StringBuilder rows = new StringBuilder();
    int last = Math.max(0, runs.size() - MOST_SHOWN);
    for (int i = runs.size() - 1; i >= last; i--) {
      GithubRun run = runs.get(i);
      rows.append(
          Html.row(
              status(run.status(), run.conclusion()),
              Html.link(path(run), run.displayTitle())
                  + "<div class=\"muted\">"
                  + escape(run.owner() + "/" + run.repo() + " · " + run.workflowFile())
                  + "</div>",
              escape(run.ref()),
              inputs(run),
              escape(run.actor()),
              Html.time(run.createdAt())));
    }
    String title = runs.size() + " workflow run" + (runs.size() == 1 ? "" : "s");
    return Html.page(
        "GitHub (simulated)",
        title,
        Html.table(
            rows.toString(), "Status", "Workflow run", "Ref", "Inputs", "Started by", "Started"));
  }

  private Answer one(List<String> path) {
    LiveGithubRun run =
        path.get(4).matches("\\d{1,18}") ? world.run(Long.parseLong(path.get(4))) : null;
    String name = path.get(0) + "/" + path.get(1);
    if (run == null || !run.repository().fullName().equalsIgnoreCase(name)) {
      return notFound("workflow run");
    }
    GithubRun view = world.view(run.id());
    StringBuilder body = new StringBuilder();
    body.append("<p>").append(status(view.status(), view.conclusion())).append(" <strong>");
    body.append(escape(view.displayTitle())).append("</strong></p><p class=\"muted\">");
    body.append(escape(name + " · " + view.workflowFile() + " · " + view.ref()));
    body.append(escape(" · by " + view.actor() + " · attempt " + view.attempt() + " · "));
    body.append(Html.time(view.createdAt())).append("</p>");
    body.append("<h2>Inputs</h2>").append(inputTable(view));
    body.append("<h2>Jobs</h2>").append(jobs(view));
    String title = view.workflowName() + " #" + run.number();
    return Answer.html(200, Html.page("GitHub (simulated)", title, body.toString()));
  }

  private static String inputTable(GithubRun view) {
    StringBuilder rows = new StringBuilder();
    view.inputs()
        .forEach(
            (name, value) ->
                rows.append(
                    Html.row(
                        "<code>" + escape(name) + "</code>",
                        "<code class=\"pre\">" + escape(value) + "</code>")));
    return Html.table(rows.toString(), "Name", "Value");
  }

  private String jobs(GithubRun view) {
    StringBuilder rows = new StringBuilder();
    for (GithubRun.Job job : world.jobs(view.id(), 0)) {
      rows.append(
          Html.row(
              status(job.status(), job.conclusion()),
              "<strong>" + escape(job.name()) + "</strong>"));
      for (GithubRun.Step step : job.steps()) {
        rows.append(
            Html.row(
                status(step.status(), step.conclusion()),
                "&emsp;" + step.number() + ". " + escape(step.name())));
      }
    }
    return Html.table(rows.toString(), "Status", "Job and steps");
  }

  private static String inputs(GithubRun run) {
    StringBuilder text = new StringBuilder();
    run.inputs()
        .forEach(
            (name, value) -> {
              String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
              text.append("<div><code>").append(escape(name + "=" + shown)).append("</code></div>");
            });
    return text.toString();
  }

  private static String path(GithubRun run) {
    return "/" + run.owner() + "/" + run.repo() + "/actions/runs/" + run.id();
  }

  private static String status(String status, String conclusion) {
    if (conclusion == null) {
      return status.equals("in_progress")
          ? Html.pill("busy", "● in progress")
          : Html.pill("idle", "○ " + status);
    }
    return switch (conclusion) {
      case "success" -> Html.pill("good", "✓ success");
      case "skipped", "neutral" -> Html.pill("idle", "– " + conclusion);
      case "cancelled" -> Html.pill("idle", "⊘ cancelled");
      default -> Html.pill("bad", "✕ " + conclusion);
    };
  }
}
