package dev.portgithub.run;

import java.time.Instant;
import org.jdbi.v3.core.statement.Update;

/**
 * A line of a run's story, written by the statement that makes it true; see {@link Story}.
 *
 * @param repeatable whether it may happen any number of times: then it leaves room for what does
 *     not
 * @param postpones whether nothing has happened but a delay: the same again is only counted
 */
record Told(String kind, String text, boolean repeatable, boolean postpones) {
  private static final int LONGEST = 300;

  static final Told CONFIRMED = once("CONFIRMED", "Port says that the run is genuine and waits.");
  static final Told INTENT =
      again("INTENT", "Its dispatch begins: from here on it counts as possibly started.");
  static final Told STARTED_UNNAMED =
      again("STARTED", "GitHub said yes and named no workflow run, which is searched for.");
  static final Told NOT_STARTED =
      again("NOT_STARTED", "Certainly nothing was started: it is dispatched again.");

  private static Told once(String kind, String text) {
    return new Told(kind, Texts.line(text, LONGEST), false, false);
  }

  private static Told again(String kind, String text) {
    return new Told(kind, Texts.line(text, LONGEST), true, false);
  }

  static Told postponed(String why) {
    return new Told("POSTPONED", Texts.line(String.valueOf(why), LONGEST), true, true);
  }

  static Told skipped(String reason) {
    return once("SKIPPED", "It is not started: " + reason);
  }

  static Told refused(String reason) {
    return once("REFUSED", reason);
  }

  static Told branchUnknown(Target target) {
    return postponed(
        "GitHub does not know the default branch %s any more; it is looked up again."
            .formatted(target.ref()));
  }

  /**
   * @param words of GitHub, or null
   */
  static Told lost(String words) {
    return again(
        "LOST",
        words == null
            ? "The answer to its dispatch was lost: GitHub is searched for its workflow run."
            : "GitHub failed, and may have started it all the same: " + words);
  }

  static Told started(Run run, long workflowRunId) {
    return run.state() == RunState.DISPATCHING
        ? once("STARTED", "GitHub started workflow run " + workflowRunId + ".")
        : once("LOCATED", "Its workflow run was found: " + workflowRunId + ".");
  }

  static Told adopted(long workflowRunId) {
    return once("ADOPTED", "An operator named its workflow run: " + workflowRunId + ".");
  }

  static Told ended(String conclusion) {
    return once("ENDED", "Its workflow run has ended: " + conclusion + ".");
  }

  /** What it changes in the row. */
  String changes() {
    return postpones ? Story.POSTPONED : Story.GOES_ON;
  }

  void bindTo(Update update, Instant now) {
    update.bind("storyRoom", repeatable ? Story.ROOM_FOR_REPETITION : Story.ROOM);
    update.bind("storyLine", Story.line(now, this));
    if (postpones) {
      update.bind("storyText", text).bind("storyMillis", now.toEpochMilli());
    }
  }
}
