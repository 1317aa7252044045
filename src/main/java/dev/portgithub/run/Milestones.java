package dev.portgithub.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Tells whoever wants to know, besides Port, what has become of a run: once it is committed, and
 * without ever failing or waiting. A crash right after the commit loses it.
 */
public interface Milestones {
  String ACCEPTED = "on-accepted";
  String DISPATCHED = "on-dispatched";
  String FINISHED = "on-finished";
  String PARKED = "on-parked";

  /**
   * Never throws, never waits.
   *
   * @param facts no inputs, no secrets, and nothing in the words of somebody else
   */
  void tell(String milestone, Map<String, Object> facts);

  /** The same, once the transaction of this handle is committed; not if it is rolled back. */
  default void afterCommit(Handle handle, String milestone, Map<String, Object> facts) {
    if (handle.isInTransaction()) {
      handle.afterCommit(() -> tell(milestone, facts));
    } else {
      tell(milestone, facts);
    }
  }

  /** What a run that was just accepted is. */
  static Map<String, Object> of(Arrival arrival) {
    return facts(arrival.runId(), arrival.state(), arrival.target(), arrival.action());
  }

  /** What a run is, in its new state. */
  static Map<String, Object> of(Run run, RunState state) {
    return facts(run.runId(), state, run.target(), null);
  }

  private static Map<String, Object> facts(
      String runId, RunState state, Target target, String action) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("runId", runId);
    if (action != null) {
      facts.put("action", action);
    }
    facts.put("state", state.name());
    facts.put("organisation", target.org());
    facts.put("repository", target.repo());
    facts.put("workflow", target.workflow());
    facts.put("ref", target.ref());
    return facts;
  }
}
