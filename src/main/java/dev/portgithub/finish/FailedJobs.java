package dev.portgithub.finish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.remote.RemoteAnswer;
import java.util.Set;

/**
 * A page of the jobs of a workflow run that did not succeed.
 *
 * @param page which one, from 1
 */
public record FailedJobs(int page, JsonNode json) {
  private static final Set<String> FAILED =
      Set.of("failure", "timed_out", "cancelled", "startup_failure", "action_required");

  /** Each costs a call; a workflow run with more jobs than these pages hold is told without one. */
  private static final int MOST_PAGES = 10;

  /**
   * @param before the page that was read before; null for none
   */
  public static FailedJobs of(FailedJobs before, RemoteAnswer answer) {
    return new FailedJobs(before == null ? 1 : before.page + 1, answer.json());
  }

  /** Does this page show no failed job, and is there another page? */
  boolean mayBeFurther() {
    for (JsonNode job : json.path("jobs")) {
      if (failed(job)) {
        return false;
      }
    }
    return page < MOST_PAGES
        && json.path("total_count").asLong() > (long) page * GitHubCalls.PAGE_SIZE;
  }

  /** A job or a step. */
  static boolean failed(JsonNode part) {
    return FAILED.contains(part.path("conclusion").asText(""));
  }
}
