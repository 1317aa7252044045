package dev.portgithub.locate;

import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Run;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a lost dispatch is searched for, and what follows when nothing certain is found.
 *
 * <p>Only time decides: it asks neither GitHub nor the store.
 */
public final class Patience {
  private static final int[] DELAYS = {1, 2, 4, 8, 15};
  private static final Backoff PAUSES = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(15));
  private static final Duration ONE_SECOND = Duration.ofSeconds(1);

  private static final Why SEVERAL =
      new Why(
          "AMBIGUOUS",
          "more than one workflow run could be its own.",
          "Look in GitHub which workflow run it is, then adopt that one; or discard and set the status in"
              + " Port by hand.");

  private static final Why OTHER_LOGIN =
      new Why(
          "AMBIGUOUS",
          "GitHub shows workflow runs of that time only under another login.",
          "If the login of the credential was renamed, adopt the workflow run that is its own; or discard and run"
              + " the action again.");

  private static final Why UNTITLED =
      new Why(
          "AMBIGUOUS",
          "GitHub shows a workflow run of that time whose title does not name the run, although titles of this"
              + " workflow did.",
          "If run-name was changed in the workflow, adopt the workflow run that is its own; or discard and run the"
              + " action again.");

  private final Clock clock;
  private final Duration settleAfter;
  private final Duration giveUpAfter;
  private final int leastLooks;

  /**
   * @param settleAfter how long after the intent a workflow run may still appear; nothing found by
   *     then means none, and not before the fifth search: no time passes at GitHub because a clock
   *     of ours jumps ahead
   * @param giveUpAfter how long to search for a workflow run that GitHub has certainly started
   */
  public Patience(Clock clock, Duration settleAfter, Duration giveUpAfter) {
    this.clock = clock;
    this.settleAfter = settleAfter;
    this.giveUpAfter = giveUpAfter;
    this.leastLooks = Math.min(DELAYS.length, looksWithin(settleAfter));
  }

  /**
   * @param othersUnderWay whether dispatches of the workflow are under way that may turn out to be
   *     the owners of what was found
   * @param untilComplete how long until GitHub surely lists its workflow run, if there is one
   */
  Finding decide(Run run, Evidence.Found found, boolean othersUnderWay, Duration untilComplete) {
    return switch (found.weight()) {
      case NAMED, ONE -> adopt(found);
      case EARLY -> lookAgain(run, "one fits, but GitHub may not show its own yet", untilComplete);
      case STRAY ->
          mayStillChange(run, settleAfter)
              ? lookAgain(run, "one fits, but not the time of the dispatch", untilComplete)
              : adopt(found);
      case NONE -> none(run);
      case OTHER_LOGIN -> doubt(run, OTHER_LOGIN);
      case UNTITLED -> doubt(run, UNTITLED);
      case SEVERAL ->
          othersUnderWay
              ? lookAgain(run, "another dispatch of the workflow is under way", untilComplete)
              : several(run, untilComplete);
    };
  }

  private static Finding adopt(Evidence.Found found) {
    return Finding.adopt(found.candidate().id(), found.candidate().htmlUrl());
  }

  /** Others may still find theirs, and then less is left. */
  private Finding several(Run run, Duration untilComplete) {
    return mayStillChange(run, settleAfter)
        ? lookAgain(run, "more than one workflow run could be its own", untilComplete)
        : Finding.park(lost(run, SEVERAL));
  }

  private boolean mayStillChange(Run run, Duration patience) {
    return Instant.now(clock).isBefore(run.intentAt().plus(patience))
        || run.attempts() + 1 < leastLooks;
  }

  private Finding none(Run run) {
    boolean surelyStarted = run.startedAt() != null;
    if (mayStillChange(run, surelyStarted ? giveUpAfter : settleAfter)) {
      return lookAgain(run, "no workflow run is visible yet", Duration.ZERO);
    }
    return surelyStarted ? Finding.park(notFound(run)) : Finding.DISPATCH_AGAIN;
  }

  /** None that could be its own; but what is there forbids to say that nothing was started. */
  private Finding doubt(Run run, Why why) {
    boolean surelyStarted = run.startedAt() != null;
    if (mayStillChange(run, surelyStarted ? giveUpAfter : settleAfter)) {
      return lookAgain(run, "no workflow run is visible yet", Duration.ZERO);
    }
    return Finding.park(surelyStarted ? notFound(run) : lost(run, why));
  }

  private Why notFound(Run run) {
    return new Why(
        "NOT_FOUND",
        "GitHub started "
            + run.target()
            + " but its workflow run was not found within "
            + Texts.duration(giveUpAfter)
            + ".",
        "Find the workflow run in GitHub and adopt it; or discard and set the status in Port by hand.");
  }

  /**
   * GitHub refuses to show the repository, and may be asked again unless that went on for too long.
   */
  Finding notShown(Run run, RemoteRefused refusal) {
    return !Instant.now(clock).isAfter(run.intentAt().plus(giveUpAfter))
        ? lookAgain(run, "GitHub could not be asked (" + refusal.getMessage() + ")", Duration.ZERO)
        : Finding.park(
            lost(
                run,
                new Why(
                    "NOT_FOUND",
                    "GitHub has not shown the workflow runs of its repository within "
                        + Texts.duration(giveUpAfter)
                        + ": "
                        + refusal.getMessage()
                        + " (HTTP "
                        + refusal.status()
                        + ").",
                    "Fix the access and replay; or find the workflow run in GitHub and adopt it; or discard and set the"
                        + " status in Port by hand.")));
  }

  private static Why lost(Run run, Why and) {
    return new Why(
        and.code(),
        "The answer to the dispatch of " + run.target() + " was lost, and " + and.sentence(),
        and.remedy());
  }

  /** The next search; not later than when GitHub surely shows what there is. */
  Finding lookAgain(Run run, String reason, Duration untilComplete) {
    Duration delay = Duration.ofSeconds(delay(run.attempts()));
    boolean sooner = untilComplete.compareTo(ONE_SECOND) > 0 && untilComplete.compareTo(delay) < 0;
    return Finding.lookAgain(Instant.now(clock).plus(sooner ? untilComplete : delay), reason);
  }

  /**
   * When a run is dispatched again that was not started: the first time immediately, since its
   * answer may have been lost on the way; then after growing pauses.
   */
  Instant nextDispatch(Run run) {
    Duration pause =
        run.lostRounds() == 0 ? Duration.ZERO : PAUSES.after(run.lostRounds(), run.runId());
    return Instant.now(clock).plus(pause);
  }

  /** How long nothing must have appeared. */
  Duration settleAfter() {
    return settleAfter;
  }

  private static int delay(int looks) {
    return DELAYS[Math.min(looks, DELAYS.length - 1)];
  }

  /** How many searches fit into a time. */
  private static int looksWithin(Duration time) {
    int looks = 0;
    for (long seconds = delay(0); seconds <= time.toSeconds(); seconds += delay(looks)) {
      looks++;
    }
    return looks;
  }
}
