package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The endpoints of GitHub's API: who, repository, workflow, run, issue. */
final class GithubApi {

  /** One authenticated call; {@code base} is the address under which the client found the API. */
  record Call(Request request, GithubPrincipal who, String base) {}

  private static final String REPO = "/repos/{owner}/{repo}";
  private static final String WORKFLOW = REPO + "/actions/workflows/{workflow}";
  private static final String RUN = REPO + "/actions/runs/{run}";

  private final GithubWorld world;
  private final GithubDispatch dispatch;
  private final GithubCredentials credentials;
  private final Router<Call> router = new Router<>();

  GithubApi(GithubWorld world, GithubDispatch dispatch, GithubCredentials credentials) {
    this.world = world;
    this.dispatch = dispatch;
    this.credentials = credentials;
    router
        .on("GET", "/user", (c, p) -> user(c))
        .on("GET", "/app", (c, p) -> app())
        .on("GET", REPO + "/installation", (c, p) -> repoInstallation(p))
        .on("GET", "/orgs/{owner}/installation", (c, p) -> credentials.describe(p.get("owner")))
        .on("GET", "/users/{owner}/installation", (c, p) -> credentials.describe(p.get("owner")))
        .on("POST", "/app/installations/{id}/access_tokens", this::mint)
        .on("GET", REPO, (c, p) -> Answer.json(200, json(c).repository(repo(c, p))))
        .on("GET", REPO + "/actions/workflows", this::workflows)
        .on("GET", WORKFLOW, this::workflow)
        .on("POST", WORKFLOW + "/dispatches", this::dispatch)
        .on("GET", WORKFLOW + "/runs", (c, p) -> runs(c, repo(c, p), findWorkflow(c, p)))
        .on("GET", REPO + "/actions/runs", (c, p) -> runs(c, repo(c, p), null))
        .on("GET", RUN, (c, p) -> attempt(c, p, false))
        .on("GET", RUN + "/jobs", (c, p) -> attempt(c, p, true))
        .on("GET", RUN + "/attempts/{attempt}", (c, p) -> attempt(c, p, false))
        .on("GET", RUN + "/attempts/{attempt}/jobs", (c, p) -> attempt(c, p, true))
        .on("GET", REPO + "/check-runs/{checkRun}/annotations", this::annotations)
        .on("GET", RUN + "/pending_deployments", this::pendingDeployments)
        .on("GET", RUN + "/artifacts", this::artifacts)
        .on("GET", REPO + "/actions/artifacts/{artifact}/zip", this::artifactZip)
        .on("POST", RUN + "/cancel", (c, p) -> cancel(c, p, false))
        .on("POST", RUN + "/force-cancel", (c, p) -> cancel(c, p, true))
        .on("POST", RUN + "/rerun", this::rerun)
        .on("GET", REPO + "/contents/.github/workflows/{file}", this::contents)
        .on("GET", REPO + "/issues", this::issues)
        .on("POST", REPO + "/issues", this::openIssue);
  }

  /** Whether a path wants the App's own JWT instead of a token. */
  static boolean appCall(String path) {
    return path.equals("/app") || path.startsWith("/app/") || path.endsWith("/installation");
  }

  Answer handle(Call call) {
    synchronized (world) {
      world.announceDue();
      List<String> segments = call.request().segments();
      if (segments.size() >= 2 && segments.get(0).equals("repositories")) {
        segments = byId(segments);
      } else if (segments.size() >= 3 && segments.get(0).equals("repos")) {
        Optional<Answer> elsewhere = moved(call, segments);
        if (elsewhere.isPresent()) {
          return elsewhere.get();
        }
      }
      return router
          .route(call, call.request().method(), segments)
          .orElseThrow(GithubErrors::notFound);
    }
  }

  private List<String> byId(List<String> segments) {
    GithubRepository repository = world.findById(segments.get(1));
    if (repository == null) {
      throw GithubErrors.notFound();
    }
    List<String> named = new ArrayList<>(List.of("repos", repository.owner(), repository.name()));
    named.addAll(segments.subList(2, segments.size()));
    return named;
  }

  private Optional<Answer> moved(Call call, List<String> segments) {
    GithubRepository now = world.moved(segments.get(1), segments.get(2));
    if (now == null || world.find(segments.get(1), segments.get(2)) != null) {
      return Optional.empty();
    }
    String[] raw = call.request().path().split("/", 5);
    String rest = raw.length == 5 ? "/" + raw[4] : "";
    String query = call.request().query() == null ? "" : "?" + call.request().query();
    String location = call.base() + "/repositories/" + now.id() + rest + query;
    boolean get = call.request().method().equals("GET");
    return Optional.of(
        GithubErrors.answer(get ? 301 : 307, get ? "Moved Permanently" : "Temporary Redirect")
            .with("Location", location));
  }

