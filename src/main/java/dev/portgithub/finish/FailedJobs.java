package dev.portgithub.finish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.remote.RemoteAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the jobs of a workflow run show that did not succeed, as far as its pages were read.
 *
 * @param pages how many were read
 * @param total how many jobs there are; -1 when GitHub does not say
 * @param broken those that failed, then those that were cancelled; of each, what ended first first.
 *     The first one is the culprit: in a matrix the others are cancelled because of it, and a job
 *     that watches over others fails after them
 * @param noted the failures that GitHub, its runner or a step have noted at the culprit
 */
public record FailedJobs(int pages, long total, List<Job> broken, List<Annotation> noted) {
  /**
   * Each costs a call. GitHub allows 256 jobs of a matrix; of a workflow run with more than these
   * pages hold, what they show is told.
   */
  private static final int MOST_PAGES = 3;

  /**
   * @param before what was read before; null for nothing
   */
  public static FailedJobs of(FailedJobs before, RemoteAnswer answer) {
    List<Job> broken = new ArrayList<>(before == null ? List.of() : before.broken);
    JsonNode jobs = answer.json().path("jobs");
    for (JsonNode json : jobs) {
      Job job = new Job(json);
      if (job.failed() || job.cancelled()) {
        broken.add(job);
      }
    }
    broken.sort(Comparator.comparing(Job::cancelled).thenComparing(Job::endedAt));
    long total =
        jobs.isArray() ? Math.max(answer.json().path("total_count").asLong(), jobs.size()) : -1;
    int pages = before == null ? 1 : before.pages + 1;
    return new FailedJobs(pages, total, List.copyOf(broken), List.of());
  }

  FailedJobs with(List<Annotation> annotations) {
    return new FailedJobs(pages, total, broken, annotations);
  }

  /** Is no job seen yet that failed by itself, and is there a page that may show one? */
  boolean mayBeFurther() {
    return failed().isEmpty() && pages < MOST_PAGES && hasMore();
  }

  /** Were not all of them read? */
  boolean hasMore() {
    return total > (long) pages * GitHubCalls.PAGE_SIZE;
  }

  /** The one to look at. */
  Optional<Job> culprit() {
    return broken.stream().findFirst();
  }

  List<Job> failed() {
    return broken.stream().filter(Job::failed).toList();
  }

  List<Job> cancelled() {
    return broken.stream().filter(Job::cancelled).toList();
  }
}
