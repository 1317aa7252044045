package dev.portgithub.run;

/**
 * A workflow run that was started for a run.
 *
 * @param htmlUrl or null when GitHub shows none yet
 */
public record Start(long workflowRunId, String htmlUrl) {
  public Start {
    htmlUrl = htmlUrl == null || htmlUrl.isBlank() ? null : Texts.shorten(htmlUrl, 1000);
  }
}