  private GithubRepository repo(Call call, Map<String, String> path) {
    GithubRepository repository = world.find(path.get("owner"), path.get("repo"));
    if (repository == null || !repository.isShown(world.now()) || !call.who().sees(repository)) {
      throw GithubErrors.notFound();
    }
    return repository;
  }

  private GithubWorkflow findWorkflow(Call call, Map<String, String> path) {
    return repo(call, path).findWorkflow(path.get("workflow")).orElseThrow(GithubErrors::notFound);
  }

  private static GithubJson json(Call call) {
    return new GithubJson(call.base());
  }

  // --- who ------------------------------------------------------------------------------------

  private static Answer user(Call call) {
    if (call.who().kind() != GithubPrincipal.Kind.TOKEN) {
      throw GithubErrors.forbidden(call.who(), "");
    }
    return Answer.json(200, GithubJson.user(call.who().login(), "User"));
  }

  private Answer app() {
    GithubCredentials.App app = credentials.app();
    ObjectNode json = GithubJson.object();
    json.put("id", app.id());
    json.put("client_id", app.clientId());
    json.put("slug", app.slug());
    json.put("name", app.slug());
    return Answer.json(200, json);
  }

  private Answer repoInstallation(Map<String, String> path) {
    GithubRepository repository = world.find(path.get("owner"), path.get("repo"));
    if (repository == null) {
      throw GithubErrors.notFound();
    }
    return credentials.describe(repository.owner());
  }

  private Answer mint(Call call, Map<String, String> path) {
    return credentials.mint(path.get("id"), call.request().body());
  }

  // --- workflows ------------------------------------------------------------------------------

  private Answer workflows(Call call, Map<String, String> path) {
    mayReadRuns(call);
    GithubRepository repository = repo(call, path);
    ObjectNode body = GithubJson.object();
    body.put("total_count", repository.workflows().size());
    ArrayNode array = body.putArray("workflows");
    repository.workflows().forEach(w -> array.add(json(call).workflow(repository, w)));
    return Answer.json(200, body);
  }

  private Answer workflow(Call call, Map<String, String> path) {
    GithubWorkflow workflow = findWorkflow(call, path);
    return Answer.json(200, json(call).workflow(repo(call, path), workflow));
  }

  private Answer dispatch(Call call, Map<String, String> path) {
    GithubRepository repository = repo(call, path);
    mayWrite(call, repository);
    if (repository.missingPermissions() != null) {
      throw GithubErrors.forbidden(call.who(), repository.missingPermissions());
    }
    GithubWorkflow workflow = findWorkflow(call, path);
    return dispatch.dispatch(call.who(), repository, workflow, call.request());
  }

  private static void mayWrite(Call call, GithubRepository repository) {
    if (!call.who().mayWrite("actions")) {
      throw GithubErrors.forbidden(call.who(), "actions=write");
    }
    if (repository.isArchived()) {
      throw GithubErrors.refused(403, "Repository was archived so is read-only.");
    }
  }

  private Answer contents(Call call, Map<String, String> path) {
    GithubRepository repository = repo(call, path);
    if (!world.contentsReadable() || !call.who().mayRead("contents")) {
      throw GithubErrors.forbidden(call.who(), "contents=read");
    }
    return new GithubContents(call.base(), repository).file(path.get("file"), call.request());
  }

  // --- runs -----------------------------------------------------------------------------------

  private Answer runs(Call call, GithubRepository repository, GithubWorkflow workflow) {
    mayReadRuns(call);
    Instant now = world.now();
    GithubRunQuery.Page page =
        new GithubRunQuery(call.request(), workflow).run(repository.runsUnderLock(), now);
    ObjectNode body = GithubJson.object();
    body.put("total_count", page.total());
    ArrayNode array = body.putArray("workflow_runs");
    GithubJson json = json(call);
    page.runs().forEach(run -> array.add(json.run(run, run.latest(), now)));
    Answer answer = Answer.json(200, body);
    return page.more() ? answer.with("Link", next(call, page)) : answer;
  }

  private static String next(Call call, GithubRunQuery.Page page) {
    String query = call.request().query() == null ? "" : call.request().query();
    String others = query.replaceAll("(^|&)page=[^&]*", "").replaceFirst("^&", "");
    String next = (others.isEmpty() ? "" : others + "&") + "page=" + (page.page() + 1);
    return "<" + call.base() + call.request().path() + "?" + next + ">; rel=\"next\"";
  }

  private static void mayReadRuns(Call call) {
    if (!call.who().mayRead("actions")) {
      throw GithubErrors.forbidden(call.who(), "actions=read");
    }
  }

