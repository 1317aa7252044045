package dev.portgithub.finish;

import dev.portgithub.github.WorkflowRun;
import dev.portgithub.run.Markdown;
import dev.portgithub.run.Run;
import dev.portgithub.run.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a workflow run ended, in Markdown for a developer in Port: what failed and why, as far as
 * GitHub shows it, and what to do.
 *
 * <p>Each part is bounded, so that nothing is cut in the middle. Texts of GitHub cannot break out
 * of their place.
 */
final class Digest {
  private static final int LONGEST_TARGET = 400;
  private static final int MOST_JOBS = 3;
  private static final int MOST_ANNOTATIONS = 3;

  private final StringBuilder text = new StringBuilder();

  private Digest() {}

  static String ofSuccess(Run run, WorkflowRun workflowRun) {
    return new Digest().ending(run, workflowRun).toString();
  }

  /**
   * @param jobs null when they could not be read
   */
  static String ofFailure(Run run, WorkflowRun workflowRun, FailedJobs jobs) {
    Digest digest = new Digest().ending(run, workflowRun);
    Optional<Diagnosis> diagnosis = Diagnosis.of(workflowRun.conclusion(), jobs);
    diagnosis.ifPresent(
        kind -> digest.text.append("\n\n**" + kind.sentence() + "** " + kind.remedy()));
    if (jobs != null) {
      digest.jobs(jobs);
      digest.points(
          jobs.noted().stream()
              .filter(each -> !each.isExitCode())
              .limit(MOST_ANNOTATIONS)
              .map(Annotation::text));
    }
    return digest.toString();
  }

  private Digest ending(Run run, WorkflowRun workflowRun) {
    text.append(Markdown.literal(run.target().toString(), LONGEST_TARGET))
        .append(' ')
        .append(ended(workflowRun.conclusion()))
        .append(duration(workflowRun))
        .append('.');
    return this;
  }

  private static String ended(String conclusion) {
    return switch (conclusion) {
      case "success" -> "succeeded (conclusion success)";
      case "failure" -> "failed (conclusion failure)";
      case "cancelled" -> "was cancelled (conclusion cancelled)";
      default -> "ended with conclusion " + Markdown.literal(conclusion, 60);
    };
  }

  private static String duration(WorkflowRun workflowRun) {
    if (workflowRun.startedAt() == null || workflowRun.updatedAt() == null) {
      return "";
    }
    return " after "
        + Texts.duration(Duration.between(workflowRun.startedAt(), workflowRun.updatedAt()));
  }

  private void jobs(FailedJobs jobs) {
    List<Job> failed = jobs.failed();
    List<Job> cancelled = jobs.cancelled();
    // Those that were cancelled because of others explain nothing.
    List<Job> named = failed.isEmpty() ? cancelled : failed;
    String what = failed.isEmpty() ? "Cancelled job: " : "Failed job: ";
    points(named.stream().limit(MOST_JOBS).map(job -> what + job.where()));
    String least = jobs.hasMore() ? "At least " : "";
    int failedToo = Math.max(0, failed.size() - MOST_JOBS);
    int cancelledToo =
        failed.isEmpty() ? Math.max(0, cancelled.size() - MOST_JOBS) : cancelled.size();
    points(
        Stream.of(
                others(least, failedToo, "failed", "failed"),
                others(least, cancelledToo, "was cancelled", "were cancelled"))
            .flatMap(Optional::stream));
  }

  private static Optional<String> others(String least, int count, String... verbs) {
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(
        least + count + (count == 1 ? " other job " + verbs[0] : " other jobs " + verbs[1]) + ".");
  }

  private void points(Stream<String> points) {
    points.forEach(
        point -> text.append(text.indexOf("\n- ") < 0 ? "\n\n- " : "\n- ").append(point));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
