package dev.portgithub.api;

import dev.portgithub.github.Budgets;
import dev.portgithub.github.HourlyQuota;
import dev.portgithub.github.ShutOut;
import dev.portgithub.pause.Pause;
import dev.portgithub.remote.Contact;
import dev.portgithub.remote.SharedPause;
import dev.portgithub.run.Instances;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How everything stands, with the members that the description names. */
record OverviewAnswer(
    Instant now,
    String version,
    String organisation,
    Me me,
    List<StageAnswer> stages,
    long openRuns,
    long deadLetters,
    List<Budget> github,
    List<Shut> shutOuts,
    Away gitHubAway,
    Paused port,
    List<InstanceAnswer> instances) {

  /** Who asks. */
  record Me(String login, String role) {}

  /**
   * A stage of the flow.
   *
   * @param advice what an operator should do about it, or null
   */
  record StageAnswer(
      String stage,
      String title,
      long waiting,
      long underWay,
      double donePerMinute,
      Long oldestSeconds,
      StagePause pause,
      String advice) {}

  /** An operator's pause of a stage. */
  record StagePause(String by, Instant since, String why, Instant until) {
    /**
     * @param pause null for none
     */
    static StagePause of(Pause pause) {
      return pause == null
          ? null
          : new StagePause(pause.pausedBy(), pause.since(), pause.why(), pause.endsAt());
    }
  }

  /** What is left of GitHub's hour. */
  record Budget(
      String credential,
      String kind,
      String resource,
      long limit,
      long left,
      Instant resetAt,
      Double usedByUs,
      Instant pausedUntil,
      String why,
      Instant expiresAt) {

    /**
     * @param pause null when it is not paused
     * @param expiresAt of the token; null when it does not expire
     */
    static Budget of(HourlyQuota.Quota hour, Budgets.Pause pause, Instant expiresAt) {
      String credential = HourlyQuota.credential(hour.budget());
      return new Budget(
          credential,
          credential.startsWith("app:") ? "app" : "token",
          HourlyQuota.resource(hour.budget()),
          hour.limit(),
          hour.remaining(),
          hour.reset(),
          hour.used() == 0 ? null : Math.min(1, (double) hour.usedByUs() / hour.used()),
          pause == null ? null : pause.pausedUntil(),
          pause == null ? null : pause.pauseReason(),
          expiresAt);
    }
  }

  /** What GitHub shuts a credential out of. */
  record Shut(String scope, Instant since, String text, boolean everywhere) {
    static Shut of(ShutOut shutOut) {
      return new Shut(shutOut.scope(), shutOut.since(), shutOut.text(), shutOut.everywhere());
    }
  }

  /** Since when GitHub answers no call of this instance, and why the last one failed. */
  record Away(Instant since, String why) {
    /** Null while it answers. */
    static Away of(Optional<Contact.Away> away) {
      return away.map(each -> new Away(each.since(), each.why())).orElse(null);
    }
  }

  /** Until when Port takes no calls; both null while it does. */
  record Paused(Instant pausedUntil, String why) {
    static Paused of(SharedPause.State pause) {
      return pause == null
          ? new Paused(null, null)
          : new Paused(pause.pausedUntil(), pause.pauseReason());
    }
  }

  /** An instance that shares the store. */
  record InstanceAnswer(
      String id,
      String host,
      Instant startedAt,
      Instant lastSeenAt,
      boolean me,
      List<String> partitions,
      Long lag) {
    static InstanceAnswer of(Instances.Known instance, boolean me) {
      String partitions = instance.partitions() == null ? "" : instance.partitions();
      return new InstanceAnswer(
          Long.toString(instance.id()),
          instance.host(),
          instance.joinedAt(),
          instance.seenAt(),
          me,
          partitions.isEmpty() ? List.of() : List.of(partitions.split(" ")),
          instance.lag());
    }
  }
}
