package dev.portgithub.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.portgithub.view.RunEvent;
import dev.portgithub.view.RunRow;
import dev.portgithub.view.SeenRun;
import dev.portgithub.view.WaitsFor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A run, with the members that the description names. */
record RunAnswer(
    String runId,
    String state,
    String action,
    String organisation,
    String repository,
    String workflow,
    String ref,
    Instant acceptedAt,
    Instant finishedAt,
    long ageSeconds,
    Long workflowRunId,
    String workflowRunUrl,
    String portUrl,
    WaitAnswer waitsFor,
    Long deadLetterId) {

  /** What it waits for. */
  record WaitAnswer(String code, String sentence, Instant until, String who) {
    static WaitAnswer of(WaitsFor waits) {
      return waits == null
          ? null
          : new WaitAnswer(
              waits.code().name(),
              waits.sentence(),
              waits.until(),
              waits.who().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  /** With what is only told of one run at a time. */
  record Whole(
      @JsonUnwrapped RunAnswer run,
      List<Event> story,
      boolean storyCut,
      String topic,
      Integer partition,
      Long offset,
      Reports reports) {}

  /**
   * One thing that happened.
   *
   * @param by an operator, or null
   * @param url null when there is nothing to look at
   */
  record Event(Instant at, String kind, String text, String by, String url) {
    private static final Set<String> IN_GITHUB = Set.of("STARTED", "LOCATED", "ADOPTED", "ENDED");

    static Event of(RunEvent event, RunAnswer run) {
      String url = IN_GITHUB.contains(event.kind()) ? run.workflowRunUrl() : null;
      return new Event(event.at(), event.kind(), event.text(), event.by(), url);
    }
  }

  /** How many reports to Port wait, and how many it has. */
  record Reports(long waiting, long delivered) {}

  static RunAnswer of(SeenRun seen, PortPage port, Instant now) {
    RunRow run = seen.run();
    return new RunAnswer(
        run.runId(),
        run.state().name(),
        run.action(),
        run.org(),
        run.repo(),
        run.workflow(),
        run.ref(),
        run.acceptedAt(),
        run.finishedAt(),
        Duration.between(run.acceptedAt(), now).toSeconds(),
        run.workflowRunId(),
        run.htmlUrl() == null || run.htmlUrl().isBlank() ? null : run.htmlUrl(),
        port.of(run.runId()),
        WaitAnswer.of(seen.waitsFor()),
        seen.deadLetterId());
  }
}
