package dev.portgithub.poll;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.poll.Look.FirstPage;
import dev.portgithub.poll.Look.FurtherPage;
import dev.portgithub.poll.Look.Single;
import dev.portgithub.run.OpenRuns;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * Which calls a poll makes: one for all runs on the first page of the repository, and at most two
 * more for the others, however many they are.
 */
public final class Looks {
  private static final int MOST_FURTHER = 2;

  private final Jdbi jdbi;
  private final Clock clock;
  private final GitHubCalls calls;

  public Looks(Jdbi jdbi, Clock clock, GitHubCalls calls) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.calls = calls;
  }

  /** The first page, only if it has changed since it was last read. */
  public Look firstPage(Repository repository) {
    return new FirstPage(
        calls.workflowRuns(repository.org(), repository.repo(), 1).ifNoneMatch(repository.etag()));
  }

  /** For runs that are not on the first page and are due: each by itself, or page by page. */
  public List<Look> further(Repository repository) {
    List<Run> due =
        jdbi.withHandle(
            handle -> OpenRuns.overdue(handle, repository, Instant.now(clock), MOST_FURTHER + 1));
    if (due.size() <= MOST_FURTHER) {
      return due.stream().map(this::single).toList();
    }
    return List.of(
        new FurtherPage(
            calls.workflowRuns(repository.org(), repository.repo(), repository.nextPage())),
        single(due.get(0)));
  }

  private Look single(Run run) {
    return new Single(run, calls.workflowRun(run));
  }
}
