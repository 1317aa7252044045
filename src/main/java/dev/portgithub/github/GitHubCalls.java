package dev.portgithub.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The calls that the stages make to GitHub; each list asks for the largest page, and for no pull
 * requests.
 */
public final class GitHubCalls {
  /** The most that GitHub gives on one page. */
  public static final int PAGE_SIZE = 100;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LIST =
      "event=workflow_dispatch&exclude_pull_requests=true&per_page=" + PAGE_SIZE;

  private final GitHubAccess access;

  public GitHubCalls(GitHubAccess access) {
    this.access = access;
  }

  /** The credential that serves an owner's repositories. */
  public String credential(String owner) {
    return access.credential(owner);
  }

  /** Costs nothing of the hour, and shows whether GitHub takes the token, or the App's key. */
  public RemoteCall ofCredential() {
    return access.isOfApp()
        ? RemoteCall.get("/app", GitHubAccess.APP)
        : RemoteCall.get("/rate_limit", access.credential(""));
  }

  /** Names the default branch. */
  public RemoteCall repository(Run run) {
    return get(run).needed();
  }

  /**
   * @param inputs all texts
   * @param runDetails whether to ask for the id of the workflow run; older Enterprise servers
   *     refuse the question
   */
  public RemoteCall dispatch(Run run, Map<String, String> inputs, boolean runDetails) {
    ObjectNode body = JSON.createObjectNode().put("ref", run.target().ref());
    body.set("inputs", JSON.valueToTree(inputs));
    if (runDetails) {
      body.put("return_run_details", true);
    }
    try {
      return RemoteCall.post(
              path(run, "actions", "workflows", run.target().workflow(), "dispatches"),
              access.credential(run.target().org()))
          .withJson(JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts can always be printed as JSON", e);
    }
  }

  /**
   * Workflow runs that a dispatch with a lost answer may have started: of that workflow, created
   * about then.
   */
  public RemoteCall candidates(Run run, Duration before, Duration after) {
    return get(run, "actions", "workflows", run.target().workflow(), "runs")
        .withQuery(LIST + created(run, before, after))
        .needed();
  }

  /** The same, of any workflow of the repository. */
  public RemoteCall candidatesOfRepository(Run run, Duration before, Duration after) {
    return get(run, "actions", "runs").withQuery(LIST + created(run, before, after)).needed();
  }

  private static String created(Run run, Duration before, Duration after) {
    Instant from = run.intentAt().minus(before).truncatedTo(ChronoUnit.SECONDS);
    Instant to = run.intentAt().plus(after).truncatedTo(ChronoUnit.SECONDS);
    return "&created=" + RemoteCall.encode(from + ".." + to);
  }

  /** The newest dispatched workflow runs of a repository. */
  public RemoteCall workflowRuns(String org, String repo) {
    return get(org, RemoteCall.pathOf("repos", org, repo, "actions", "runs")).withQuery(LIST);
  }

  /** A page of those that were created between two times, both included; the newest first. */
  public RemoteCall workflowRunsCreated(Repository repository, Instant from, Instant to, int page) {
    return workflowRuns(repository.org(), repository.repo())
        .withQuery(
            LIST
                + "&created="
                + RemoteCall.encode(from + ".." + to)
                + (page == 1 ? "" : "&page=" + page));
  }

  public RemoteCall workflowRun(Run run) {
    return workflowRun(run, run.workflowRunId());
  }

  /** Any workflow run of the run's repository, by its number. */
  public RemoteCall workflowRun(Run run, long number) {
    return get(run, "actions", "runs", number).withQuery("exclude_pull_requests=true");
  }

  /** Its artifacts of a name, the newest first; nothing depends on them. */
  public RemoteCall artifacts(Run run, String name) {
    return get(run, "actions", "runs", run.workflowRunId(), "artifacts")
        .withQuery("per_page=10&name=" + RemoteCall.encode(name))
        .aside();
  }

  /** Answered with the address of the zip. */
  public RemoteCall artifactZip(Run run, long id) {
    return get(run, "actions", "artifacts", id, "zip").aside();
  }

  /** Asks its jobs to stop; steps that always run still do. */
  public RemoteCall cancel(Run run) {
    return post(run, "cancel");
  }

  /** Ends it at once, whatever its jobs do. */
  public RemoteCall forceCancel(Run run) {
    return post(run, "force-cancel");
  }

  private RemoteCall post(Run run, String what) {
    String path = path(run, "actions", "runs", run.workflowRunId(), what);
    return RemoteCall.post(path, access.credential(run.target().org()));
  }

  /** The first attempt: the only one that we dispatched. */
  public RemoteCall firstAttempt(Run run) {
    return get(run, "actions", "runs", run.workflowRunId(), "attempts", 1)
        .withQuery("exclude_pull_requests=true");
  }

  /** The jobs of an attempt, page by page. */
  public RemoteCall jobs(Run run, int attempt, int page) {
    return get(run, "actions", "runs", run.workflowRunId(), "attempts", attempt, "jobs")
        .withQuery("per_page=" + PAGE_SIZE + (page == 1 ? "" : "&page=" + page));
  }

  /**
   * What is noted at a job, whose number is that of its check run too. It needs the permission
   * Checks: read, which nothing else here needs.
   */
  public RemoteCall annotations(Run run, long jobId) {
    return get(run, "check-runs", jobId, "annotations").withQuery("per_page=" + PAGE_SIZE).aside();
  }

  /** What a workflow run that waits is to be approved for, and by whom. */
  public RemoteCall pendingDeployments(Target target, long workflowRunId) {
    return get(
            target.org(),
            RemoteCall.pathOf(
                "repos",
                target.org(),
                target.repo(),
                "actions",
                "runs",
                workflowRunId,
                "pending_deployments"))
        .aside();
  }

  /** Whether the run's workflow may be started, and where its file is. */
  public RemoteCall workflow(Run run) {
    return get(run, "actions", "workflows", run.target().workflow()).aside();
  }

  /**
   * A file in the folder of workflows, at the run's branch or tag. It needs the permission
   * Contents: read, which nothing else here needs.
   */
  public RemoteCall workflowFile(Run run, String file) {
    return get(run, "contents", ".github", "workflows", file)
        .withQuery("ref=" + RemoteCall.encode(run.target().ref()))
        .aside();
  }

  /** The workflows of a repository, the first hundred; to explain a refusal. */
  public RemoteCall workflows(Run run) {
    return get(run, "actions", "workflows").withQuery("per_page=" + PAGE_SIZE).aside();
  }

  private RemoteCall get(String org, String path) {
    return RemoteCall.get(path, access.credential(org));
  }

  private RemoteCall get(Run run, Object... inRepository) {
    return get(run.target().org(), path(run, inRepository));
  }

  private static String path(Run run, Object... inRepository) {
    return RemoteCall.pathOf(
        Stream.concat(
                Stream.of("repos", run.target().org(), run.target().repo()),
                Stream.of(inRepository))
            .toArray());
  }
}
