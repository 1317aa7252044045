package dev.portgithub.finish;

import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.FollowedRuns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that was run again in GitHub before its end was seen: the verdict is that of its first
 * attempt, the one that we dispatched. If GitHub does not show it any more, however often it is
 * asked, the verdict is that of the workflow run as it is, once it has one.
 */
public final class FirstAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(FirstAttempt.class);

  private final Clock clock;
  private final FollowedRuns runs;
  private final GitHubCalls calls;
  private final int missesBeforeUnknown;
  private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

  /**
   * @param missesBeforeUnknown how many answers without its end mean that it can no longer be known
   */
  public FirstAttempt(Clock clock, FollowedRuns runs, GitHubCalls calls, int missesBeforeUnknown) {
    this.clock = clock;
    this.runs = runs;
    this.calls = calls;
    this.missesBeforeUnknown = missesBeforeUnknown;
  }

  public RemoteCall call(Ended ended) {
    return calls.firstAttempt(ended.run());
  }

  /**
   * @return the end of the first attempt, or what counts instead
   * @throws RemoteBusy when GitHub has to be asked again, with the time
   */
  public Ended of(Ended ended, RemoteAnswer answer) {
    return WorkflowRun.read(answer.json()).stream()
        .filter(first -> first.attempt() == 1 && first.firstAttemptEnded())
        .findFirst()
        .map(first -> new Ended(ended.run(), first))
        .orElseGet(() -> missing(ended, "it shows no conclusion"));
  }

  /** GitHub refused to show it; otherwise as {@link #of}. */
  public Ended refused(Ended ended, RemoteRefused refusal) {
    if (refusal.status() == 401 || refusal.status() == 403) {
      // That is about the credential, and says nothing about the attempt.
      throw refusal;
    }
    return missing(ended, refusal.status() + " " + refusal.getMessage());
  }

  private Ended missing(Ended ended, String what) {
    WorkflowRun now = ended.workflowRun();
    int misses = runs.firstAttemptMissed(ended.run());
    if (misses >= missesBeforeUnknown && now.ended()) {
      LOG.warn(
          "Run {}: GitHub does not show how the first attempt of {} ended ({}); Port will be told the end of attempt {}",
          ended.run().runId(),
          now,
          what,
          now.attempt());
      return ended;
    }
    throw new RemoteBusy(
        "GitHub does not show how the first attempt of " + now + " ended: " + what,
        Instant.now(clock).plus(backoff.after(misses)));
  }
}
