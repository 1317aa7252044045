package dev.portgithub.dispatch;

import dev.portgithub.github.NotShown;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a repository that was just created: GitHub answers 404 for some seconds, at first about
 * the repository, then about its workflow files. An action that creates one is often followed by
 * another that dispatches there.
 *
 * <p>After a 404 the run is looked at again for up to 30 seconds, while the repository is not shown
 * or is younger than five minutes. Anything else is a refusal. A look is one call: while the
 * repository is in doubt, it is asked for before anything is dispatched.
 */
public final class NewRepositories {
  private static final Logger LOG = LoggerFactory.getLogger(NewRepositories.class);
  private static final Duration YOUNG = Duration.ofMinutes(5);

  private final Clock clock;
  private final DefaultBranches repositories;
  private final RunOutcomes outcomes;
  private final DispatchFailures failures;
  private final NearWorkflows nearWorkflows;
  private final Set<String> told = DefaultBranches.newest();
  private final Backoff looks =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(30));

  public NewRepositories(
      Clock clock,
      DefaultBranches repositories,
      RunOutcomes outcomes,
      DispatchFailures failures,
      NearWorkflows nearWorkflows) {
    this.clock = clock;
    this.repositories = repositories;
    this.outcomes = outcomes;
    this.failures = failures;
    this.nearWorkflows = nearWorkflows;
  }

  /** GitHub refused: the run waits if the repository may be new, and is refused otherwise. */
  public void refused(Run run, RemoteRefused refusal) {
    if (refusal instanceof NotShown notShown) {
      notShown(run, notShown);
    } else {
      failures.refused(run, refusal);
    }
  }

  /** Is it worth a call to see which workflows there are? */
  public boolean wantsWorkflows(Run run, RemoteRefused refusal) {
    return refusal instanceof NotShown
        && run.state() == RunState.DISPATCHING
        && isRefused(run)
        && !nearWorkflows.isKnown(run);
  }

  private boolean isRefused(Run run) {
    Instant created = createdAt(run);
    boolean old = created != null && !Instant.now(clock).isBefore(created.plus(YOUNG));
    return old || looks.exhausted(run.attempts() + 1);
  }

  private Instant createdAt(Run run) {
    return run.state() == RunState.DISPATCHING ? repositories.createdAt(run).orElse(null) : null;
  }

  /** GitHub answered 404 to the question for the repository, or to the dispatch. */
  private void notShown(Run run, NotShown refusal) {
    boolean dispatched = run.state() == RunState.DISPATCHING;
    Instant created = createdAt(run);
    int attempts = run.attempts() + 1;
    Instant now = Instant.now(clock);
    if (isRefused(run)) {
      failures.refused(run, dispatched ? nearWorkflows.explain(run, refusal) : refusal);
      return;
    }
    if (created == null) {
      repositories.doubt(run);
    }
    // Only the repository itself can tell whether a workflow that is not shown may still appear.
    boolean askFirst = dispatched && created == null;
    Instant due = askFirst ? now : now.plus(looks.after(attempts));
    String why = "GitHub does not show " + run.target() + ", which may be new.";
    outcomes.waits(run, due, attempts, why, askFirst ? List.of() : told(run, refusal));
    DispatchFailures.waits(Duration.between(now, due), "new_repository");
    LOG.info(
        "Run {} will be dispatched at {}: GitHub does not show {}, which may be new",
        run.runId(),
        due,
        run.target());
  }

  /** Once, by this instance. */
  private List<PortReports.Draft> told(Run run, NotShown refusal) {
    return told.add(run.runId())
        ? PortReports.notShownYet(run.target(), refusal.getMessage())
        : List.of();
  }
}
