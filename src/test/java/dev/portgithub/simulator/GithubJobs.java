package dev.portgithub.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Derives the jobs and steps that fit the state of an attempt. Jobs run one after the other. */
final class GithubJobs {

  // With these GitHub has no jobs to show: nothing ran.
  private static final Set<String> NOTHING_RAN =
      Set.of("startup_failure", "action_required", "stale");

  /** The number of a job begins with that of its run. */
  static final long RUN = 100_000;

  private final long runId;
  private final int attempt;
  private final Map<String, List<String>> declared;

  GithubJobs(long runId, int attempt, Map<String, List<String>> declared) {
    this.runId = runId;
    this.attempt = attempt;
    this.declared = declared;
  }

  List<GithubRun.Job> at(LiveGithubRun.State state, Instant started) {
    List<GithubRun.Job> jobs = new ArrayList<>();
    if (NOTHING_RAN.contains(String.valueOf(state.conclusion())) || "".equals(state.failedJob())) {
      return jobs;
    }
    Map<String, List<String>> plan = plan(state);
    String broken = broken(state, plan);
    boolean ended = false;
    for (Map.Entry<String, List<String>> job : plan.entrySet()) {
      boolean first = jobs.isEmpty();
      String status;
      String conclusion = null;
      if (!state.status().equals("completed")) {
        status = first ? state.status() : "queued";
      } else {
        status = "completed";
        conclusion =
            ended ? "skipped" : job.getKey().equals(broken) ? state.conclusion() : fine(state);
      }
      jobs.add(job(jobs.size(), job, status, conclusion, state, started));
      ended |= job.getKey().equals(broken);
    }
    return jobs;
  }

  /** The jobs as a test has told their ends. */
  List<GithubRun.Job> ended(List<GithubRun.JobEnd> ends, LiveGithubRun.State state, Instant began) {
    List<GithubRun.Job> jobs = new ArrayList<>();
    for (GithubRun.JobEnd end : ends) {
      List<GithubRun.Step> steps =
          end.failedStep() == null
              ? List.of()
              : steps(List.of(end.failedStep()), "completed", end.conclusion(), end.failedStep());
      jobs.add(
          new GithubRun.Job(
              id(jobs.size()),
              end.name(),
              "completed",
              end.conclusion(),
              began,
              state.updated(),
              steps));
    }
    return jobs;
  }

  private long id(int index) {
    return runId * RUN + attempt * 1000L + index;
  }

  private Map<String, List<String>> plan(LiveGithubRun.State state) {
    Map<String, List<String>> plan = new LinkedHashMap<>(declared);
    if (plan.isEmpty() && state.failedJob() == null) {
      plan.put("run", List.of("Run"));
    }
    if (state.failedJob() != null) {
      List<String> steps = new ArrayList<>(plan.getOrDefault(state.failedJob(), List.of()));
      if (state.failedStep() != null && !steps.contains(state.failedStep())) {
        steps.add(state.failedStep());
      }
      plan.put(state.failedJob(), steps);
    }
    return plan;
  }

  private static String broken(LiveGithubRun.State state, Map<String, List<String>> plan) {
    if (!state.status().equals("completed") || fineEnd(state)) {
      return null;
    }
    return state.failedJob() != null ? state.failedJob() : plan.keySet().iterator().next();
  }

  private static boolean fineEnd(LiveGithubRun.State state) {
    return Set.of("success", "neutral", "skipped").contains(String.valueOf(state.conclusion()));
  }

  private static String fine(LiveGithubRun.State state) {
    return fineEnd(state) ? state.conclusion() : "success";
  }

  private GithubRun.Job job(
      int index,
      Map.Entry<String, List<String>> job,
      String status,
      String conclusion,
      LiveGithubRun.State state,
      Instant started) {
    boolean waiting = !status.equals("completed") && !status.equals("in_progress");
    boolean completed = status.equals("completed");
    List<GithubRun.Step> steps =
        waiting || "skipped".equals(conclusion)
            ? List.of()
            : steps(job.getValue(), status, conclusion, state.failedStep());
    return new GithubRun.Job(
        id(index),
        job.getKey(),
        status,
        conclusion,
        waiting ? null : started,
        completed ? state.updated() : null,
        steps);
  }

  private static List<GithubRun.Step> steps(
      List<String> own, String status, String conclusion, String failedStep) {
    List<String> names = new ArrayList<>(own);
    names.add(0, "Set up job");
    if (status.equals("completed")) {
      names.add("Complete job");
    }
    boolean bad = conclusion != null && !Set.of("success", "neutral").contains(conclusion);
    String breaks =
        !bad ? null : failedStep != null && own.contains(failedStep) ? failedStep : null;
    int breaksAt = breaks != null ? names.indexOf(breaks) : bad ? Math.min(1, own.size()) : -1;
    List<GithubRun.Step> steps = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String stepStatus = "completed";
      String stepConclusion = "success";
      if (status.equals("in_progress")) {
        stepStatus = i == 0 ? "completed" : i == 1 ? "in_progress" : "queued";
        stepConclusion = i == 0 ? "success" : null;
      } else if (i == breaksAt) {
        stepConclusion = conclusion;
      } else if (breaksAt >= 0 && i > breaksAt && i < names.size() - 1) {
        stepConclusion = "skipped";
      }
      steps.add(new GithubRun.Step(i + 1, names.get(i), stepStatus, stepConclusion));
    }
    return steps;
  }
}
