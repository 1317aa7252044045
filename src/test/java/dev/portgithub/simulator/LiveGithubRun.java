package dev.portgithub.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mutable side of a workflow run. Not thread-safe: used under the lock of {@link GithubWorld}.
 * What a plan says is computed when somebody looks.
 */
final class LiveGithubRun {

  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{\\s*([^}]*?)\\s*}}");

  /** What is known about one attempt at one instant. */
  record State(
      String status, String conclusion, Instant updated, String failedJob, String failedStep) {}

  /** One try at running; a re-run adds another and leaves the earlier verdict alone. */
  static final class Attempt {
    final int number;
    final Instant started;
    final String actor;
    private Plan plan;
    private State told;
    private boolean announced;
    private boolean gone;
    private String cancelledBy;
    private List<GithubRun.JobEnd> ends;

    Attempt(int number, Instant started, String actor, Plan plan) {
      this.number = number;
      this.started = started;
      this.actor = actor;
      this.plan = plan;
    }

    void tell(State state) {
      told = state;
      plan = null;
    }

    /** Its jobs end so, whatever the workflow declares. */
    void tell(List<GithubRun.JobEnd> jobs) {
      ends = List.copyOf(jobs);
    }

    /** GitHub notes at its jobs who has cancelled them. */
    void cancelledBy(String login) {
      cancelledBy = login;
    }

    /** As GitHub does with what it keeps of old attempts: it answers 404 from now on. */
    void forget() {
      gone = true;
    }

    State at(Instant now) {
      if (told != null) {
        return told;
      }
      if (plan.queued() == null || now.isBefore(started.plus(plan.queued()))) {
        return new State("queued", null, started, null, null);
      }
      Instant running = started.plus(plan.queued());
      if (!plan.ends() || now.isBefore(running.plus(plan.inProgress()))) {
        return new State("in_progress", null, running, null, null);
      }
      Instant end = running.plus(plan.inProgress());
      return new State("completed", plan.conclusion(), end, plan.failedJob(), plan.failedStep());
    }

    /** When the plan lets it run; null when it does not. */
    Instant plannedBegin() {
      return told == null && plan.queued() != null ? started.plus(plan.queued()) : null;
    }

    /** When the plan ends it; null when it does not. */
    Instant plannedEnd() {
      return told == null && plan.ends()
          ? started.plus(plan.queued()).plus(plan.inProgress())
          : null;
    }

    /** True once, when it is over. */
    boolean announceEnd(Instant now) {
      if (announced || !at(now).status().equals("completed")) {
        return false;
      }
      announced = true;
      return true;
    }
  }

  private final long id;
  private final int number;
  private final GithubRepository repository;
  private final GithubWorkflow workflow;
  private final GithubWorkflow content;
  private final String event;
  private final String ref;
  private final Map<String, String> inputs;
  private final String actor;
  private final Instant created;
  private final Instant visible;
  private final String title;
  private final List<Attempt> attempts = new ArrayList<>(1);
  private List<GithubRun.Pending> pending = List.of();
  private Instant pendingSince;
  private boolean stubborn;

  LiveGithubRun(
      long id,
      int number,
      GithubRepository repository,
      GithubWorkflow workflow,
      String event,
      String ref,
      Map<String, String> inputs,
      String actor,
      Instant at,
      Duration hidden,
      Plan plan) {
    this.id = id;
    this.number = number;
    this.repository = repository;
    this.workflow = workflow;
    this.content = workflow.contentAt(branchOf(ref));
    this.event = event;
    this.ref = ref;
    this.inputs = inputs;
    this.actor = actor;
    // GitHub tells whole seconds; the plan counts from the instant itself.
    this.created = at.truncatedTo(ChronoUnit.SECONDS);
    this.visible = at.plus(hidden);
    this.title = title();
    attempts.add(new Attempt(1, at, actor, plan));
  }

  static String branchOf(String ref) {
    return ref.replaceFirst("^refs/(heads|tags)/", "");
  }

  private String title() {
    if (content.runName() == null) {
      return content.name();
    }
    Matcher matcher = EXPRESSION.matcher(content.runName());
    return matcher.replaceAll(m -> Matcher.quoteReplacement(value(m.group(1))));
  }

  private String value(String expression) {
    if (expression.equals("github.actor")) {
      return actor;
    }
    String name = expression.replaceFirst("^(github\\.event\\.)?inputs\\.", "");
    return name.equals(expression) ? "" : inputs.getOrDefault(name, "");
  }

  long id() {
    return id;
  }

  int number() {
    return number;
  }

  GithubRepository repository() {
    return repository;
  }

  GithubWorkflow workflow() {
    return workflow;
  }

  String actor() {
    return actor;
  }

  String event() {
    return event;
  }

  /** It waits from now on. */
  void await(List<GithubRun.Pending> approvals, Instant now) {
    pending = List.copyOf(approvals);
    pendingSince = now;
  }

  /** What it is to be approved for; nothing unless it waits. */
  List<GithubRun.Pending> pending(Instant now) {
    return latest().at(now).status().equals("waiting") ? pending : List.of();
  }

  Instant pendingSince() {
    return pendingSince;
  }

  String branch() {
    return branchOf(ref);
  }

  Instant created() {
    return created;
  }

  /** Its jobs do not stop when they are asked to. */
  void resistCancel() {
    stubborn = true;
  }

  boolean isStubborn() {
    return stubborn;
  }

  boolean visibleAt(Instant now) {
    return !now.isBefore(visible);
  }

  Attempt latest() {
    return attempts.get(attempts.size() - 1);
  }

  /** The attempt of that number; null when there is none, or GitHub does not keep it any more. */
  Attempt attempt(int wanted) {
    boolean known = wanted >= 1 && wanted <= attempts.size() && !attempts.get(wanted - 1).gone;
    return known ? attempts.get(wanted - 1) : null;
  }

  Attempt rerun(Instant now, String by, Plan plan) {
    Attempt next = new Attempt(attempts.size() + 1, now, by, plan);
    attempts.add(next);
    return next;
  }

  /** A pretend commit, the same for a branch all the time. */
  String sha() {
    return String.format("%040x", (branch() + repository.id()).hashCode() & 0xffffffffL);
  }

  GithubRun view(Attempt attempt, Instant now, String baseUrl) {
    State state = attempt.at(now);
    return new GithubRun(
        id,
        repository.owner(),
        repository.name(),
        workflow.file(),
        content.name(),
        title,
        event,
        state.status(),
        state.conclusion(),
        attempt.number,
        ref,
        branch(),
        sha(),
        inputs,
        actor,
        created,
        attempt.started,
        state.updated(),
        baseUrl + "/" + repository.fullName() + "/actions/runs/" + id);
  }

  List<GithubRun.Job> jobs(Attempt attempt, Instant now) {
    GithubJobs jobs = new GithubJobs(id, attempt.number, content.jobs());
    State state = attempt.at(now);
    return attempt.ends == null
        ? jobs.at(state, attempt.started)
        : jobs.ended(attempt.ends, state, attempt.started);
  }

  /** What is noted at a job; null when no attempt has such a job. */
  List<GithubRun.Annotation> annotations(long jobId, Instant now) {
    for (Attempt attempt : attempts) {
      List<GithubRun.Job> jobs = jobs(attempt, now);
      for (int i = 0; i < jobs.size(); i++) {
        if (jobs.get(i).id() == jobId && attempt.cancelledBy != null) {
          return List.of(
              GithubRun.Annotation.ofRunner(
                  "The run was canceled by @" + attempt.cancelledBy + "."));
        }
        if (jobs.get(i).id() == jobId) {
          return attempt.ends != null
              ? attempt.ends.get(i).annotations()
              : "failure".equals(jobs.get(i).conclusion())
                  ? content.annotations(jobs.get(i).name())
                  : List.of();
        }
      }
    }
    return null;
  }
}
