package dev.portgithub.locate;

import dev.portgithub.run.Why;
import java.time.Instant;

/**
 * What the evidence about a lost dispatch leads to; the route has a branch for each.
 *
 * @param workflowRunId of the one that is adopted, else null
 * @param why it is parked or searched for again, else null
 * @param at when it is searched for again, else null
 */
public record Finding(Ending ending, Long workflowRunId, String htmlUrl, Why why, Instant at) {
  /** The branches. */
  public enum Ending {
    ADOPT,
    DISPATCH_AGAIN,
    PARK,
    LOOK_AGAIN
  }

  static final Finding DISPATCH_AGAIN = new Finding(Ending.DISPATCH_AGAIN, null, null, null, null);

  static Finding adopt(long workflowRunId, String htmlUrl) {
    return new Finding(Ending.ADOPT, workflowRunId, htmlUrl, null, null);
  }

  static Finding park(Why why) {
    return new Finding(Ending.PARK, null, null, why, null);
  }

  static Finding lookAgain(Instant at, String reason) {
    return new Finding(Ending.LOOK_AGAIN, null, null, new Why("LOOK_AGAIN", reason, ""), at);
  }
}
