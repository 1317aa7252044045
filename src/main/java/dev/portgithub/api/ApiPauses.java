package dev.portgithub.api;

import dev.portgithub.operator.Pausing;
import dev.portgithub.pause.Pause;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** Answers what is asked about pauses of stages, and pauses and resumes. */
public final class ApiPauses {
  private final Pausing pausing;

  public ApiPauses(Pausing pausing) {
    this.pausing = pausing;
  }

  /** A stage that is paused. */
  record PauseAnswer(String stage, String by, Instant since, String why, Instant until) {
    static PauseAnswer of(Pause pause) {
      return new PauseAnswer(
          pause.stage().word(), pause.pausedBy(), pause.since(), pause.why(), pause.endsAt());
    }
  }

  /** Operation listPauses. */
  public Map<String, List<PauseAnswer>> list(ApiRequest request) {
    return Map.of("pauses", pausing.list().stream().map(PauseAnswer::of).toList());
  }

  /** Operation pauseStage. */
  public PauseAnswer pause(ApiRequest request) {
    try {
      return PauseAnswer.of(
          pausing.pause(
              request.given("stage"), request.given("why"), time("until", request.given("until"))));
    } catch (IllegalArgumentException e) {
      throw ApiRefused.argument(e.getMessage());
    }
  }

  /** Operation resumeStage; that it was not paused is no failure. */
  public Map<String, String> resume(ApiRequest request) {
    String stage = request.given("stage");
    return Map.of(
        "answer",
        pausing.resume(stage, null).isPresent()
            ? "Stage " + stage + " goes on, in all instances."
            : "Stage " + stage + " is not paused: nothing was done.");
  }

  private static Instant time(String name, String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw ApiRefused.argument(name + " must be a time such as 2026-11-28T14:05:00Z.");
    }
  }
}
