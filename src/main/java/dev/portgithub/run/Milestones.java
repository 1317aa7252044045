package dev.portgithub.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Tells whoever wants to know, besides Port, what has become of a run: once it is committed, and
 * without ever failing or waiting. A crash right after the commit loses it.
 *
 * <p>What is told holds no inputs, no secrets, and nothing in the words of somebody else.
 */
public interface Milestones {
  String ACCEPTED = "on-accepted";
  String DISPATCHED = "on-dispatched";
  String FINISHED = "on-finished";
  String PARKED = "on-parked";

  /** Never throws, never waits. */
  void tell(String milestone, Map<String, Object> facts);

  /** A record asks for a new run; always true. */
  default boolean accepted(Handle handle, Arrival arrival) {
    Map<String, Object> facts = facts(arrival.runId(), arrival.state(), arrival.target());
    facts.put("action", arrival.action());
    return afterCommit(handle, ACCEPTED, facts);
  }

  /** Its workflow run is known. */
  default void dispatched(Handle handle, Run run, long workflowRunId, String htmlUrl) {
    RunState state = run.reportStatus() ? RunState.RUNNING : RunState.FINISHED;
    Map<String, Object> facts = facts(run.runId(), state, run.target());
    facts.put("workflowRunId", workflowRunId);
    facts.put("workflowRunUrl", htmlUrl);
    afterCommit(handle, DISPATCHED, facts);
  }

  /** GitHub does not start it. */
  default void refused(Handle handle, Run run) {
    afterCommit(handle, FINISHED, facts(run.runId(), RunState.REFUSED, run.target()));
  }

  /** Its workflow run has ended; always true. */
  default boolean finished(Handle handle, Run run, String conclusion, String htmlUrl) {
    Map<String, Object> facts = facts(run.runId(), RunState.FINISHED, run.target());
    facts.put("conclusion", conclusion);
    facts.put("workflowRunId", run.workflowRunId());
    facts.put("workflowRunUrl", htmlUrl);
    return afterCommit(handle, FINISHED, facts);
  }

  /** An operator has to decide. */
  default void parked(Handle handle, Run run, Why why) {
    Map<String, Object> facts = facts(run.runId(), RunState.PARKED, run.target());
    facts.put("stage", run.state().stage());
    facts.put("reason", why.code());
    afterCommit(handle, PARKED, facts);
  }

  /** Once the transaction is committed; not if it is rolled back. */
  private boolean afterCommit(Handle handle, String milestone, Map<String, Object> facts) {
    if (handle.isInTransaction()) {
      handle.afterCommit(() -> tell(milestone, facts));
    } else {
      tell(milestone, facts);
    }
    return true;
  }

  private static Map<String, Object> facts(String runId, RunState state, Target target) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("runId", runId);
    facts.put("state", state.name());
    facts.put("organisation", target.org());
    facts.put("repository", target.repo());
    facts.put("workflow", target.workflow());
    facts.put("ref", target.ref());
    return facts;
  }
}
