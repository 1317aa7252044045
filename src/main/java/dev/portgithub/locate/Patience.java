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
   */
  Finding decide(Run run, Evidence.Found found, boolean othersUnderWay) {
    return switch (found.weight()) {
      case ONE -> Finding.adopt(found.workflowRunId(), found.htmlUrl());
      case NONE -> none(run, false);
      case OTHER_LOGIN -> none(run, true);
      case SEVERAL ->
          othersUnderWay
              ? Finding.lookAgain("another dispatch of the workflow is under way")
              : several(run);
    };
  }

  /** Others may still find theirs, and then less is left. */
  private Finding several(Run run) {
    if (mayStillChange(run, settleAfter)) {
      return Finding.lookAgain("more than one workflow run could be its own");
    }
    return Finding.park(
        lost(
            run,
            new Why(
                "AMBIGUOUS",
                "more than one workflow run could be its own.",
                "Look in GitHub which workflow run it is, then adopt that one; or discard and set the status in"
                    + " Port by hand.")));
  }

  private boolean mayStillChange(Run run, Duration patience) {
    return Instant.now(clock).isBefore(run.intentAt().plus(patience))
        || run.attempts() + 1 < leastLooks;
  }

  private Finding none(Run run, boolean otherLogin) {
    boolean surelyStarted = run.startedAt() != null;
    if (mayStillChange(run, surelyStarted ? giveUpAfter : settleAfter)) {
      return Finding.lookAgain("no workflow run is visible yet");
    }
    if (surelyStarted) {
      return Finding.park(
          new Why(
              "NOT_FOUND",
              "GitHub started "
                  + run.target()
                  + " but its workflow run was not found within "
                  + Texts.duration(giveUpAfter)
                  + ".",
              "Find the workflow run in GitHub and adopt it; or discard and set the status in Port by hand."));
    }
    return otherLogin
        ? Finding.park(
            lost(
                run,
                new Why(
                    "AMBIGUOUS",
                    "GitHub shows workflow runs of that time only under another login.",
                    "If the login of the credential was renamed, adopt the workflow run that is its own; or discard and run"
                        + " the action again.")))
        : Finding.DISPATCH_AGAIN;
  }

  /**
   * GitHub refuses to show the repository, and may be asked again unless that went on for too long.
   */
  Finding notShown(Run run, RemoteRefused refusal) {
    return !Instant.now(clock).isAfter(run.intentAt().plus(giveUpAfter))
        ? Finding.lookAgain("GitHub could not be asked (" + refusal.getMessage() + ")")
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

  /** When a run is searched for next. */
  Instant nextLook(Run run) {
    return Instant.now(clock).plusSeconds(delay(run.attempts()));
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
