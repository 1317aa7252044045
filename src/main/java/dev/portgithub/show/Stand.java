package dev.portgithub.show;

import dev.portgithub.report.Label;
import dev.portgithub.view.RunRow;
import dev.portgithub.view.SeenRun;
import java.time.Instant;
import java.util.List;

/**
 * Where an open run stands, for developers.
 *
 * @param key for programs: Port is told when it changes
 * @param label what Port shows; null when who made it so has told Port
 * @param values for the label's words
 */
record Stand(String key, Label label, List<String> values) {
  private static final String ANOTHER_RUN = "Another run of";
  private static final String NOT_SHOWN = "GitHub does not show";

  private static Stand of(Label label, String... values) {
    return new Stand(label.name(), label, List.of(values));
  }

  private static Stand toldAlready(Label label) {
    return new Stand(label.name(), null, List.of());
  }

  /** Null when there is nothing to show. */
  static Stand of(SeenRun seen, Instant now) {
    if (seen.waitsFor() == null) {
      return null;
    }
    RunRow run = seen.run();
    return switch (run.state()) {
      // Whoever may write to the topic can name any run: only a signature proves that it is ours.
      case CONFIRMING -> run.signed() ? of(Label.CONFIRMATION) : null;
      case ACCEPTED -> accepted(seen, now);
      case LOCATING -> locating(run);
      case RUNNING -> running(seen, now);
      default -> null;
    };
  }

  private static Stand accepted(SeenRun seen, Instant now) {
    RunRow run = seen.run();
    return switch (seen.waitsFor().code()) {
      case TURN -> of(Label.TURN);
      case LIMIT -> of(Label.LIMIT, seen.waitsFor().what());
      case RATE_LIMIT -> of(Label.GITHUB_PAUSED, Label.time(seen.waitsFor().until(), now));
      case SHUT_OUT -> toldAlready(Label.PLATFORM_TEAM);
      case PAUSED -> toldAlready(Label.PAUSED);
      case POSTPONED -> postponed(run.postponed());
      default -> null;
    };
  }

  private static Stand postponed(String why) {
    if (why == null) {
      return toldAlready(Label.AGAIN);
    }
    if (why.startsWith(NOT_SHOWN)) {
      return toldAlready(Label.REPOSITORY);
    }
    return why.startsWith(ANOTHER_RUN) ? of(Label.OTHER_RUN) : of(Label.POSTPONED, sentence(why));
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private static Stand locating(RunRow run) {
    if (run.startedAt() != null) {
      return of(Label.FINDING);
    }
    return run.lostReason() == null ? of(Label.CHECKING) : toldAlready(Label.FAILED_CHECKING);
  }

  private static Stand running(SeenRun seen, Instant now) {
    RunRow run = seen.run();
    switch (seen.waitsFor().code()) {
      case SHUT_OUT:
        return of(Label.UNSEEN, seen.waitsFor().sentence());
      case WORKFLOW, APPROVAL:
        break;
      default:
        return null;
    }
    if (run.status() == null || run.statusSince() == null) {
      return null;
    }
    String since = Label.time(run.statusSince(), now);
    return switch (run.status()) {
      case "queued", "requested" -> of(Label.QUEUED, since);
      case "pending" -> of(Label.PENDING, since);
      case "waiting" -> of(Label.APPROVAL, since);
      // Told when it was seen; again only if something else was shown in between.
      case "in_progress" ->
          run.label() == null ? null : new Stand(Label.RUNNING.text(), Label.RUNNING, List.of());
      default -> null;
    };
  }

  /** Since when it is so, as far as the row tells; null when it does not. */
  static Instant since(RunRow run) {
    return switch (run.state()) {
      case CONFIRMING, ACCEPTED -> run.label() == null ? run.acceptedAt() : null;
      case LOCATING -> run.intentAt();
      case RUNNING -> run.statusSince();
      default -> null;
    };
  }
}
