package dev.portgithub.view;

import static dev.portgithub.view.WaitsFor.nobody;

import dev.portgithub.github.Budgets;
import dev.portgithub.github.ShutOut;
import dev.portgithub.pause.Pause;
import dev.portgithub.pause.Stage;
import dev.portgithub.run.LaneRules.Limit;
import dev.portgithub.view.WaitsFor.Code;
import dev.portgithub.view.WaitsFor.Who;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Says what a run waits for, from its row and from what holds up many runs. */
final class Waits {
  /** GitHub goes on when somebody has approved. */
  private static final Set<String> APPROVAL = Set.of("waiting", "action_required");

  private final Circumstances.Now now;

  Waits(Circumstances.Now now) {
    this.now = now;
  }

  /** Null when it waits for nothing more. */
  WaitsFor of(RunRow run) {
    Optional<Pause> pause = run.isClaimed(now.time()) ? Optional.empty() : pauseOf(run);
    return pause.map(Waits::paused).orElseGet(() -> unpaused(run));
  }

  private Optional<Pause> pauseOf(RunRow run) {
    return switch (run.state()) {
      case CONFIRMING -> now.pauseOf(Stage.CONFIRM);
      case ACCEPTED -> now.pauseOf(Stage.DISPATCH);
      case RUNNING -> now.pauseOf(Stage.POLL);
      case FINISHED, REFUSED, SKIPPED ->
          run.reportDueAt() == null ? Optional.empty() : now.pauseOf(Stage.REPORT);
      case DISPATCHING, LOCATING, PARKED -> Optional.empty();
    };
  }

  private static WaitsFor paused(Pause pause) {
    return new WaitsFor(
        Code.PAUSED,
        "The stage %s is paused by %s: %s"
            .formatted(pause.stage().word(), pause.pausedBy(), pause.why()),
        pause.endsAt(),
        Who.OPERATOR);
  }

  private WaitsFor unpaused(RunRow run) {
    return switch (run.state()) {
      case CONFIRMING -> confirming(run);
      case ACCEPTED -> accepted(run);
      case DISPATCHING ->
          nobody(Code.UNDER_WAY, "GitHub is being asked to start its workflow.", run.leasedUntil());
      case LOCATING ->
          nobody(
              Code.LOCATING,
              "GitHub's answer to its dispatch was lost or named no workflow run, which is searched for; it is not"
                  + " started a second time."
                  + silence(" GitHub has answered no call since %s."),
              future(run.dueAt()));
      case RUNNING -> running(run);
      case PARKED -> parked(run);
      case FINISHED, REFUSED, SKIPPED -> ended(run);
    };
  }

  private WaitsFor confirming(RunRow run) {
    if (now.port() != null) {
      return portPaused("Port, which has to say whether the run still waits, takes no calls: ");
    }
    if (run.isClaimed(now.time())) {
      return nobody(
          Code.UNDER_WAY, "Port is being asked whether it still waits.", run.leasedUntil());
    }
    return run.isPostponed(now.time())
        ? postponed(run, "Port could not be asked whether it still waits; it is asked again.")
        : nobody(Code.CONFIRMATION, "Port is asked whether it still waits.", null);
  }

  private WaitsFor accepted(RunRow run) {
    if (run.isClaimed(now.time())) {
      return nobody(Code.UNDER_WAY, "It is about to be dispatched.", run.leasedUntil());
    }
    Optional<ShutOut> shutOut = now.shutOutOf(run);
    if (shutOut.isPresent()) {
      return new WaitsFor(
          Code.SHUT_OUT, shutOut.get().text(), future(run.dueAt()), Who.PLATFORM_TEAM);
    }
    Optional<Budgets.Pause> pause = now.pauseOf(run);
    if (pause.isPresent()) {
      return nobody(
          Code.RATE_LIMIT,
          "GitHub has paused the credential %s: %s."
              .formatted(pause.get().name(), withoutPeriod(pause.get().pauseReason())),
          pause.get().pausedUntil());
    }
    if (run.isPostponed(now.time())) {
      return postponed(run, "It was postponed, and is tried again.");
    }
    Limit limit = now.reached().get(run.lane());
    return limit == null
        ? nobody(Code.TURN, "Waits for its turn: GitHub takes so many dispatches a minute.", null)
        : new WaitsFor(
            Code.LIMIT,
            "Waits until one of the %d workflow runs of %s has ended (dispatch.limits)."
                .formatted(limit.runs(), limit.name()),
            null,
            Who.NOBODY,
            limit.name() + "=" + limit.runs());
  }

  private WaitsFor running(RunRow run) {
    Optional<ShutOut> shutOut = now.shutOutOf(run).filter(each -> !each.dispatchesOnly());
    if (shutOut.isPresent()) {
      return new WaitsFor(Code.SHUT_OUT, shutOut.get().text(), null, Who.PLATFORM_TEAM);
    }
    String status = run.status() == null || run.status().isBlank() ? "started" : run.status();
    if (APPROVAL.contains(status)) {
      return new WaitsFor(
          Code.APPROVAL,
          "GitHub waits for somebody to approve its workflow run (" + status + ").",
          null,
          Who.DEVELOPER);
    }
    return nobody(
        Code.WORKFLOW,
        now.gitHubAway() == null
            ? "Its workflow runs in GitHub (" + status + ")."
            : "Its workflow was last seen as "
                + status
                + silence(". GitHub has answered no call since %s."),
        null);
  }

  /** Empty while GitHub answers. */
  private String silence(String sentence) {
    return now.gitHubAway() == null
        ? ""
        : sentence.formatted(now.gitHubAway().since().truncatedTo(ChronoUnit.SECONDS));
  }

  private static WaitsFor parked(RunRow run) {
    String reason = run.reason() == null ? "It is parked." : run.reason();
    return new WaitsFor(Code.OPERATOR, reason, null, Who.OPERATOR);
  }

  private WaitsFor ended(RunRow run) {
    if (run.reportDueAt() == null) {
      return null;
    }
    return now.port() == null
        ? nobody(Code.REPORT, "It has ended; Port is being told.", future(run.reportDueAt()))
        : portPaused("It has ended, and Port, which has to be told, takes no calls: ");
  }

  private WaitsFor portPaused(String what) {
    return nobody(
        Code.PORT_PAUSED,
        what + withoutPeriod(now.port().pauseReason()) + ".",
        now.port().pausedUntil());
  }

  private static WaitsFor postponed(RunRow run, String otherwise) {
    String sentence = run.postponed() == null ? otherwise : run.postponed();
    return nobody(Code.POSTPONED, sentence, run.dueAt());
  }

  private Instant future(Instant time) {
    return time != null && time.isAfter(now.time()) ? time : null;
  }

  private static String withoutPeriod(String text) {
    return text == null ? "" : text.replaceFirst("\\.$", "");
  }
}
