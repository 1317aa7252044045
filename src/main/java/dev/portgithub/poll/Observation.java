package dev.portgithub.poll;

import dev.portgithub.github.Ended;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.poll.Look.FirstPage;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Announcements;
import dev.portgithub.run.FollowedRuns;
import dev.portgithub.run.FollowedRuns.Shown;
import dev.portgithub.run.OpenRuns;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What GitHub shows of our runs, noted in their rows and reported to Port. */
public final class Observation {
  private static final int LONGEST_STATUS = 60;

  private final Jdbi jdbi;
  private final Clock clock;
  private final FollowedRuns runs;
  private final Outbox outbox;
  private final PollSchedule schedule;
  private final Announcements announcements;

  public Observation(
      Jdbi jdbi,
      Clock clock,
      FollowedRuns runs,
      Outbox outbox,
      PollSchedule schedule,
      Announcements announcements) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.runs = runs;
    this.outbox = outbox;
    this.schedule = schedule;
    this.announcements = announcements;
  }

  /**
   * Notes what an answer shows of our runs, and returns those that have ended. Nothing is noted of
   * these: they are reported one by one, and found again should that fail.
   */
  public List<Ended> observe(Repository repository, Look look, RemoteAnswer answer) {
    if (answer.notModified()) {
      return List.of();
    }
    List<WorkflowRun> seen = WorkflowRun.read(answer.json());
    List<Long> ids = seen.stream().map(WorkflowRun::id).toList();
    boolean firstPage = look instanceof FirstPage;
    return jdbi.inTransaction(
        handle -> {
          Map<Long, Run> open =
              OpenRuns.following(handle, repository, ids, Instant.now(clock)).stream()
                  .collect(Collectors.toMap(Run::workflowRunId, Function.identity()));
          List<Ended> ended = new ArrayList<>();
          for (WorkflowRun workflowRun : seen) {
            Run run = open.get(workflowRun.id());
            if (run == null) {
              continue;
            }
            if (workflowRun.firstAttemptEnded()) {
              ended.add(new Ended(run, workflowRun));
            } else {
              progress(handle, run, workflowRun, firstPage);
            }
          }
          if (!ended.isEmpty()) {
            announcements.endSeen(handle, repository);
          }
          if (firstPage) {
            runs.pushedOff(handle, repository, ids);
          }
          return ended;
        });
  }

  private void progress(Handle handle, Run run, WorkflowRun workflowRun, boolean firstPage) {
    boolean changed = !Objects.equals(run.status(), workflowRun.status());
    if (firstPage && run.listed() && !changed) {
      return;
    }
    String status = Texts.shorten(workflowRun.status(), LONGEST_STATUS);
    Instant due = firstPage ? null : lookAgain(run);
    Shown shown = new Shown(status, workflowRun.htmlUrl(), workflowRun.nodeId(), firstPage);
    List<PortReports.Draft> reports = new ArrayList<>(PortReports.missingLink(run, workflowRun));
    if (changed) {
      reports.addAll(PortReports.progress(label(workflowRun.status())));
    }
    if (!runs.progress(handle, run, shown, due, !reports.isEmpty())) {
      // Another poll has seen its end since; nothing is reported after that.
      return;
    }
    if (!reports.isEmpty()) {
      outbox.addToOpen(handle, run.runId(), reports);
    }
  }

  private Instant lookAgain(Run run) {
    Instant now = Instant.now(clock);
    Instant start = run.startedAt() == null ? run.acceptedAt() : run.startedAt();
    return now.plus(schedule.interval(Duration.between(start, now)));
  }

  private static String label(String status) {
    return switch (status) {
      case "waiting" -> "Waiting for an approval in GitHub";
      case "queued", "requested", "pending" -> "Queued in GitHub";
      case "in_progress" -> "Running";
      default -> Texts.shorten(status.replace('_', ' '), LONGEST_STATUS);
    };
  }
}
