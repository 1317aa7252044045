package dev.portgithub.sweep;

import dev.portgithub.github.SweepRounds.Round;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.SweptRuns.Swept;
import java.util.List;

/**
 * One query of a round.
 *
 * @param next the round once the query is answered
 */
public record Sweep(Round round, Round next, List<Swept> runs, RemoteCall call) {
  @Override
  public String toString() {
    return runs.size() + " open runs of credential " + round.credential();
  }
}
