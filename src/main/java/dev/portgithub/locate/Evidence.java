package dev.portgithub.locate;

import java.util.ArrayList;
import java.util.List;

/**
 * Which workflow run did a dispatch start, whose answer was lost or names none?
 *
 * <p>A workflow run whose title holds the Port run id is the one (a workflow can put it there with
 * run-name). Otherwise one of the same ref and by our login, that no other run holds, that was
 * created when this dispatch can have created it, and that no other run can own: see {@link
 * Owners}. Never a guess.
 */
final class Evidence {
  private final Rival run;
  private final String actor;
  private final boolean byTitleOnly;
  private final List<Rival> others;

  /** How much was found. */
  enum Weight {
    /** Its title names the run. */
    NAMED,
    /** Nothing else can be meant. */
    ONE,
    /** One fits, but its own may not be visible yet. */
    EARLY,
    /** One that nobody can have started at its time, if the clocks were right. */
    STRAY,
    /** Some whose titles do not name the run, although its own would. */
    UNTITLED,
    /** No candidate by our login, but some by other logins: our login may have changed. */
    OTHER_LOGIN,
    NONE,
    SEVERAL
  }

  /** The candidate is null unless there is one. */
  record Found(Weight weight, Candidate candidate) {
    static Found nothingBut(Weight weight) {
      return new Found(weight, null);
    }
  }

  /**
   * @param actor the login that our workflow runs carry, or null when that is not known yet
   * @param byTitleOnly whether the title of its workflow run surely names the run
   * @param others that may be of the same workflow and have not found theirs
   */
  Evidence(Rival run, String actor, boolean byTitleOnly, List<Rival> others) {
    this.run = run;
    this.actor = actor;
    this.byTitleOnly = byTitleOnly;
    this.others = others;
  }

  /**
   * @param free the workflow runs from the time of the dispatch that no run holds, newest first
   * @param all whether these are all that there are
   */
  Found weigh(List<Candidate> free, boolean all) {
    List<Candidate> named =
        free.stream().filter(c -> c.isOf(run.target()) && c.names(run.runId())).toList();
    if (!named.isEmpty()) {
      // Somebody may have started it once more, later, with the same inputs.
      return new Found(Weight.NAMED, named.get(named.size() - 1));
    }
    List<Rival> unnamed = new ArrayList<>(others);
    unnamed.removeIf(rival -> free.stream().anyMatch(c -> c.names(rival.runId())));
    List<Candidate> fitting =
        free.stream()
            .filter(c -> c.fits(run.target()))
            .filter(c -> others.stream().noneMatch(rival -> c.names(rival.runId())))
            .toList();
    List<Candidate> ours = fitting.stream().filter(c -> c.isBy(actor)).toList();
    if (!all) {
      return Found.nothingBut(Weight.SEVERAL);
    }
    if (byTitleOnly) {
      return Found.nothingBut(ours.isEmpty() ? Weight.NONE : Weight.UNTITLED);
    }
    return ours.isEmpty()
        ? Found.nothingBut(fitting.isEmpty() ? Weight.NONE : Weight.OTHER_LOGIN)
        : weigh(ours, unnamed);
  }

  private Found weigh(List<Candidate> ours, List<Rival> unnamed) {
    List<Rival> runs = new ArrayList<>(unnamed);
    runs.add(run);
    Owners owners = new Owners(runs, ours);
    if (owners.of(run) != null) {
      return new Found(Weight.ONE, owners.of(run));
    }
    List<Candidate> possible = owners.possible(run);
    if (!possible.isEmpty()) {
      return !run.complete() && owners.onlyOf(run).size() == 1 && possible.size() == 1
          ? Found.nothingBut(Weight.EARLY)
          : Found.nothingBut(Weight.SEVERAL);
    }
    List<Candidate> strays = owners.strays();
    if (strays.isEmpty()) {
      return Found.nothingBut(Weight.NONE);
    }
    return strays.size() == 1
            && owners.unsettled().stream()
                .noneMatch(rival -> rival != run && strays.get(0).fits(rival.target()))
        ? new Found(Weight.STRAY, strays.get(0))
        : Found.nothingBut(Weight.SEVERAL);
  }
}
