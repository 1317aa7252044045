package dev.portgithub.dispatch;

import dev.portgithub.preflight.FileOutdated;
import dev.portgithub.preflight.Misfit;
import dev.portgithub.preflight.Misfits;
import dev.portgithub.preflight.Preflight;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Run;
import dev.portgithub.run.Runs;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a run that is refused: it is looked at once more where the refusal may be due to
 * what was known of its workflow, and settled by {@link NewRepositories} otherwise.
 */
public final class DispatchRefusals {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchRefusals.class);

  private final Clock clock;
  private final Runs runs;
  private final Preflight preflight;
  private final NewRepositories newRepositories;
  private final Misfits misfits;

  public DispatchRefusals(
      Clock clock,
      Runs runs,
      Preflight preflight,
      NewRepositories newRepositories,
      Misfits misfits) {
    this.clock = clock;
    this.runs = runs;
    this.preflight = preflight;
    this.newRepositories = newRepositories;
    this.misfits = misfits;
  }

  public void settle(Run run, RemoteRefused refusal) {
    boolean again =
        refusal instanceof FileOutdated
            || (!(refusal instanceof Misfit) && preflight.doubts(run, refusal));
    if (!again) {
      newRepositories.refused(run, refusal);
      if (refusal instanceof Misfit misfit) {
        misfits.note(run, misfit);
      }
      return;
    }
    runs.release(run, Instant.now(clock), run.attempts(), "The workflow file is read again.");
    LOG.info(
        "Run {} will be dispatched again immediately: its workflow file may have changed ({})",
        run.runId(),
        refusal.getMessage());
  }
}
