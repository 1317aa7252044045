package dev.portgithub.locate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose is it? Each run has at most one workflow run. So a workflow run that only one of them can
 * own is that one's, and the others are weighed without both; again and again, until nothing more
 * follows.
 *
 * <p>It follows only for a run whose workflow run GitHub surely shows by now; else another one may
 * still appear, and be its own.
 */
final class Owners {
  private final List<Rival> runs;
  private final List<Candidate> open;
  private final Map<String, Candidate> found = new HashMap<>();

  Owners(List<Rival> runs, List<Candidate> candidates) {
    this.runs = new ArrayList<>(runs);
    this.open = new ArrayList<>(candidates);
    while (settleOne()) {
      // With one pair less, another may be clear.
    }
  }

  private boolean settleOne() {
    for (Rival run : runs) {
      List<Candidate> only = onlyOf(run);
      if (run.complete() && only.size() == 1) {
        found.put(run.runId(), only.get(0));
        runs.remove(run);
        open.remove(only.get(0));
        return true;
      }
    }
    return false;
  }

  /** What no other run can own. */
  List<Candidate> onlyOf(Rival run) {
    return open.stream()
        .filter(run::mayOwn)
        .filter(c -> runs.stream().noneMatch(other -> other != run && other.mayOwn(c)))
        .toList();
  }

  /** Its own, or null when that does not follow. */
  Candidate of(Rival run) {
    return found.get(run.runId());
  }

  /** What it can own, and what is not another's for sure. */
  List<Candidate> possible(Rival run) {
    return open.stream().filter(run::mayOwn).toList();
  }

  /** What none of the runs can have started at its time. */
  List<Candidate> strays() {
    return open.stream().filter(c -> runs.stream().noneMatch(run -> run.mayOwn(c))).toList();
  }

  /** Runs of which nothing was found. */
  List<Rival> unsettled() {
    return runs;
  }
}
