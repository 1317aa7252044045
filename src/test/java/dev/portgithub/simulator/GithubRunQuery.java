package dev.portgithub.simulator;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The filters and pages of a list of workflow runs, newest first. */
final class GithubRunQuery {

  /** At most this many results can be paged through when a filter is used. */
  private static final int MOST_FILTERED = 1000;

  private static final Set<String> STATUSES =
      Set.of(
          "completed",
          "action_required",
          "cancelled",
          "failure",
          "neutral",
          "skipped",
          "stale",
          "success",
          "timed_out",
          "in_progress",
          "queued",
          "requested",
          "waiting",
          "pending");

  /** One page, and how many runs match in all. */
  record Page(int total, List<LiveGithubRun> runs, int page, int perPage, boolean more) {}

  private final GithubWorkflow workflow;
  private final String actor;
  private final String branch;
  private final String event;
  private final String status;
  private final String headSha;
  private final int perPage;
  private final int page;
  private Instant from = Instant.MIN;
  private Instant to = Instant.MAX;
  private final boolean filtered;

  GithubRunQuery(Request request, GithubWorkflow workflow) {
    this.workflow = workflow;
    this.actor = request.param("actor").orElse(null);
    this.branch = request.param("branch").orElse(null);
    this.event = request.param("event").orElse(null);
    this.status = request.param("status").orElse(null);
    this.headSha = request.param("head_sha").orElse(null);
    this.perPage = Math.min(100, Math.max(1, number(request, "per_page", 30)));
    this.page = Math.max(1, number(request, "page", 1));
    String created = request.param("created").orElse(null);
    if (created != null) {
      range(created.trim());
    }
    if (status != null && !STATUSES.contains(status)) {
      throw GithubErrors.refused(422, "Validation Failed: status");
    }
    this.filtered =
        actor != null
            || branch != null
            || event != null
            || status != null
            || headSha != null
            || created != null;
  }

  private static int number(Request request, String name, int otherwise) {
    try {
      return request.param(name).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private void range(String text) {
    try {
      if (text.contains("..")) {
        String[] ends = text.split("\\.\\.", 2);
        from = ends[0].equals("*") ? Instant.MIN : first(ends[0]);
        to = ends[1].equals("*") ? Instant.MAX : last(ends[1]);
      } else if (text.startsWith(">=")) {
        from = first(text.substring(2));
      } else if (text.startsWith(">")) {
        from = last(text.substring(1)).plusNanos(1);
      } else if (text.startsWith("<=")) {
        to = last(text.substring(2));
      } else if (text.startsWith("<")) {
        to = first(text.substring(1)).minusNanos(1);
      } else {
        from = first(text);
        to = last(text);
      }
    } catch (DateTimeException e) {
      throw GithubErrors.refused(422, "Validation Failed: created");
    }
  }

  private static Instant first(String text) {
    return text.length() == 10
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : OffsetDateTime.parse(text).toInstant();
  }

  private static Instant last(String text) {
    return text.length() == 10
        ? LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1)
        : OffsetDateTime.parse(text).toInstant();
  }

  /** Walks from the newest run and stops at the lower end of the creation range. */
  Page run(List<LiveGithubRun> oldestFirst, Instant now) {
    int total = 0;
    int skip = (page - 1) * perPage;
    List<LiveGithubRun> found = new ArrayList<>();
    for (int i = oldestFirst.size() - 1; i >= 0; i--) {
      LiveGithubRun run = oldestFirst.get(i);
      if (run.created().isBefore(from)) {
        break;
      }
      if (!matches(run, now)) {
        continue;
      }
      total++;
      boolean reachable = !filtered || total <= MOST_FILTERED;
      if (total > skip && found.size() < perPage && reachable) {
        found.add(run);
      }
    }
    int reachable = filtered ? Math.min(total, MOST_FILTERED) : total;
    return new Page(total, found, page, perPage, reachable > page * perPage);
  }

  private boolean matches(LiveGithubRun run, Instant now) {
    return run.visibleAt(now)
        && !run.created().isAfter(to)
        && (workflow == null || run.workflow().id() == workflow.id())
        && (actor == null || actor.equalsIgnoreCase(run.actor()))
        && (branch == null || branch.equals(run.branch()))
        && (event == null || event.equals(run.event()))
        && (headSha == null || headSha.equals(run.sha()))
        && (status == null || hasStatus(run, now));
  }

  private boolean hasStatus(LiveGithubRun run, Instant now) {
    LiveGithubRun.State state = run.latest().at(now);
    return status.equals(state.status()) || status.equals(state.conclusion());
  }
}
