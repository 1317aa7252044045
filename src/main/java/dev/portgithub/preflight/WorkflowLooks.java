package dev.portgithub.preflight;

import dev.portgithub.github.GitHubCalls;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has workflows looked at before their runs are dispatched: one look at a time for each workflow
 * and ref, and no dispatch waits long for it.
 *
 * <p>A look that is late or fails is no obstacle: dispatches with the same credential go on without
 * looks for a while.
 */
public final class WorkflowLooks {
  private static final Logger LOG = LoggerFactory.getLogger(WorkflowLooks.class);
  private static final Duration REST = Duration.ofSeconds(30);
  private static final Duration LOST = Duration.ofMinutes(2);

  private final Clock clock;
  private final GitHubCalls calls;
  private final WorkflowFacts facts;
  private final boolean on;
  private final Duration patience;
  private final Map<String, UnderWay> underWay = new ConcurrentHashMap<>();

  /** Credentials whose runs are dispatched without looks until then. */
  private final Map<String, Instant> resting = new ConcurrentHashMap<>();

  private record UnderWay(CompletableFuture<Void> end, Instant since) {}

  /**
   * @param mode on or off
   * @param patience how long a dispatch waits for a look
   */
  public WorkflowLooks(
      Clock clock, GitHubCalls calls, WorkflowFacts facts, String mode, Duration patience) {
    if (!mode.equals("on") && !mode.equals("off")) {
      throw new IllegalArgumentException("preflight.mode must be on or off, not " + mode);
    }
    this.clock = clock;
    this.calls = calls;
    this.facts = facts;
    this.on = mode.equals("on");
    this.patience = patience;
  }

  /** Is a look needed before this run is dispatched? */
  public boolean isNeeded(Run run) {
    return on && !isResting(run) && (facts.isStateDue(run) || isFileDue(run));
  }

  private boolean isFileDue(Run run) {
    Known.State state = facts.state(run);
    return state != null && state.file() != null && !state.isDisabled() && facts.isFileDue(run);
  }

  private boolean isResting(Run run) {
    Instant until = resting.get(credential(run));
    return until != null && Instant.now(clock).isBefore(until);
  }

  /** The look to be made; null when one is under way already. */
  public WorkflowLook begin(Run run) {
    WorkflowLook look = new WorkflowLook(run, facts.state(run), facts.file(run));
    Instant now = Instant.now(clock);
    UnderWay mine = new UnderWay(new CompletableFuture<>(), now);
    // One that has been under way for long was lost.
    UnderWay theirs =
        underWay.compute(
            look.key(),
            (key, other) -> other == null || other.since.isBefore(now.minus(LOST)) ? mine : other);
    return theirs == mine ? look : null;
  }

  /** Waits until the look has ended, but not for long. */
  public void await(Run run) throws InterruptedException {
    UnderWay look = underWay.get(WorkflowFacts.key(run));
    if (look == null) {
      return;
    }
    try {
      look.end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      rest(run, "GitHub needs longer than " + patience.toMillis() + " ms to show it");
    } catch (ExecutionException e) {
      throw new IllegalStateException("A look never ends in a failure", e);
    }
  }

  public boolean needsState(WorkflowLook look) {
    return facts.isStateDue(look.run());
  }

  public RemoteCall state(WorkflowLook look) {
    RemoteCall call = calls.workflow(look.run());
    return look.state() == null ? call : call.ifNoneMatch(look.state().etag());
  }

  public void learnState(WorkflowLook look, RemoteAnswer answer) {
    facts.learnState(look, answer);
  }

  public boolean needsFile(WorkflowLook look) {
    return isFileDue(look.run());
  }

  public RemoteCall file(WorkflowLook look) {
    RemoteCall call = calls.workflowFile(look.run(), facts.state(look.run()).file());
    return look.file() == null ? call : call.ifNoneMatch(look.file().etag());
  }

  public void learnFile(WorkflowLook look, RemoteAnswer answer) {
    facts.learnFile(look, answer);
  }

  /** It failed; nothing is known, and the runs that wait for it are dispatched all the same. */
  public void failed(WorkflowLook look, Exception failure) {
    boolean refused =
        failure instanceof RemoteRefused refusal
            && (refusal.status() == 403 || refusal.status() == 404);
    if (!refused) {
      rest(look.run(), failure.getMessage());
      return;
    }
    if (facts.isStateDue(look.run())) {
      facts.learnNoState(look);
      return;
    }
    boolean forbidden = ((RemoteRefused) failure).status() == 403;
    facts.learnNoFile(look, forbidden);
    if (forbidden) {
      LOG.info(
          "The file of {} cannot be read ({}); runs are dispatched without looking at it. The permission Contents: read lets it be read",
          look.run().target(),
          failure.getMessage());
    }
  }

  /** Whatever came of it. */
  public void end(WorkflowLook look) {
    UnderWay waiting = underWay.remove(look.key());
    if (waiting != null) {
      waiting.end.complete(null);
    }
  }

  private void rest(Run run, String why) {
    Instant until = Instant.now(clock).plus(REST);
    if (resting.put(credential(run), until) == null) {
      LOG.info("Workflows are not looked at before dispatches until {}: {}", until, why);
    } else {
      LOG.debug("Workflows are not looked at before dispatches until {}: {}", until, why);
    }
  }

  private String credential(Run run) {
    return calls.credential(run.target().org());
  }
}
