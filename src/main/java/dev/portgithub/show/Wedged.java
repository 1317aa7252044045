package dev.portgithub.show;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portgithub.finish.FailedJobs;
import dev.portgithub.finish.Finishing;
import dev.portgithub.github.Ended;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.report.Label;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.view.RunRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workflow runs that GitHub shows as in progress for ever although all their jobs have ended, which
 * is a known fault of GitHub. Jobs are asked for only when a run has been in progress for long, and
 * then ever more seldom.
 *
 * <p>A workflow run with more jobs than one page shows is not judged.
 */
public final class Wedged implements Question.Asker {
  private static final Logger LOG = LoggerFactory.getLogger(Wedged.class);
  private static final Duration NOT_AGAIN_BEFORE = Duration.ofMinutes(1);

  /** It is asked about again after this part of the time for which it has been in progress. */
  private static final int SHARE_OF_AGE = 4;

  private final Clock clock;
  private final Budget budget;
  private final Teller teller;
  private final Finishing finishing;
  private final Patience patience;

  /**
   * How long what may last.
   *
   * @param askAfter how long in progress before the jobs are asked for; 0: they never are
   * @param tellAfter the end of the last job, Port is told
   * @param endAfter the end of the last job, the run ends; 0: it does not
   */
  public record Patience(Duration askAfter, Duration tellAfter, Duration endAfter) {}

  public Wedged(Clock clock, Budget budget, Teller teller, Finishing finishing, Patience patience) {
    this.clock = clock;
    this.budget = budget;
    this.teller = teller;
    this.finishing = finishing;
    this.patience = patience;
  }

  /** Null unless Port is to show that it is so. */
  Stand of(RunRow run, Instant now) {
    boolean told =
        run.state() == RunState.RUNNING
            && run.jobsEndedAt() != null
            && "in_progress".equals(run.status())
            && !now.isBefore(run.jobsEndedAt().plus(patience.tellAfter));
    return told ? new Stand(Label.WEDGED.name(), null, List.of()) : null;
  }

  /** Asks for the jobs, if it is time. */
  void ask(RunRow run, List<Question> questions) {
    Instant now = Instant.now(clock);
    if (patience.askAfter.isZero()
        || run.state() != RunState.RUNNING
        || !"in_progress".equals(run.status())
        || run.statusSince() == null
        || now.isBefore(due(run, now))
        || !budget.hasRoom(questions)
        || budget.isUsedUp(run)
        || !teller.mayAsk(run, now.minus(NOT_AGAIN_BEFORE))) {
      return;
    }
    teller
        .find(run)
        .ifPresent(
            found -> questions.add(new Question(run, budget.calls().jobs(found, 1, 1), this)));
  }

  private Instant due(RunRow run, Instant now) {
    boolean asked = run.askedAt() != null && run.askedAt().isAfter(run.statusSince());
    if (!asked) {
      return run.statusSince().plus(patience.askAfter);
    }
    Instant regular = run.askedAt().plus(longer(patience.askAfter, age(run, now)));
    if (run.jobsEndedAt() == null) {
      return regular;
    }
    boolean told = Label.WEDGED.name().equals(run.label());
    if (told && patience.endAfter.isZero()) {
      return regular;
    }
    Instant next = run.jobsEndedAt().plus(told ? patience.endAfter : patience.tellAfter);
    return next.isAfter(run.askedAt()) ? next : run.askedAt().plus(patience.tellAfter);
  }

  private static Duration age(RunRow run, Instant now) {
    return Duration.between(run.statusSince(), now).dividedBy(SHARE_OF_AGE);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  @Override
  public void answered(RunRow row, RemoteAnswer answer) {
    Optional<Run> run = teller.find(row).filter(found -> found.state() == RunState.RUNNING);
    if (run.isEmpty()) {
      return;
    }
    Instant now = Instant.now(clock);
    JobEnds jobs = JobEnds.of(answer.json());
    teller.jobsEnded(row, jobs.lastEnd());
    if (jobs.lastEnd() == null || now.isBefore(jobs.lastEnd().plus(patience.tellAfter))) {
      return;
    }
    boolean ends = !patience.endAfter.isZero();
    Instant end = jobs.lastEnd().plus(patience.endAfter);
    if (ends && !now.isBefore(end)) {
      finish(run.get(), jobs, answer);
      return;
    }
    String next =
        ends
            ? "If nothing changes, the run ends at " + Label.time(end, now) + " as its jobs did."
            : "Cancel it in GitHub, or set the status of the run in Port.";
    String time = Label.time(jobs.lastEnd(), now);
    if (teller.tell(row, Label.WEDGED.name(), Label.WEDGED.drafts(time, next))) {
      LOG.warn(
          "Run {}: all jobs of workflow run {} ended by {}, and GitHub shows it as in progress; Port shows that",
          row.runId(),
          row.workflowRunId(),
          jobs.lastEnd());
    }
  }

  private void finish(Run run, JobEnds jobs, RemoteAnswer answer) {
    WorkflowRun ended =
        new WorkflowRun(
            run.workflowRunId(),
            1,
            "completed",
            jobs.conclusion(),
            run.startedAt(),
            jobs.lastEnd(),
            JsonNodeFactory.instance.objectNode());
    LOG.warn(
        "Run {}: GitHub does not end workflow run {}, whose jobs have all ended; it ends with their conclusion, {}",
        run.runId(),
        run.workflowRunId(),
        jobs.conclusion());
    String note =
        "GitHub still shows the workflow run as in progress, although all its jobs ended by "
            + Label.time(jobs.lastEnd(), Instant.now(clock))
            + ". This is how they ended.";
    FailedJobs failed = jobs.conclusion().equals("success") ? null : FailedJobs.of(null, answer);
    finishing.finish(new Ended(run, ended, note), failed);
  }

  @Override
  public void unanswered(RunRow run, Exception failure) {
    LOG.info(
        "Run {}: its jobs could not be read ({}); it is followed as before",
        run.runId(),
        failure.getMessage());
  }
}
