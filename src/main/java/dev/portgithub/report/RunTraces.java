package dev.portgithub.report;

import dev.portgithub.run.Run;
import dev.portgithub.signals.Traces;
import java.time.Instant;

/** The spans of what {@link RunOutcomes} has committed. */
final class RunTraces {
  private RunTraces() {}

  /**
   * The dispatch, from its intent; or the search for what it has started; or the following of its
   * workflow run.
   */
  static void tell(Run run, String outcome) {
    String name =
        switch (run.state()) {
          case LOCATING -> "locate";
          case RUNNING -> "poll";
          default -> "dispatch";
        };
    Instant from = run.intentAt() == null ? run.acceptedAt() : run.intentAt();
    Traces.tell(
        run.traceContext(),
        new Traces.Name(run.runId(), name),
        from,
        null,
        "outcome",
        outcome,
        "github.workflow",
        run.target().toString());
  }
}
