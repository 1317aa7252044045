package dev.portgithub.report;

/** A row of the outbox, to be sent under a claim of its run. */
public record Report(
    long id,
    String runId,
    String kind,
    String body,
    boolean endsRun,
    int attempts,
    long reportClaim) {
  public static final String PATCH = "PATCH";
  public static final String LOG = "LOG";
}
