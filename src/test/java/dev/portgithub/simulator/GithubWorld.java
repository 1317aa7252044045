package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * All repositories and workflow runs of a simulated GitHub. One lock guards everything; hooks are
 * called outside of it, one after the other, on their own thread.
 */
final class GithubWorld {

  private record Due(Instant at, LiveGithubRun run, LiveGithubRun.Attempt attempt, boolean end) {}

  private static final long FIRST_RUN_ID = 36_000_000_000L;

  private final Clock clock;
  private final boolean realTime;
  private final ScheduledExecutorService scheduler;
  private final ExecutorService hooks;
  private final String baseUrl;
  private final Map<String, GithubRepository> repositories = new LinkedHashMap<>();
  private final Map<String, GithubRepository> formerNames = new HashMap<>();
  private final Map<Long, LiveGithubRun> runs = new LinkedHashMap<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));
  private final AtomicLong workflowIds = new AtomicLong(98_000_000);
  private final List<Consumer<GithubRun>> started = new CopyOnWriteArrayList<>();
  private final List<Consumer<GithubRun>> began = new CopyOnWriteArrayList<>();
  private final List<Consumer<GithubRun>> waiting = new CopyOnWriteArrayList<>();
  private final List<Consumer<GithubRun>> completed = new CopyOnWriteArrayList<>();
  private final GithubArtifacts artifacts = new GithubArtifacts();
  private long lastRunId = FIRST_RUN_ID;
  private Duration hidden = Duration.ZERO;
  private volatile boolean checksReadable = true;
  private volatile boolean contentsReadable = true;

  GithubWorld(
      Clock clock, ScheduledExecutorService scheduler, ExecutorService hooks, String baseUrl) {
    this.clock = clock;
    this.realTime = clock.equals(Clock.system(clock.getZone()));
    this.scheduler = scheduler;
    this.hooks = hooks;
    this.baseUrl = baseUrl;
  }

  Instant now() {
    return clock.instant();
  }

  GithubArtifacts artifacts() {
    return artifacts;
  }

  // --- repositories ---------------------------------------------------------------------------

  synchronized GithubRepository repository(String owner, String name) {
    return repositories.computeIfAbsent(
        key(owner, name),
        k -> new GithubRepository(700_000 + repositories.size(), owner, name, workflowIds));
  }

  synchronized GithubRepository find(String owner, String name) {
    return repositories.get(key(owner, name));
  }

  synchronized GithubRepository findById(String id) {
    return repositories.values().stream()
        .filter(r -> String.valueOf(r.id()).equals(id))
        .findFirst()
        .orElse(null);
  }

  /** The repository that had this name once and has another now. */
  synchronized GithubRepository moved(String owner, String name) {
    return formerNames.get(key(owner, name));
  }

  synchronized void rename(String owner, String name, String newOwner, String newName) {
    GithubRepository repository = repositories.remove(key(owner, name));
    if (repository == null) {
      throw new IllegalArgumentException("no repository " + owner + "/" + name);
    }
    repository.rename(newOwner, newName);
    repositories.put(key(newOwner, newName), repository);
    formerNames.put(key(owner, name), repository);
  }

  private static String key(String owner, String name) {
    return (owner + "/" + name).toLowerCase();
  }

  // --- runs -----------------------------------------------------------------------------------

  /** May credentials read checks? */
  boolean checksReadable() {
    return checksReadable;
  }

  void checksReadable(boolean readable) {
    checksReadable = readable;
  }

  /** May credentials read files? */
  boolean contentsReadable() {
    return contentsReadable;
  }

  void contentsReadable(boolean readable) {
    contentsReadable = readable;
  }

  synchronized void hideNewRunsFor(Duration duration) {
    hidden = duration;
  }

  synchronized GithubRun start(
      GithubRepository repository,
      GithubWorkflow workflow,
      String event,
      String ref,
      Map<String, String> inputs,
      String actor) {
    Instant at = now();
    GithubWorkflow content = workflow.contentAt(LiveGithubRun.branchOf(ref));
    LiveGithubRun run =
        add(repository, workflow, event, ref, inputs, actor, at, hidden, content.plan());
    watch(run);
    GithubRun view = view(run);
    tell(started, view);
    announceDue();
    return view;
  }

  synchronized GithubRun addForeign(
      GithubRepository repository,
      GithubWorkflow workflow,
      String event,
      String branch,
      Map<String, String> inputs,
      String actor,
      Instant created,
      Plan plan) {
    LiveGithubRun run =
        add(repository, workflow, event, branch, inputs, actor, created, Duration.ZERO, plan);
    return view(run);
  }

  private LiveGithubRun add(
      GithubRepository repository,
      GithubWorkflow workflow,
      String event,
      String ref,
      Map<String, String> inputs,
      String actor,
      Instant at,
      Duration hide,
      Plan plan) {
    // Ids have gaps, as GitHub's: nobody may rely on the next one.
    long id = lastRunId += 7;
    int number = repository.runsUnderLock().size() + 1;
    Map<String, String> kept = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    LiveGithubRun run =
        new LiveGithubRun(
            id, number, repository, workflow, event, ref, kept, actor, at, hide, plan);
    repository.add(run);
    runs.put(id, run);
    return run;
  }

  private void watch(LiveGithubRun run) {
    LiveGithubRun.Attempt attempt = run.latest();
    Instant begin = attempt.plannedBegin();
    if (begin != null && !began.isEmpty()) {
      watch(new Due(begin, run, attempt, false));
    }
    Instant end = attempt.plannedEnd();
    if (end != null && !completed.isEmpty()) {
      watch(new Due(end, run, attempt, true));
    }
  }

  private void watch(Due next) {
    due.add(next);
    if (realTime) {
      long millis = Math.max(0, Duration.between(now(), next.at()).toMillis() + 1);
      try {
        scheduler.schedule(this::announceDue, millis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The simulator is being closed.
      }
    }
  }

  /** Calls the hooks of the runs whose plan has begun or ended them meanwhile. */
  synchronized void announceDue() {
    Instant now = now();
    while (!due.isEmpty() && !due.peek().at().isAfter(now)) {
      Due next = due.poll();
      if (next.end()) {
        if (next.attempt().announceEnd(now)) {
          tell(completed, next.run().view(next.attempt(), now, baseUrl));
        }
      } else if (next.attempt().at(now).status().equals("in_progress")) {
        tell(began, next.run().view(next.attempt(), now, baseUrl));
      }
    }
  }

  private void tell(List<Consumer<GithubRun>> listeners, GithubRun view) {
    for (Consumer<GithubRun> listener : listeners) {
      try {
        hooks.execute(() -> listener.accept(view));
      } catch (RejectedExecutionException e) {
        return;
      }
    }
  }

  void onStarted(Consumer<GithubRun> listener) {
    started.add(listener);
  }

  void onCompleted(Consumer<GithubRun> listener) {
    completed.add(listener);
  }

  /** Called when a dispatched run begins to run. */
  void onBegan(Consumer<GithubRun> listener) {
    began.add(listener);
  }

  /** Called when a run is made to wait for an approval. */
  void onWaiting(Consumer<GithubRun> listener) {
    waiting.add(listener);
  }

  synchronized void setStatus(long id, String status) {
    LiveGithubRun run = must(id);
    run.latest().tell(new LiveGithubRun.State(status, null, now(), null, null));
    if (status.equals("in_progress")) {
      tell(began, view(run));
    } else if (status.equals("waiting")) {
      tell(waiting, view(run));
    }
  }

  synchronized void await(long id, List<GithubRun.Pending> approvals) {
    must(id).await(approvals, now());
    setStatus(id, "waiting");
  }

  /** What a webhook about a run holds besides its action; null when the run was deleted. */
  synchronized ObjectNode webhook(GithubRun view) {
    LiveGithubRun run = runs.get(view.id());
    return run == null
        ? null
        : new GithubJson(baseUrl).webhook(run, run.attempt(view.attempt()), now());
  }

  synchronized void complete(long id, String conclusion, String failedJob, String failedStep) {
    LiveGithubRun run = must(id);
    run.latest()
        .tell(new LiveGithubRun.State("completed", conclusion, now(), failedJob, failedStep));
    if (run.latest().announceEnd(now())) {
      tell(completed, view(run));
    }
  }

  /** Somebody cancels it; one whose jobs do not stop takes a force-cancel. */
  synchronized void cancel(long id, String login, boolean force) {
    LiveGithubRun run = must(id);
    if (force || !run.isStubborn()) {
      run.latest().cancelledBy(login);
      complete(id, "cancelled", null, null);
    }
  }

  /** From now on a cancel is accepted and does not stop it. */
  synchronized void resistCancel(long id) {
    must(id).resistCancel();
  }

  synchronized void complete(long id, String conclusion, List<GithubRun.JobEnd> jobs) {
    must(id).latest().tell(jobs);
    complete(id, conclusion, null, null);
  }

  synchronized void wedge(long id, List<GithubRun.JobEnd> jobs) {
    must(id).latest().tell(jobs);
    setStatus(id, "in_progress");
  }

  /** What is noted at a job of a repository; null when it has no such job. */
  synchronized List<GithubRun.Annotation> annotations(GithubRepository repository, long jobId) {
    LiveGithubRun run = runs.get(jobId / GithubJobs.RUN);
    return run == null || run.repository() != repository ? null : run.annotations(jobId, now());
  }

  synchronized void rerun(long id, String actor, Plan plan) {
    LiveGithubRun run = must(id);
    if (!run.latest().at(now()).status().equals("completed")) {
      throw new IllegalStateException("run " + id + " is not completed");
    }
    run.rerun(now(), actor, plan == null ? run.workflow().plan() : plan);
    watch(run);
  }

  synchronized void forgetFirstAttempt(long id) {
    must(id).attempt(1).forget();
  }

  synchronized void blankFirstAttempt(long id) {
    must(id).attempt(1).tell(new LiveGithubRun.State("completed", null, now(), null, null));
  }

  synchronized void delete(long id) {
    LiveGithubRun run = must(id);
    runs.remove(id);
    run.repository().runsUnderLock().remove(run);
  }

  /** The run, or null when there is none. */
  synchronized LiveGithubRun run(long id) {
    return runs.get(id);
  }

  private LiveGithubRun must(long id) {
    LiveGithubRun run = runs.get(id);
    if (run == null) {
      throw new IllegalArgumentException("no workflow run " + id);
    }
    return run;
  }

  synchronized GithubRun view(long id) {
    return view(must(id));
  }

  private GithubRun view(LiveGithubRun run) {
    return run.view(run.latest(), now(), baseUrl);
  }

  synchronized GithubRun firstAttempt(long id) {
    LiveGithubRun run = must(id);
    return run.view(run.attempt(1), now(), baseUrl);
  }

  synchronized List<GithubRun.Job> jobs(long id, int attempt) {
    LiveGithubRun run = must(id);
    LiveGithubRun.Attempt wanted = attempt == 0 ? run.latest() : run.attempt(attempt);
    if (wanted == null) {
      throw new IllegalArgumentException("no attempt " + attempt + " of run " + id);
    }
    return run.jobs(wanted, now());
  }

  /** Oldest first. */
  synchronized List<GithubRun> views() {
    List<GithubRun> all = new ArrayList<>(runs.size());
    runs.values().forEach(run -> all.add(view(run)));
    return all;
  }

  String baseUrl() {
    return baseUrl;
  }
}
