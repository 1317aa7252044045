package dev.portgithub.finish;

import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.FollowedRuns;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workflow runs that GitHub does not show by themselves, although it lists their repository: after
 * some misses in a row they count as deleted.
 */
public final class Vanished {
  private static final Logger LOG = LoggerFactory.getLogger(Vanished.class);

  /** GitHub may need this long to show a workflow run that it has just started. */
  private static final Duration VISIBLE_AFTER = Duration.ofSeconds(60);

  private final Clock clock;
  private final FollowedRuns runs;
  private final Finishing finishing;
  private final int missesBeforeVanished;

  /**
   * @param missesBeforeVanished how many 404s in a row, while the repository itself answers, mean a
   *     deleted workflow run
   */
  public Vanished(Clock clock, FollowedRuns runs, Finishing finishing, int missesBeforeVanished) {
    this.clock = clock;
    this.runs = runs;
    this.finishing = finishing;
    this.missesBeforeVanished = missesBeforeVanished;
  }

  /** GitHub refused to show the workflow run of a run. */
  public void missing(Run run, RemoteRefused refusal) {
    Instant now = Instant.now(clock);
    boolean young = run.startedAt() != null && now.isBefore(run.startedAt().plus(VISIBLE_AFTER));
    // Another refusal says nothing about the workflow run, and ends the row of misses.
    int misses = refusal.status() == 404 && !young ? run.attempts() + 1 : 0;
    if (misses >= missesBeforeVanished) {
      finishing.deleted(run);
      return;
    }
    Instant due = now.plus(VISIBLE_AFTER);
    runs.missed(run, misses, due);
    LOG.info(
        "Run {}: GitHub does not show workflow run {} ({}); it will be polled again from {}",
        run.runId(),
        run.workflowRunId(),
        refusal.getMessage(),
        due);
  }
}
