package dev.portgithub.poll;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.GitHubTime;
import dev.portgithub.poll.Look.FirstPage;
import dev.portgithub.poll.Look.FurtherPage;
import dev.portgithub.poll.Look.Single;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.OpenRuns;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * Which calls a poll makes: one for all runs on the first page of the repository, and then, as long
 * as runs off that page are due and the budget allows it, the call that shows most of them.
 *
 * <p>That is a page that showed them before, read with its ETag; or a page of the workflow runs
 * that were created when they were, up to a hundred for a call; or one run by itself, where few are
 * left or no page shows it.
 */
public final class Looks {
  /** Enough for the two pages after the next; the cost of a poll must not grow with its runs. */
  private static final int MOST_DUE = 200;

  private static final int FEW = 2;

  /** GitHub's times are whole seconds, and a difference of its clock below this is not noticed. */
  private static final Duration ROUNDING = Duration.ofSeconds(6);

  private final Jdbi jdbi;
  private final Clock clock;
  private final GitHubCalls calls;
  private final GitHubTime gitHubTime;
  private final KnownPages pages;
  private final PollBudget budget;

  public Looks(
      Jdbi jdbi,
      Clock clock,
      GitHubCalls calls,
      GitHubTime gitHubTime,
      KnownPages pages,
      PollBudget budget) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.calls = calls;
    this.gitHubTime = gitHubTime;
    this.pages = pages;
    this.budget = budget;
  }

  /** The first page, only if it has changed since it was last read. */
  public Look firstPage(Poll poll) {
    Repository repository = poll.repository();
    poll.next(
        new FirstPage(
            calls
                .workflowRuns(repository.org(), repository.repo())
                .ifNoneMatch(repository.etag())));
    budget.count(repository);
    return poll.look();
  }

  /** Is another call worth it now? Then it is the poll's look. */
  public boolean more(Poll poll) {
    Instant now = Instant.now(clock);
    boolean may = poll.mayLook(now) && budget.hasRoom(poll.repository());
    poll.next(may ? next(poll, now) : null);
    if (poll.look() == null) {
      return false;
    }
    budget.count(poll.repository());
    return true;
  }

  private Look next(Poll poll, Instant now) {
    List<Run> due =
        jdbi
            .withHandle(handle -> OpenRuns.overdue(handle, poll.repository(), now, MOST_DUE))
            .stream()
            .filter(run -> !poll.hasSeenEndOf(run))
            .toList();
    if (due.isEmpty()) {
      return null;
    }
    Run first = due.get(0);
    KnownPages.Page known = pages.of(first.workflowRunId());
    if (known != null && !poll.onlyByItself(first)) {
      return page(poll, known.window(), known.number(), known);
    }
    List<Run> unknown =
        due.stream()
            .filter(run -> pages.of(run.workflowRunId()) == null && !poll.onlyByItself(run))
            .toList();
    if (poll.window() != null) {
      List<Run> inWindow = unknown.stream().filter(poll.window()::mayHold).toList();
      if (poll.furtherPageIsWorth(inWindow.size())) {
        return page(poll, poll.window(), poll.nextPage(), null);
      }
      poll.endWindow(inWindow);
      return next(poll, now);
    }
    if (poll.onlyByItself(first) || unknown.size() <= FEW) {
      return new Single(first, calls.workflowRun(first));
    }
    poll.begin(Window.around(unknown, gitHubTime.difference().plus(ROUNDING)));
    return page(poll, poll.window(), poll.nextPage(), null);
  }

  private Look page(Poll poll, Window window, int number, KnownPages.Page known) {
    RemoteCall call =
        calls.workflowRunsCreated(poll.repository(), window.from(), window.to(), number);
    return new FurtherPage(
        window, number, known, known == null ? call : call.ifNoneMatch(known.etag()));
  }
}
