package dev.portgithub.run;

/** Tells runs of the nodes of Port's workflows from runs of actions, by their ids. */
public final class NodeRuns {
  private static final String PREFIX = "wfnr_";

  private NodeRuns() {}

  /** Port's API has other calls and words for it then. */
  public static boolean isOne(String runId) {
    return runId.startsWith(PREFIX);
  }
}
