package dev.portgithub.locate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.DispatchWindows;
import dev.portgithub.github.HostFacts;
import dev.portgithub.run.ClaimLost;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Unsettled;
import dev.portgithub.run.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Weighs what GitHub shows against what the store knows of the run and of its rivals. */
public final class Weighing {
  private static final List<RunState> UNSETTLED =
      List.of(RunState.DISPATCHING, RunState.LOCATING, RunState.PARKED);

  private final HostFacts facts;
  private final DispatchWindows windows;
  private final Patience patience;
  private final Duration completeAfter;

  /**
   * @param completeAfter how long after a workflow run was created GitHub surely lists it
   */
  public Weighing(
      HostFacts facts, DispatchWindows windows, Patience patience, Duration completeAfter) {
    this.facts = facts;
    this.windows = windows;
    this.patience = patience;
    this.completeAfter = completeAfter;
  }

  Finding weigh(Handle handle, Run run, Shown shown) {
    Instant at = shown.at() == null ? windows.earliestNow() : shown.at();
    Rival own = null;
    List<Rival> others = new ArrayList<>();
    for (Unsettled each :
        RunQueries.unsettled(handle, run.target(), UNSETTLED, run.intentAt(), windows.apart())) {
      Rival rival = rival(each, at);
      if (each.runId().equals(run.runId())) {
        own = rival;
      } else {
        others.add(rival);
      }
    }
    if (own == null) {
      throw new ClaimLost(run);
    }
    Evidence.Found found =
        new Evidence(own, facts.read(handle, run).actor(), facts.tellsByTitle(handle, run), others)
            .weigh(free(handle, shown.workflowRuns()), shown.isAll());
    if (found.weight() == Evidence.Weight.NAMED) {
      facts.learn(run, found.candidate().json());
    }
    boolean othersUnderWay = others.stream().anyMatch(r -> r.state() == RunState.DISPATCHING);
    return patience.decide(run, found, othersUnderWay, untilComplete(own));
  }

  private Rival rival(Unsettled run, Instant at) {
    Window window = windows.of(run);
    boolean complete =
        run.state() != RunState.DISPATCHING && !at.isBefore(window.to().plus(completeAfter));
    return new Rival(run.runId(), run.state(), run.target(), window, complete);
  }

  /** How long until GitHub surely lists its workflow run, if there is one. */
  private Duration untilComplete(Rival run) {
    return run.complete() ? Duration.ZERO : windows.until(run.window().to().plus(completeAfter));
  }

  private static List<Candidate> free(Handle handle, List<JsonNode> shown) {
    List<Candidate> candidates =
        shown.stream()
            .filter(each -> each.path("id").isIntegralNumber())
            .map(Candidate::of)
            .distinct()
            .toList();
    Set<Long> held = RunQueries.held(handle, candidates.stream().map(Candidate::id).toList());
    return candidates.stream().filter(each -> !held.contains(each.id())).toList();
  }
}
