package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Prints the objects of GitHub's API, as far as a client of workflow runs reads them. */
final class GithubJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;

  GithubJson(String base) {
    this.base = base;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ArrayNode array() {
    return JSON.createArrayNode();
  }

  ObjectNode repository(GithubRepository repository) {
    ObjectNode json = minimal(repository);
    json.put("default_branch", repository.defaultBranch());
    json.put("created_at", time(repository.createdAt()));
    json.put("archived", repository.isArchived());
    json.put("disabled", false);
    json.put("visibility", "private");
    json.put("has_issues", true);
    json.putObject("permissions").put("admin", false).put("push", true).put("pull", true);
    return json;
  }

  private ObjectNode minimal(GithubRepository repository) {
    ObjectNode json = object();
    json.put("id", repository.id());
    json.put("node_id", "R_" + repository.id());
    json.put("name", repository.name());
    json.put("full_name", repository.fullName());
    json.put("private", true);
    json.set("owner", user(repository.owner(), "Organization"));
    json.put("html_url", base.replaceFirst("/api/v3$", "") + "/" + repository.fullName());
    json.put("url", url(repository));
    return json;
  }

  static ObjectNode user(String login, String type) {
    ObjectNode json = object();
    json.put("login", login);
    json.put("id", login.hashCode() & 0x7fffffff);
    json.put("type", login.endsWith("[bot]") ? "Bot" : type);
    return json;
  }

  ObjectNode workflow(GithubRepository repository, GithubWorkflow workflow) {
    ObjectNode json = object();
    json.put("id", workflow.id());
    json.put("node_id", "W_" + workflow.id());
    json.put("name", workflow.name());
    json.put("path", workflow.path());
    json.put("state", workflow.state());
    json.put("url", url(repository) + "/actions/workflows/" + workflow.id());
    return json;
  }

  ObjectNode run(LiveGithubRun run, LiveGithubRun.Attempt attempt, Instant now) {
    GithubRepository repository = run.repository();
    GithubRun view = run.view(attempt, now, base.replaceFirst("/api/v3$", ""));
    String url = url(repository) + "/actions/runs/" + view.id();
    ObjectNode json = object();
    json.put("id", view.id());
    json.put("name", view.workflowName());
    json.put("node_id", "WFR_" + view.id());
    json.put("head_branch", view.headBranch());
    json.put("head_sha", view.headSha());
    json.put("path", run.workflow().path());
    json.put("display_title", view.displayTitle());
    json.put("run_number", run.number());
    json.put("event", view.event());
    json.put("status", view.status());
    json.put("conclusion", view.conclusion());
    json.put("workflow_id", run.workflow().id());
    json.put("check_suite_id", view.id() * 2);
    json.put("check_suite_node_id", "CS_" + view.id());
    json.put("url", url);
    json.put("html_url", view.htmlUrl());
    json.putArray("pull_requests");
    json.put("created_at", time(view.createdAt()));
    json.put("updated_at", time(view.updatedAt()));
    json.set("actor", user(view.actor(), "User"));
    json.put("run_attempt", view.attempt());
    json.putArray("referenced_workflows");
    json.put("run_started_at", time(view.startedAt()));
    json.set("triggering_actor", user(attempt.actor, "User"));
    json.put("jobs_url", url + "/jobs");
    json.put("logs_url", url + "/logs");
    json.put("artifacts_url", url + "/artifacts");
    json.put("cancel_url", url + "/cancel");
    json.put("rerun_url", url + "/rerun");
    json.put(
        "previous_attempt_url",
        view.attempt() > 1 ? url + "/attempts/" + (view.attempt() - 1) : null);
    json.put("workflow_url", url(repository) + "/actions/workflows/" + run.workflow().id());
    json.putObject("head_commit").put("id", view.headSha()).put("message", "A commit");
    json.set("repository", minimal(repository));
    json.set("head_repository", minimal(repository));
    return json;
  }

  /** What a webhook about a workflow run holds besides its action. */
  ObjectNode webhook(LiveGithubRun run, LiveGithubRun.Attempt attempt, Instant now) {
    ObjectNode json = object();
    json.set("workflow_run", run(run, attempt, now));
    json.set("workflow", workflow(run.repository(), run.workflow()));
    json.set("repository", repository(run.repository()));
    json.putObject("organization").put("login", run.repository().owner());
    json.set("sender", user(attempt.actor, "User"));
    return json;
  }

  /** One page of them, 30 long unless the request says otherwise, and never longer than 100. */
  ObjectNode jobs(LiveGithubRun run, LiveGithubRun.Attempt attempt, Instant now, Request request) {
    List<GithubRun.Job> jobs = run.jobs(attempt, now);
    int perPage = Math.min(100, request.param("per_page").map(Integer::parseInt).orElse(30));
    int page = request.param("page").map(Integer::parseInt).orElse(1);
    ObjectNode json = object();
    json.put("total_count", jobs.size());
    ArrayNode array = json.putArray("jobs");
    jobs.stream()
        .skip((page - 1L) * perPage)
        .limit(perPage)
        .forEach(job -> array.add(job(run, attempt, job)));
    return json;
  }

  private ObjectNode job(LiveGithubRun run, LiveGithubRun.Attempt attempt, GithubRun.Job job) {
    String url = url(run.repository()) + "/actions/";
    ObjectNode json = object();
    json.put("id", job.id());
    json.put("run_id", run.id());
    json.put("run_url", url + "runs/" + run.id());
    json.put("run_attempt", attempt.number);
    json.put("head_sha", run.sha());
    json.put("url", url + "jobs/" + job.id());
    json.put(
        "html_url",
        base.replaceFirst("/api/v3$", "")
            + "/"
            + run.repository().fullName()
            + "/actions/runs/"
            + run.id()
            + "/job/"
            + job.id());
    json.put("check_run_url", url(run.repository()) + "/check-runs/" + job.id());
    json.put("status", job.status());
    json.put("conclusion", job.conclusion());
    json.put("created_at", time(attempt.started));
    json.put("started_at", time(job.startedAt()));
    json.put("completed_at", time(job.completedAt()));
    json.put("name", job.name());
    json.put("workflow_name", run.workflow().name());
    json.put("head_branch", run.branch());
    json.putArray("labels").add("ubuntu-latest");
    ArrayNode steps = json.putArray("steps");
    for (GithubRun.Step step : job.steps()) {
      ObjectNode one = steps.addObject();
      one.put("name", step.name());
      one.put("status", step.status());
      one.put("conclusion", step.conclusion());
      one.put("number", step.number());
    }
    return json;
  }

  /** One page of them, as of jobs. */
  /** As GitHub's description of pending deployments has it. */
  ArrayNode pending(LiveGithubRun run, Instant now) {
    ArrayNode array = array();
    for (GithubRun.Pending each : run.pending(now)) {
      ObjectNode json = array.addObject();
      ObjectNode environment = json.putObject("environment");
      environment.put("id", each.environment().hashCode() & 0x7fffffff);
      environment.put("name", each.environment());
      environment.put("html_url", url(run.repository()) + "/deployments/activity_log");
      json.put("wait_timer", each.timerMinutes());
      json.put(
          "wait_timer_started_at", each.timerMinutes() > 0 ? run.pendingSince().toString() : null);
      json.put("current_user_can_approve", false);
      ArrayNode reviewers = json.putArray("reviewers");
      for (String name : each.reviewers()) {
        ObjectNode reviewer = reviewers.addObject();
        if (name.startsWith("team:")) {
          reviewer.put("type", "Team");
          reviewer.putObject("reviewer").put("name", name.substring(5)).put("slug", "team");
        } else {
          reviewer.put("type", "User");
          reviewer.set("reviewer", user(name, "User"));
        }
      }
    }
    return array;
  }

  ArrayNode annotations(
      GithubRepository repository, List<GithubRun.Annotation> all, Request request) {
    int perPage = Math.min(100, request.param("per_page").map(Integer::parseInt).orElse(30));
    int page = request.param("page").map(Integer::parseInt).orElse(1);
    ArrayNode array = array();
    all.stream()
        .skip((page - 1L) * perPage)
        .limit(perPage)
        .forEach(
            each -> {
              ObjectNode json = array.addObject();
              json.put("path", each.path());
              json.put("blob_href", url(repository) + "/git/blobs/abc");
              json.put("start_line", each.startLine());
              json.put("end_line", each.startLine());
              json.putNull("start_column");
              json.putNull("end_column");
              json.put("annotation_level", each.level());
              json.put("title", each.title());
              json.put("message", each.message());
              json.putNull("raw_details");
            });
    return array;
  }

  ObjectNode issue(GithubRepository repository, GithubRepository.Issue issue) {
    ObjectNode json = object();
    json.put("id", repository.id() * 1000 + issue.number());
    json.put("number", issue.number());
    json.put("state", "open");
    json.put("title", issue.title());
    json.put("body", issue.body());
    json.set("user", user(issue.author(), "User"));
    ArrayNode labels = json.putArray("labels");
    issue.labels().forEach(label -> labels.addObject().put("name", label));
    json.put("url", url(repository) + "/issues/" + issue.number());
    json.put(
        "html_url",
        base.replaceFirst("/api/v3$", "")
            + "/"
            + repository.fullName()
            + "/issues/"
            + issue.number());
    return json;
  }

  private String url(GithubRepository repository) {
    return base + "/repos/" + repository.fullName();
  }

  static String time(Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