  private LiveGithubRun findRun(Call call, Map<String, String> path) {
    mayReadRuns(call);
    GithubRepository repository = repo(call, path);
    LiveGithubRun run = world.run(number(path.get("run")));
    if (run == null || run.repository() != repository || !run.visibleAt(world.now())) {
      throw GithubErrors.notFound();
    }
    return run;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw GithubErrors.notFound();
    }
  }

  private Answer attempt(Call call, Map<String, String> path, boolean jobs) {
    LiveGithubRun run = findRun(call, path);
    LiveGithubRun.Attempt attempt =
        path.containsKey("attempt") ? run.attempt((int) number(path.get("attempt"))) : run.latest();
    if (attempt == null) {
      throw GithubErrors.notFound();
    }
    GithubJson json = json(call);
    Instant now = world.now();
    return Answer.json(
        200, jobs ? json.jobs(run, attempt, now, call.request()) : json.run(run, attempt, now));
  }

  /** Of a job, whose number is that of its check run too. */
  private Answer annotations(Call call, Map<String, String> path) {
    GithubRepository repository = repo(call, path);
    if (!world.checksReadable() || !call.who().mayRead("checks")) {
      throw GithubErrors.forbidden(call.who(), "checks=read");
    }
    List<GithubRun.Annotation> all = world.annotations(repository, number(path.get("checkRun")));
    if (all == null) {
      throw GithubErrors.notFound();
    }
    return Answer.json(200, json(call).annotations(repository, all, call.request()));
  }

  private Answer pendingDeployments(Call call, Map<String, String> path) {
    LiveGithubRun run = findRun(call, path);
    if (call.request().query() != null) {
      throw GithubErrors.refused(422, "pending_deployments takes no query");
    }
    return Answer.json(200, json(call).pending(run, world.now()));
  }

  private Answer artifacts(Call call, Map<String, String> path) {
    LiveGithubRun run = findRun(call, path);
    ObjectNode body = GithubJson.object();
    ArrayNode array = body.putArray("artifacts");
    GithubArtifacts.Artifact artifact = world.artifacts().of(run.id());
    boolean wanted =
        artifact != null && call.request().param("name").map(artifact.name()::equals).orElse(true);
    if (wanted) {
      array
          .addObject()
          .put("id", run.id() + 1)
          .put("name", artifact.name())
          .put("size_in_bytes", artifact.size())
          .put("expired", false);
    }
    body.put("total_count", array.size());
    return Answer.json(200, body);
  }

  /** Only an address, with a signature of its own. */
  private Answer artifactZip(Call call, Map<String, String> path) {
    mayReadRuns(call);
    repo(call, path);
    long run = number(path.get("artifact")) - 1;
    if (world.artifacts().of(run) == null) {
      throw GithubErrors.notFound();
    }
    return Answer.empty(302).with("Location", world.baseUrl() + GithubArtifacts.STORAGE + run);
  }

  private Answer cancel(Call call, Map<String, String> path, boolean force) {
    LiveGithubRun run = findRun(call, path);
    mayWrite(call, run.repository());
    if (run.latest().at(world.now()).status().equals("completed")) {
      throw GithubErrors.refused(409, "Cannot cancel a workflow run that is completed.");
    }
    world.cancel(run.id(), call.who().login(), force);
    return Answer.json(202, GithubJson.object());
  }

  private Answer rerun(Call call, Map<String, String> path) {
    LiveGithubRun run = findRun(call, path);
    mayWrite(call, run.repository());
    if (!run.latest().at(world.now()).status().equals("completed")) {
      throw GithubErrors.refused(403, "This workflow run is already running");
    }
    world.rerun(run.id(), call.who().login(), null);
    return Answer.json(201, GithubJson.object());
  }

  // --- issues ---------------------------------------------------------------------------------

  private Answer issues(Call call, Map<String, String> path) {
    GithubRepository repository = repo(call, path);
    ArrayNode array = GithubJson.array();
    repository.issues().forEach(i -> array.insert(0, json(call).issue(repository, i)));
    return Answer.json(200, array);
  }

  private Answer openIssue(Call call, Map<String, String> path) {
    GithubRepository repository = repo(call, path);
    if (!call.who().mayWrite("issues")) {
      throw GithubErrors.forbidden(call.who(), "issues=write");
    }
    if (repository.isArchived()) {
      throw GithubErrors.refused(403, "Repository was archived so is read-only.");
    }
    ObjectNode body = GithubBodies.object(call.request().body());
    if (!body.path("title").isTextual() || body.path("title").asText().isBlank()) {
      throw GithubErrors.refused(422, "Validation Failed: title is missing");
    }
    if (body.path("body").asText("").length() > 65_536) {
      throw GithubErrors.refused(
          422, "Validation Failed: body is too long (maximum is 65536 characters)");
    }
    List<String> labels = new ArrayList<>();
    for (JsonNode label : body.path("labels")) {
      labels.add(label.isTextual() ? label.asText() : label.path("name").asText());
    }
    GithubRepository.Issue issue =
        repository.addIssue(
            body.path("title").asText(), body.path("body").asText(""), labels, call.who().login());
    return Answer.json(201, json(call).issue(repository, issue));
  }
}
