package dev.portgithub.simulator;

import static dev.portgithub.simulator.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GithubSimulatorTest {

  private static final String REPO = "/repos/acme-inc/platform-workflows";
  private static final String DISPATCH = REPO + "/actions/workflows/deploy.yml/dispatches";

  private final TestClock clock = new TestClock(Instant.parse("2026-03-02T09:15:42.500Z"));
  private GithubSimulator github;
  private GithubRepository repository;
  private Caller caller;

  @BeforeEach
  void start() {
    github = GithubSimulator.builder().clock(clock).token("ghp_secret", "octo-bot").start();
    repository =
        github
            .repository("acme-inc", "platform-workflows")
            .branch("release/2.x")
            .workflow(
                "deploy.yml",
                w ->
                    w.name("Deploy")
                        .input("environment", true, "choice", "staging", "production")
                        .input("version")
                        .input("dry_run", false, "boolean")
                        .input("replicas", false, "number")
                        .defaultValue("version", "latest")
                        .runName("Deploy ${{ inputs.version }} [${{ inputs.environment }}]")
                        .job("build", "Compile", "Package")
                        .job("deploy", "Ship", "Verify"));
    caller =
        new Caller(github.url())
            .with("Authorization", "Bearer ghp_secret")
            .with("X-GitHub-Api-Version", "2022-11-28");
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private HttpResponse<String> dispatch(String body) {
    return caller.post(DISPATCH, body);
  }

  private long started() {
    HttpResponse<String> answer =
        dispatch(
            "{\"ref\":\"main\",\"inputs\":{\"environment\":\"staging\"},"
                + "\"return_run_details\":true}");
    assertThat(answer.statusCode()).isEqualTo(200);
    return json(answer).get("workflow_run_id").asLong();
  }

  private void refuses(String body, int status, String message) {
    HttpResponse<String> answer = dispatch(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).get("message").asText()).contains(message);
    assertThat(json(answer).get("status").asText()).isEqualTo(String.valueOf(status));
    assertThat(github.runs()).isEmpty();
  }

  @Test
  void dispatch_answers_with_the_run_when_asked() {
    long id = started();
    GithubRun run = github.run(id);
    assertThat(id).isGreaterThan(10L * Integer.MAX_VALUE);
    assertThat(run.inputs())
        .containsExactly(Map.entry("environment", "staging"), Map.entry("version", "latest"));
    assertThat(run.displayTitle()).isEqualTo("Deploy latest [staging]");
    assertThat(run.actor()).isEqualTo("octo-bot");
    assertThat(run.status()).isEqualTo("queued");
    JsonNode read = json(caller.get(REPO + "/actions/runs/" + id));
    assertThat(read.get("created_at").asText()).isEqualTo("2026-03-02T09:15:42Z");
    assertThat(read.get("display_title").asText()).isEqualTo("Deploy latest [staging]");
    assertThat(read.get("conclusion").isNull()).isTrue();
  }

  @Test
  void dispatch_answers_204_in_the_other_modes() {
    String with = "{\"ref\":\"main\",\"inputs\":{\"environment\":\"staging\"}";
    assertThat(dispatch(with + "}").statusCode()).isEqualTo(204);
    github.dispatchMode(GithubSimulator.DispatchMode.NO_CONTENT);
    assertThat(dispatch(with + ",\"return_run_details\":true}").statusCode()).isEqualTo(204);
    github.dispatchMode(GithubSimulator.DispatchMode.REFUSES_FLAG);
    HttpResponse<String> refused = dispatch(with + ",\"return_run_details\":true}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("is not a permitted key.");
    assertThat(dispatch(with + "}").statusCode()).isEqualTo(204);
    assertThat(github.runs()).hasSize(3);
  }

  @Test
  void refuses_a_dispatch_that_github_would_refuse() {
    refuses("not json", 400, "Problems parsing JSON");
    refuses("[]", 400, "JSON object");
    refuses("{}", 422, "\"ref\" wasn't supplied");
    refuses("{\"ref\":5}", 422, "not a string");
    refuses("{\"ref\":\"nope\"}", 422, "No ref found for: nope");
    refuses("{\"ref\":\"main\",\"extra\":1}", 422, "\"extra\" is not a permitted key.");
    refuses("{\"ref\":\"main\"}", 422, "Required input 'environment' not provided");
    refuses(
        "{\"ref\":\"main\",\"inputs\":{\"a\":\"1\",\"environment\":\"staging\",\"b\":\"2\"}}",
        422,
        "Unexpected inputs provided: [\"a\", \"b\"]");
    refuses(
        "{\"ref\":\"main\",\"inputs\":{\"environment\":\"moon\"}}",
        422,
        "not in the list of allowed values");
    for (String input : List.of("environment", "dry_run", "replicas")) {
      for (String text : List.of("null", "")) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("ref", "main");
        body.putObject("inputs").put("environment", "staging").put(input, text);
        refuses(body.toString(), 422, "'" + input + "'");
      }
    }
    refuses(
        "{\"ref\":\"main\",\"inputs\":{\"environment\":\"staging\",\"dry_run\":true}}",
        422,
        "not a string");
    String much = "x".repeat(65_536);
    refuses(
        "{\"ref\":\"main\",\"inputs\":{\"environment\":\"staging\",\"version\":\"" + much + "\"}}",
        422,
        "inputs are too large.");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 26; i++) {
      many.append(i == 0 ? "" : ",").append("\"i").append(i).append("\":\"\"");
    }
    refuses("{\"ref\":\"main\",\"inputs\":{" + many + "}}", 422, "25");
    repository.workflow("deploy.yml", w -> w.state("disabled_manually"));
    refuses("{\"ref\":\"main\"}", 422, "disabled workflow");
    repository.workflow("deploy.yml", w -> w.state("active").at("release/2.x", v -> v.noTrigger()));
    refuses("{\"ref\":\"release/2.x\"}", 422, "does not have 'workflow_dispatch' trigger");
    repository.forbidDispatch("actions=write");
    refuses("{\"ref\":\"main\"}", 403, "Resource not accessible by personal access token");
    repository.archived(true);
    refuses("{\"ref\":\"main\"}", 403, "archived");
  }

  @Test
  void refuses_callers_and_paths_that_github_would_refuse() {
    Caller anonymous = new Caller(github.url());
    assertThat(anonymous.get("/user").statusCode()).isEqualTo(401);
    assertThat(caller.with("Authorization", "Bearer no").get("/user").statusCode()).isEqualTo(401);
    assertThat(caller.with("Authorization", "token ghp_secret").get("/user").statusCode())
        .isEqualTo(200);
    assertThat(caller.with("User-Agent", "").get("/user").statusCode()).isEqualTo(403);
    assertThat(caller.with("X-GitHub-Api-Version", "1999-01-01").get("/user").statusCode())
        .isEqualTo(400);
    assertThat(caller.get("/user/").statusCode()).isEqualTo(404);
    assertThat(caller.get("/repos/acme-inc/other").statusCode()).isEqualTo(404);
    assertThat(caller.get(REPO + "/actions/workflows/nope.yml").statusCode()).isEqualTo(404);
    assertThat(json(caller.get("/api/v3/user")).get("login").asText()).isEqualTo("octo-bot");
    github.revokeToken("ghp_secret");
    assertThat(caller.get("/user").statusCode()).isEqualTo(401);
  }

  @Test
  void a_run_follows_its_plan_as_the_clock_goes() {
    repository.workflow(
        "deploy.yml",
        w ->
            w.plan(
                Plan.failAfter(Duration.ofSeconds(5), Duration.ofSeconds(10), "deploy", "Verify")));
    long id = started();
    clock.tick(Duration.ofSeconds(6));
    assertThat(github.run(id).status()).isEqualTo("in_progress");
    clock.tick(Duration.ofSeconds(10));
    JsonNode run = json(caller.get(REPO + "/actions/runs/" + id));
    assertThat(run.get("status").asText()).isEqualTo("completed");
    assertThat(run.get("conclusion").asText()).isEqualTo("failure");
    assertThat(run.get("updated_at").asText()).isEqualTo("2026-03-02T09:15:57Z");
    JsonNode jobs = json(caller.get(REPO + "/actions/runs/" + id + "/jobs?per_page=100"));
    assertThat(jobs.at("/jobs/0/conclusion").asText()).isEqualTo("success");
    assertThat(jobs.at("/jobs/1/conclusion").asText()).isEqualTo("failure");
    assertThat(jobs.at("/jobs/1/steps/1/conclusion").asText()).isEqualTo("success");
    assertThat(jobs.at("/jobs/1/steps/2/name").asText()).isEqualTo("Verify");
    assertThat(jobs.at("/jobs/1/steps/2/conclusion").asText()).isEqualTo("failure");
  }

  @Test
  void a_rerun_keeps_the_verdict_of_the_first_attempt() {
    long id = started();
    github.complete(id, "failure", "deploy", "Ship");
    github.rerun(id, Plan.stayInProgress());
    String path = REPO + "/actions/runs/" + id;
    assertThat(json(caller.get(path)).get("run_attempt").asInt()).isEqualTo(2);
    assertThat(json(caller.get(path)).get("status").asText()).isEqualTo("in_progress");
    JsonNode first = json(caller.get(path + "/attempts/1"));
    assertThat(first.get("conclusion").asText()).isEqualTo("failure");
    assertThat(json(caller.get(path + "/attempts/1/jobs")).at("/jobs/1/name").asText())
        .isEqualTo("deploy");
    assertThat(caller.get(path + "/attempts/3").statusCode()).isEqualTo(404);
  }

  @Test
  void lists_newest_first_and_filters() {
    long first = started();
    clock.tick(Duration.ofMinutes(1));
    long second = started();
    github.addForeignRun(
        "acme-inc", "platform-workflows", "deploy.yml", "release/2.x", "mallory", Map.of());
    github.complete(first, "success");
    assertThat(ids("")).hasSize(3);
    assertThat(ids("?actor=octo-bot&event=workflow_dispatch&branch=main"))
        .containsExactly(second, first);
    assertThat(ids("?status=completed")).containsExactly(first);
    assertThat(ids("?status=success")).containsExactly(first);
    assertThat(ids("?actor=octo-bot&created=%3E%3D2026-03-02T09:16:00Z")).containsExactly(second);
    assertThat(ids("?created=2026-03-02T09:15:00Z..2026-03-02T09:16:00Z")).containsExactly(first);
    assertThat(ids("?per_page=1&page=3")).containsExactly(first);
    assertThat(caller.get(REPO + "/actions/runs?created=yesterday").statusCode()).isEqualTo(422);
  }

  private List<Long> ids(String query) {
    JsonNode list = json(caller.get(REPO + "/actions/workflows/deploy.yml/runs" + query));
    List<Long> ids = new ArrayList<>();
    list.get("workflow_runs").forEach(run -> ids.add(run.get("id").asLong()));
    return ids;
  }

  @Test
  void a_filtered_list_ends_after_a_thousand() {
    github.preload(
        "acme-inc", "platform-workflows", "deploy.yml", 1100, "octo-bot", clock.instant());
    assertThat(ids("?per_page=100&page=10&event=workflow_dispatch")).hasSize(100);
    assertThat(ids("?per_page=100&page=11&event=workflow_dispatch")).isEmpty();
    assertThat(ids("?per_page=100&page=11")).hasSize(100);
  }

  @Test
  void what_is_noted_at_a_job_is_shown_to_whom_may_read_checks() {
    long id = started();
    github.complete(
        id,
        "failure",
        List.of(
            new GithubRun.JobEnd("build", "cancelled", "Compile"),
            new GithubRun.JobEnd(
                "test",
                "failure",
                null,
                List.of(
                    GithubRun.Annotation.ofRunner("No runner"),
                    new GithubRun.Annotation("warning", "Old", "Node 12", "action.yml", 7)))));
    JsonNode jobs =
        json(caller.get(REPO + "/actions/runs/" + id + "/attempts/1/jobs")).path("jobs");
    assertThat(jobs.get(0).path("conclusion").asText()).isEqualTo("cancelled");
    assertThat(jobs.get(0).path("steps").get(1).path("conclusion").asText()).isEqualTo("cancelled");
    assertThat(jobs.get(1).path("steps")).isEmpty();
    String path = REPO + "/check-runs/" + jobs.get(1).path("id").asText() + "/annotations";
    JsonNode annotations = json(caller.get(path));
    assertThat(annotations.get(0).path("annotation_level").asText()).isEqualTo("failure");
    assertThat(annotations.get(0).path("path").asText()).isEqualTo(".github");
    assertThat(annotations.get(1).path("start_line").asInt()).isEqualTo(7);
    assertThat(json(caller.get(path + "?per_page=1&page=2"))).hasSize(1);
    assertThat(caller.get(REPO + "/check-runs/1/annotations").statusCode()).isEqualTo(404);
    github.checksReadable(false);
    HttpResponse<String> refused = caller.get(path);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Resource not accessible by personal access token");
    assertThat(refused.headers().firstValue("X-Accepted-GitHub-Permissions"))
        .contains("checks=read");
  }

  @Test
  void new_runs_can_hide() {
    github.hideNewRunsFor(Duration.ofSeconds(30));
    long id = started();
    assertThat(ids("")).isEmpty();
    assertThat(caller.get(REPO + "/actions/runs/" + id).statusCode()).isEqualTo(404);
    clock.tick(Duration.ofSeconds(30));
    assertThat(ids("")).containsExactly(id);
  }

  @Test
  void an_unchanged_answer_is_304_and_free() {
    started();
    HttpResponse<String> list = caller.get(REPO + "/actions/runs");
    String tag = list.headers().firstValue("ETag").orElseThrow();
    String left = list.headers().firstValue("x-ratelimit-remaining").orElseThrow();
    HttpResponse<String> again = caller.with("If-None-Match", tag).get(REPO + "/actions/runs");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.headers().firstValue("x-ratelimit-remaining")).contains(left);
    github.addToken("ghp_other", "octo-bot");
    Caller other = caller.with("If-None-Match", tag).with("Authorization", "Bearer ghp_other");
    assertThat(other.get(REPO + "/actions/runs").statusCode()).isEqualTo(200);
    clock.tick(Duration.ofSeconds(3));
    assertThat(caller.with("If-None-Match", tag).get(REPO + "/actions/runs").statusCode())
        .isEqualTo(200);
  }

  @Test
  void limits_are_told_and_end_by_the_clock() {
    Instant reset = clock.instant().plusSeconds(60);
    github.rateLimit(1, reset);
    assertThat(caller.get("/user").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = caller.get("/user");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("x-ratelimit-remaining")).contains("0");
    assertThat(refused.headers().firstValue("x-ratelimit-reset"))
        .contains(String.valueOf(reset.getEpochSecond()));
    clock.tick(Duration.ofSeconds(60));
    assertThat(caller.get("/user").statusCode()).isEqualTo(200);

    github.secondaryLimit(30);
    HttpResponse<String> slow = dispatch("{\"ref\":\"main\"}");
    assertThat(slow.statusCode()).isEqualTo(403);
    assertThat(slow.body()).contains("secondary rate limit");
    assertThat(slow.headers().firstValue("Retry-After")).contains("30");
    clock.tick(Duration.ofSeconds(30));
    assertThat(caller.get("/user").statusCode()).isEqualTo(200);
  }

  @Test
  void the_points_of_a_minute_count_a_read_once_and_a_write_five_times_whatever_the_answer() {
    github.pointsPerMinute(7);
    String tag = caller.get("/user").headers().firstValue("ETag").orElseThrow();
    assertThat(caller.with("If-None-Match", tag).get("/user").statusCode()).isEqualTo(304);
    HttpResponse<String> started =
        dispatch("{\"ref\":\"main\",\"inputs\":{\"environment\":\"staging\"}}");
    assertThat(started.statusCode()).isEqualTo(204);
    assertThat(caller.get("/user").statusCode()).isEqualTo(403);
    clock.tick(Duration.ofSeconds(61));
    assertThat(caller.get("/user").statusCode()).isEqualTo(200);
  }

  @Test
  void a_first_attempt_that_github_does_not_keep_answers_404_and_so_do_its_jobs() {
    long id = started();
    github.complete(id, "success");
    github.rerun(id);
    String path = REPO + "/actions/runs/" + id;
    github.forgetFirstAttempt(id);
    assertThat(caller.get(path + "/attempts/1").statusCode()).isEqualTo(404);
    assertThat(caller.get(path + "/attempts/1/jobs").statusCode()).isEqualTo(404);
    assertThat(caller.get(path + "/attempts/2").statusCode()).isEqualTo(200);
    assertThat(caller.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void a_renamed_repository_redirects_by_id() {
    github.rename("acme-inc", "platform-workflows", "acme-inc", "workflows");
    HttpResponse<String> get = caller.get(REPO + "/actions/runs?event=push");
    assertThat(get.statusCode()).isEqualTo(301);
    String location = get.headers().firstValue("Location").orElseThrow();
    assertThat(location)
        .isEqualTo(github.url() + "/repositories/" + repository.id() + "/actions/runs?event=push");
    assertThat(caller.get(location).statusCode()).isEqualTo(200);
    HttpResponse<String> post = dispatch("{\"ref\":\"main\"}");
    assertThat(post.statusCode()).isEqualTo(307);
    assertThat(json(caller.get("/repos/acme-inc/workflows")).get("full_name").asText())
        .isEqualTo("acme-inc/workflows");
  }

  @Test
  void takes_issues_as_camel_github_sends_them() {
    HttpResponse<String> answer =
        caller
            .with("Authorization", "token ghp_secret")
            .post("/api/v3" + REPO + "/issues", "{\"title\":\"Parked\",\"body\":\"r_1\"}");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(repository.issues()).hasSize(1);
    assertThat(repository.issues().get(0).title()).isEqualTo("Parked");
  }

  @Test
  void tells_the_content_of_a_workflow_file() {
    HttpResponse<String> raw =
        caller
            .with("Accept", "application/vnd.github.raw+json")
            .get(REPO + "/contents/.github/workflows/deploy.yml?ref=main");
    assertThat(raw.body()).contains("workflow_dispatch:").contains("environment:");
  }

  @Test
  void hooks_tell_start_and_end() throws Exception {
    CompletableFuture<GithubRun> start = new CompletableFuture<>();
    CompletableFuture<GithubRun> end = new CompletableFuture<>();
    github.onRunStarted(start::complete);
    github.onRunCompleted(end::complete);
    long id = started();
    assertThat(start.get(5, TimeUnit.SECONDS).id()).isEqualTo(id);
    clock.tick(Duration.ofSeconds(7));
    assertThat(end).isNotDone();
    github.runs();
    assertThat(end.get(5, TimeUnit.SECONDS).conclusion()).isEqualTo("success");
  }

  @Test
  void the_system_clock_ends_runs_by_itself() throws Exception {
    try (GithubSimulator real = GithubSimulator.builder().token("t", "bot").start()) {
      Plan quick = Plan.succeedAfter(Duration.ofMillis(100), Duration.ofMillis(100));
      real.repository("o", "r").workflow("w.yml", w -> w.plan(quick));
      CompletableFuture<GithubRun> end = new CompletableFuture<>();
      real.onRunCompleted(end::complete);
      new Caller(real.url())
          .with("Authorization", "Bearer t")
          .post("/repos/o/r/actions/workflows/w.yml/dispatches", "{\"ref\":\"main\"}");
      assertThat(end.get(5, TimeUnit.SECONDS).conclusion()).isEqualTo("success");
    }
  }

  @Test
  void pages_show_runs_and_escape_what_they_show() {
    repository.workflow("deploy.yml", w -> w.runName("<b>${{ inputs.version }}</b>"));
    long id = started();
    Caller browser = new Caller(github.url());
    String all = browser.get("/").body();
    assertThat(all).contains("&lt;b&gt;latest&lt;/b&gt;").doesNotContain("<b>latest");
    assertThat(browser.get("/acme-inc/platform-workflows/actions/runs/" + id).body())
        .contains("environment")
        .contains("staging");
    assertThat(github.journal().count("GET", "^/$")).isZero();
  }
}
