package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A strict GitHub on 127.0.0.1: authentication, repositories, workflow dispatch, workflow runs,
 * rate limits, conditional requests, issues. Every path is served with and without {@code /api/v3}.
 *
 * <p>It refuses what GitHub is known to refuse, and input values that are not strings. It knows the
 * repositories that a test declares and no others. It does not run anything: a {@link Plan} or
 * {@link #complete} decides how a run goes. Time is the given clock's. Safe for use by many
 * threads.
 */
public final class GithubSimulator implements AutoCloseable {

  /** How a dispatch is answered. */
  public enum DispatchMode {
    /** As github.com: 200 with the run's id when asked for, otherwise 204. */
    DETAILS,
    /** As a server that ignores the flag: always 204. */
    NO_CONTENT,
    /** As an old Enterprise server: the flag is refused with 400. */
    REFUSES_FLAG,
    /** The same with 422. */
    REFUSES_FLAG_422
  }

  private static final String PREFIX = "/api/v3";

  /** On github.com, and on Enterprise servers: not below /api/v3. */
  private static final Set<String> GRAPHQL = Set.of("/graphql", "/api/graphql");

  private static final Set<String> VERSIONS = Set.of("2022-11-28", "2026-03-10");

  private final Clock clock;
  private final SimulatorServer server;
  private final ExecutorService hooks;
  private final GithubWorld world;
  private final GithubCredentials credentials;
  private final GithubDispatch dispatch;
  private final GithubRateLimit limits;
  private final GithubApi api;
  private final GithubGraphql graphql;
  private final GithubWebhooks webhooks = new GithubWebhooks();

  private GithubSimulator(Builder builder) {
    clock = builder.clock;
    GithubPages[] pages = new GithubPages[1];
    server =
        new SimulatorServer("github", builder.port, clock, this::answer, r -> pages[0].handle(r));
    hooks = Executors.newSingleThreadExecutor(SimulatorServer.daemons("github-hooks"));
    world = new GithubWorld(clock, server.scheduler(), hooks, server.url());
    pages[0] = new GithubPages(world);
    credentials = new GithubCredentials(clock);
    dispatch = new GithubDispatch(world);
    limits = new GithubRateLimit(clock, "core");
    graphql = new GithubGraphql(world, clock);
    api = new GithubApi(world, dispatch, credentials);
    world.onStarted(run -> webhook("requested", run));
    world.onBegan(run -> webhook("in_progress", run));
    world.onWaiting(this::webhookOfWaitingJob);
    world.onCompleted(run -> webhook("completed", run));
    builder.setUp.forEach(step -> step.accept(this));
    server.start();
  }

  /** Starts with a system clock, any free port, and nobody who may call. */
  public static Builder builder() {
    return new Builder();
  }

  /** What has to be known at the start. */
  public static final class Builder {
    private int port;
    private Clock clock = Clock.systemUTC();
    private final List<Consumer<GithubSimulator>> setUp = new ArrayList<>();

    private Builder() {}

    /** The port on 127.0.0.1; 0 means any. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The time of runs, tokens and limits. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Accepts a personal token; dispatches with it are made by that login. */
    public Builder token(String value, String login) {
      setUp.add(s -> s.addToken(value, login));
      return this;
    }

    /** Accepts JWTs of an App, by app id or client id; its actor is {@code slug[bot]}. */
    public Builder app(String appId, String clientId, String slug, PublicKey key) {
      setUp.add(s -> s.credentials.app(new GithubCredentials.App(appId, clientId, slug, key)));
      return this;
    }

    /** The same with the key as PEM ("BEGIN PUBLIC KEY"). */
    public Builder app(String appId, String clientId, String slug, String publicKeyPem) {
      return app(appId, clientId, slug, publicKey(publicKeyPem));
    }

    /** Installs the App for an owner. */
    public Builder installation(String owner) {
      setUp.add(s -> s.install(owner));
      return this;
    }

    /** Binds the port and starts. */
    public GithubSimulator start() {
      return new GithubSimulator(this);
    }

    private static PublicKey publicKey(String pem) {
      String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      try {
        return KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("not an RSA public key", e);
      }
    }
  }

  /** The address without a trailing slash: the API's base, and the pages' as well. */
  public String url() {
    return server.url();
  }

  /** Every call so far. */
  public Journal journal() {
    return server.journal();
  }

  /** The fault switch. */
  public Faults faults() {
    return server.faults();
  }

  /** Every answer of the API leaves this much later, in real time. */
  public void latency(Duration latency) {
    server.latency(latency);
  }

  /** How many calls were open at the same time, at most; GitHub allows 100. */
  public int peakConcurrentCalls() {
    return server.peak();
  }

  @Override
  public void close() {
    server.close();
    hooks.shutdownNow();
  }

  // --- who may call ---------------------------------------------------------------------------

  /** Accepts a personal token from now on. */
  public void addToken(String value, String login) {
    credentials.token(value, login, null);
  }

  /** The same until then, by the clock; answers say until when, as GitHub's do. */
  public void addToken(String value, String login, Instant expires) {
    credentials.token(value, login, expires);
  }

  /** Refuses a personal or installation token from now on. */
  public void revokeToken(String value) {
    credentials.revoke(value);
  }

  /** Refuses every installation token made so far. */
  public void revokeInstallationTokens() {
    credentials.revokeInstallationTokens();
  }

  /** Installs the App for an owner and returns the installation id. */
  public long install(String owner) {
    return credentials.install(owner);
  }

  /** Removes the installation; its tokens die. */
  public void uninstall(String owner) {
    credentials.uninstall(owner);
  }

  // --- behaviour ------------------------------------------------------------------------------

  /** How dispatches are answered from now on. */
  public void dispatchMode(DispatchMode mode) {
    dispatch.mode(mode);
  }

  /** The hourly limit per credential (5,000 at the start). */
  public void hourlyLimit(int limit) {
    limits.hourly(limit);
  }

  /** Only this many more calls per credential until then; after that the hourly limit again. */
  public void rateLimit(int limit, Instant resetAt) {
    limits.limit(limit, resetAt);
  }

  /** Refuses everything for so long (by the clock) with 403 and {@code Retry-After}. */
  public void secondaryLimit(int retryAfterSeconds) {
    limits.secondary(403, Duration.ofSeconds(retryAfterSeconds), true);
  }

  /** The same with another status (429) or without telling how long. */
  public void secondaryLimit(int status, Duration lasts, boolean retryAfterHeader) {
    limits.secondary(status, lasts, retryAfterHeader);
  }

  /** The secondary limit of points a minute and credential; GitHub's is 900. Off at first. */
  public void pointsPerMinute(int points) {
    limits.pointsPerMinute(points);
  }

  /** Ends all limits at once. */
  public void endLimits() {
    limits.end();
    graphql.limits().end();
  }

  /** The points of GraphQL per hour and credential (5,000 at the start). */
  public void graphqlLimit(int points) {
    graphql.limits().hourly(points);
  }

  /** Only this many more points per credential until then. */
  public void graphqlLimit(int points, Instant resetAt) {
    graphql.limits().limit(points, resetAt);
  }

  /** Refuses GraphQL for so long (by the clock) with 403 and {@code Retry-After}. */
  public void graphqlSecondaryLimit(int retryAfterSeconds) {
    graphql.limits().secondary(403, Duration.ofSeconds(retryAfterSeconds), true);
  }

  /**
   * Whether credentials may read checks, which GraphQL needs to show a workflow run's status, and
   * REST to show annotations.
   */
  public void checksReadable(boolean readable) {
    world.checksReadable(readable);
  }

  /** How many inputs a dispatch takes: 25 on github.com, 10 on older Enterprise servers. */
  public void mostInputs(int most) {
    dispatch.mostInputs(most);
  }

  /** Whether credentials may read files of repositories. */
  public void contentsReadable(boolean readable) {
    world.contentsReadable(readable);
  }

  /** GraphQL queries for more ids take too long from now on, and are answered with 502. */
  public void graphqlMostIdsInTime(int ids) {
    graphql.mostIdsInTime(ids);
  }

  /** Runs that start from now on stay invisible (list and GET) for so long by the clock. */
  public void hideNewRunsFor(Duration duration) {
    world.hideNewRunsFor(duration);
  }

  // --- repositories and runs ------------------------------------------------------------------

  /** The repository of that name; made when it is not there. */
  public GithubRepository repository(String owner, String name) {
    return world.repository(owner, name);
  }

  /** Renames or transfers; the old name redirects. */
  public void rename(String owner, String name, String newOwner, String newName) {
    world.rename(owner, name, newOwner, newName);
  }

  /** All runs, in the order of their ids. */
  public List<GithubRun> runs() {
    world.announceDue();
    return world.views();
  }

  /** One run as it stands, hidden or not. */
  public GithubRun run(long id) {
    world.announceDue();
    return world.view(id);
  }

  /** The first attempt of a run, whatever came after it. */
  public GithubRun firstAttempt(long runId) {
    return world.firstAttempt(runId);
  }

  /** The jobs of the newest attempt. */
  public List<GithubRun.Job> jobs(long runId) {
    return world.jobs(runId, 0);
  }

  /** Ends a run. Job and step may be null; GitHub's conclusions and any other text are taken. */
  public void complete(long runId, String conclusion, String failedJob, String failedStep) {
    world.complete(runId, conclusion, failedJob, failedStep);
  }

  /** Ends a run. */
  public void complete(long runId, String conclusion) {
    complete(runId, conclusion, null, null);
  }

  /** Ends a run, with these jobs. */
  public void complete(long runId, String conclusion, List<GithubRun.JobEnd> jobs) {
    world.complete(runId, conclusion, jobs);
  }

  /** The run has uploaded an artifact. */
  public void artifact(long runId, String name, byte[] zip) {
    artifact(runId, name, zip, zip.length);
  }

  /** The same, of a size that the API tells. */
  public void artifact(long runId, String name, byte[] zip, long size) {
    world.artifacts().put(runId, new GithubArtifacts.Artifact(name, zip, size));
  }

  /** Cancels a run as this login would in the browser. */
  public void cancel(long runId, String login) {
    world.cancel(runId, login, false);
  }

  /** From now on a cancel of the run is accepted, and only a forced one stops it. */
  public void resistCancel(long runId) {
    world.resistCancel(runId);
  }

  /** Puts a run into a status that is not an end ("waiting"); its plan is void. */
  public void setStatus(long runId, String status) {
    world.setStatus(runId, status);
  }

  /** Lets a run wait until somebody approves it for these environments; its plan is void. */
  public void awaitApproval(long runId, GithubRun.Pending... approvals) {
    world.await(runId, List.of(approvals));
  }

  /** All its jobs have ended so, and it is in progress all the same: a fault that GitHub has. */
  public void wedge(long runId, GithubRun.JobEnd... jobs) {
    world.wedge(runId, List.of(jobs));
  }

  /** Somebody approves: it goes on until it is told otherwise. */
  public void approve(long runId) {
    world.setStatus(runId, "in_progress");
  }

  /** Starts another attempt with the workflow's plan; the earlier verdict stays readable. */
  public void rerun(long runId) {
    world.rerun(runId, world.view(runId).actor(), null);
  }

  /** Starts another attempt with this plan. */
  public void rerun(long runId, Plan plan) {
    world.rerun(runId, world.view(runId).actor(), plan);
  }

  /** The first attempt answers 404 from now on, and so do its jobs; the run must have a second. */
  public void forgetFirstAttempt(long runId) {
    world.forgetFirstAttempt(runId);
  }

  /** The first attempt is completed and shows no conclusion. */
  public void blankFirstAttempt(long runId) {
    world.blankFirstAttempt(runId);
  }

  /** Deletes a run for good. */
  public void delete(long runId) {
    world.delete(runId);
  }

  /** Adds a dispatched run that somebody else started now; it is in progress until told. */
  public GithubRun addForeignRun(
      String owner,
      String repo,
      String workflowFile,
      String branch,
      String actor,
      Map<String, String> inputs) {
    return addForeignRun(
        owner,
        repo,
        workflowFile,
        "workflow_dispatch",
        branch,
        actor,
        inputs,
        clock.instant(),
        Plan.stayInProgress());
  }

  /** Adds any run, at any time in the past. Start hooks are not called. */
  public GithubRun addForeignRun(
      String owner,
      String repo,
      String workflowFile,
      String event,
      String branch,
      String actor,
      Map<String, String> inputs,
      Instant createdAt,
      Plan plan) {
    GithubRepository repository = repository(owner, repo);
    GithubWorkflow workflow = repository.findWorkflowFile(workflowFile);
    return world.addForeign(repository, workflow, event, branch, inputs, actor, createdAt, plan);
  }

  /** Adds many runs that are in progress until told; cheap, for load. Returns their ids. */
  public List<Long> preload(
      String owner, String repo, String workflowFile, int count, String actor, Instant createdAt) {
    GithubRepository repository = repository(owner, repo);
    GithubWorkflow workflow = repository.findWorkflowFile(workflowFile);
    List<Long> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      GithubRun run =
          world.addForeign(
              repository,
              workflow,
              "workflow_dispatch",
              repository.defaultBranch(),
              Map.of(),
              actor,
              createdAt,
              Plan.stayInProgress());
      ids.add(run.id());
    }
    return ids;
  }

  /** The webhooks, which go nowhere until a test sets them up. */
  public GithubWebhooks webhooks() {
    return webhooks;
  }

  private void webhook(String action, GithubRun run) {
    ObjectNode payload = world.webhook(run);
    if (payload != null) {
      webhooks.send("workflow_run", action, run.id(), payload);
    }
  }

  private void webhookOfWaitingJob(GithubRun run) {
    ObjectNode payload = world.webhook(run);
    if (payload == null) {
      return;
    }
    payload.remove("workflow_run");
    payload
        .putObject("workflow_job")
        .put("id", run.id() + 1)
        .put("run_id", run.id())
        .put("run_attempt", run.attempt())
        .put("name", "deploy")
        .put("status", "waiting")
        .putNull("conclusion")
        .putArray("steps");
    webhooks.send("workflow_job", "waiting", run.id(), payload);
  }

  /** Called on a thread of its own after every dispatch that started a run. */
  public void onRunStarted(Consumer<GithubRun> listener) {
    world.onStarted(listener);
  }

  /**
   * Called on a thread of its own when a dispatched run has ended: with the system clock on time,
   * with another clock when a call or {@link #runs()} notices. Register before the dispatch.
   */
  public void onRunCompleted(Consumer<GithubRun> listener) {
    world.onCompleted(listener);
  }

  // --- the pipeline of a call -----------------------------------------------------------------

  private Answer answer(Request original) {
    if (GRAPHQL.contains(original.path())) {
      return answerGraphql(original);
    }
    if (original.path().startsWith(GithubArtifacts.STORAGE)) {
      return world.artifacts().give(original);
    }
    boolean prefixed = original.path().startsWith(PREFIX + "/");
    Request request = prefixed ? original.at(original.path().substring(PREFIX.length())) : original;
    GithubPrincipal who = null;
    Answer answer;
    try {
      checkHeaders(request);
      boolean appCall = GithubApi.appCall(request.path());
      who = credentials.authenticate(request, appCall);
      if (free(request)) {
        answer = Answer.json(200, limits.describe(who.key()));
      } else {
        limits.check(who.key());
        limits.spend(who.key(), request.method());
        answer = api.handle(new GithubApi.Call(request, who, url() + (prefixed ? PREFIX : "")));
        answer = conditional(request, answer);
      }
    } catch (Refused refused) {
      answer = refused.answer();
    }
    String key = who == null ? "nobody" : who.key();
    if (answer.status() != 304 && !free(request)) {
      limits.count(key);
    }
    Map<String, String> expiry = who == null ? Map.of() : credentials.expiry(request);
    return answer.with(limits.headers(key)).with(expiry);
  }

  private Answer answerGraphql(Request request) {
    String key = "nobody";
    Answer answer;
    try {
      checkHeaders(request);
      GithubPrincipal who = credentials.authenticate(request, false);
      key = who.key();
      answer = graphql.answer(request, who);
    } catch (Refused refused) {
      answer = refused.answer();
    }
    return answer.with(graphql.limits().headers(key));
  }

  private static boolean free(Request request) {
    return request.method().equals("GET") && request.path().equals("/rate_limit");
  }

  private void checkHeaders(Request request) {
    String agent = request.header("user-agent");
    if (agent == null || agent.isBlank()) {
      throw GithubErrors.refused(403, "Request forbidden: a User-Agent header is required");
    }
    String version = request.header("x-github-api-version");
    if (version != null && !VERSIONS.contains(version)) {
      throw GithubErrors.refused(400, "The API version " + version + " is not supported");
    }
    if (request.path().endsWith("/")) {
      throw GithubErrors.notFound();
    }
  }

  private static Answer conditional(Request request, Answer answer) {
    if (!request.method().equals("GET") || answer.status() != 200) {
      return answer;
    }
    // As on GitHub, another token gets another tag for the same content.
    String token = Optional.ofNullable(request.header("authorization")).orElse("");
    String tag = "\"" + hash(answer.body(), token) + "\"";
    String known = request.header("if-none-match");
    boolean same = known != null && (known.trim().equals("*") || known.contains(tag));
    Answer tagged = same ? Answer.empty(304) : answer;
    return tagged.with("ETag", tag).with("Cache-Control", "private, max-age=60, s-maxage=60");
  }

  private static String hash(byte[] body, String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs a small GitHub until the process ends: repository {@code acme-inc/platform-workflows} with
   * {@code deploy.yml}. Arguments: port, token (default "demo-token").
   */
  public static void main(String[] args) throws InterruptedException {
    GithubSimulator simulator =
        builder()
            .port(args.length > 0 ? Integer.parseInt(args[0]) : 8081)
            .token(args.length > 1 ? args[1] : "demo-token", "demo-bot")
            .start();
    simulator
        .repository("acme-inc", "platform-workflows")
        .branch("release/2.x")
        .workflow(
            "deploy.yml",
            w ->
                w.name("Deploy")
                    .input("environment", true, "choice", "staging", "production")
                    .input("version")
                    .input("port_context")
                    .runName("Deploy ${{ inputs.version }} to ${{ inputs.environment }}")
                    .job("build", "Check out", "Build")
                    .job("deploy", "Deploy", "Verify"));
    System.out.println("GitHub simulator: " + simulator.url());
    Thread.currentThread().join();
  }
}
