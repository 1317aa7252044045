package dev.portgithub.poll;

import dev.portgithub.github.Ended;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.poll.Look.FirstPage;
import dev.portgithub.poll.Look.FurtherPage;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.report.Label;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.FollowedRuns;
import dev.portgithub.run.FollowedRuns.Shown;
import dev.portgithub.run.OpenRuns;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What GitHub shows of our runs, noted in their rows and reported to Port. */
public final class Observation {
  private static final int LONGEST_STATUS = 60;

  private final Jdbi jdbi;
  private final Attempts attempts;
  private final FollowedRuns runs;
  private final Outbox outbox;
  private final PollSchedule schedule;
  private final KnownPages pages;

  public Observation(
      Jdbi jdbi,
      Attempts attempts,
      FollowedRuns runs,
      Outbox outbox,
      PollSchedule schedule,
      KnownPages pages) {
    this.jdbi = jdbi;
    this.attempts = attempts;
    this.runs = runs;
    this.outbox = outbox;
    this.schedule = schedule;
    this.pages = pages;
  }

  /**
   * Notes what an answer shows of our runs, and returns those that have ended with success; the
   * others that have ended cost a call, and are left to the end of the poll. Nothing is noted of an
   * ended run: it is reported, and found again should that fail.
   */
  public List<Ended> observe(Poll poll, Look look, RemoteAnswer answer) {
    if (answer.notModified()) {
      poll.notModified();
      if (look instanceof FurtherPage page && page.known() != null) {
        jdbi.useHandle(
            handle ->
                runs.lookedAt(handle, page.known().open(), due(page.known().youngestStart())));
      }
      return List.of();
    }
    // In the order of their ids, so that no two writers of several rows wait for each other.
    List<WorkflowRun> seen =
        WorkflowRun.read(answer.json()).stream()
            .sorted(Comparator.comparing(WorkflowRun::id))
            .toList();
    List<Ended> ended = new ArrayList<>();
    List<Run> open = jdbi.inTransaction(handle -> note(handle, poll, look, seen, ended));
    if (look instanceof FurtherPage page) {
      remember(page, answer, open);
      poll.read(page, answer.json().path("total_count").asLong(seen.size()));
    }
    if (!ended.isEmpty()) {
      poll.sawEnd();
    }
    return ended.stream().filter(each -> isFree(poll, each)).toList();
  }

  /**
   * @param ended is filled with what has ended
   * @return our runs that go on and have to be looked at again
   */
  private List<Run> note(
      Handle handle, Poll poll, Look look, List<WorkflowRun> seen, List<Ended> ended) {
    Repository repository = poll.repository();
    boolean firstPage = look instanceof FirstPage;
    List<Long> ids = seen.stream().map(WorkflowRun::id).toList();
    if (firstPage) {
      runs.pushedOff(handle, repository, ids);
    }
    Map<Long, Run> ours =
        OpenRuns.following(handle, repository, ids, attempts.now()).stream()
            .collect(Collectors.toMap(Run::workflowRunId, Function.identity()));
    poll.doubles().addAll(Doubles.among(seen, ours.values()));
    List<WorkflowRun> going = new ArrayList<>();
    for (WorkflowRun workflowRun : seen) {
      Run run = ours.get(workflowRun.id());
      if (run != null && attempts.ended(handle, run, workflowRun)) {
        Optional.ofNullable(attempts.end(handle, run, workflowRun)).ifPresent(ended::add);
      } else if (run != null && (firstPage || !run.listed())) {
        going.add(workflowRun);
      }
    }
    List<Run> open = going.stream().map(each -> ours.get(each.id())).toList();
    Instant due = firstPage || open.isEmpty() ? null : due(youngestStart(open));
    List<Long> asBefore = new ArrayList<>();
    for (WorkflowRun workflowRun : going) {
      Run run = ours.get(workflowRun.id());
      boolean changed = !Objects.equals(run.status(), workflowRun.status());
      boolean linked = run.htmlUrl() != null || workflowRun.htmlUrl().isEmpty();
      if (changed || run.listed() != firstPage || !linked) {
        progress(handle, run, workflowRun, due);
      } else if (!firstPage) {
        asBefore.add(workflowRun.id());
      }
    }
    runs.lookedAt(handle, asBefore, due);
    return firstPage ? List.of() : open;
  }

  private void remember(FurtherPage page, RemoteAnswer answer, List<Run> open) {
    if (page.known() != null) {
      pages.forget(page.known());
    }
    if (!open.isEmpty() && answer.etag() != null) {
      pages.learn(
          new KnownPages.Page(
              page.window(),
              page.page(),
              answer.etag(),
              open.stream().map(Run::workflowRunId).toList(),
              youngestStart(open)));
    }
  }

  /** False when it is left to the end of this poll, or to the next one. */
  private boolean isFree(Poll poll, Ended ended) {
    if (!ended.rerun() && ended.workflowRun().conclusion().equals("success")) {
      return true;
    }
    if (!poll.isLate(ended)) {
      runs.keep(ended.run(), attempts.now());
    }
    return false;
  }

  /**
   * @param due when it is looked at by itself; null when it is on the first page
   */
  private void progress(Handle handle, Run run, WorkflowRun workflowRun, Instant due) {
    String status = Texts.shorten(workflowRun.status(), LONGEST_STATUS);
    boolean tells = !Objects.equals(run.status(), status) && !waits(status);
    String label = tells ? label(status) : null;
    Shown shown =
        new Shown(status, label, workflowRun.htmlUrl(), workflowRun.nodeId(), due == null);
    List<PortReports.Draft> reports = new ArrayList<>(PortReports.missingLink(run, workflowRun));
    if (tells) {
      reports.addAll(PortReports.progress(label));
    }
    if (!runs.progress(handle, run, shown, due, !reports.isEmpty())) {
      // Another poll has seen its end since; nothing is reported after that.
      return;
    }
    if (!reports.isEmpty()) {
      outbox.addToOpen(handle, run.runId(), reports);
    }
  }

  private Instant due(Instant start) {
    Instant now = attempts.now();
    return now.plus(schedule.interval(Duration.between(start, now)));
  }

  private static Instant youngestStart(List<Run> open) {
    return open.stream()
        .map(run -> run.startedAt() == null ? run.acceptedAt() : run.startedAt())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /** Port shows that only if it lasts: see 48-show. */
  private static boolean waits(String status) {
    return switch (status) {
      case "queued", "requested", "pending", "waiting" -> true;
      default -> false;
    };
  }

  private static String label(String status) {
    return status.equals("in_progress")
        ? Label.RUNNING.text()
        : Texts.shorten(status.replace('_', ' '), LONGEST_STATUS);
  }
}
