package dev.portgithub.locate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Run;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * What GitHub has shown so far of the workflow runs from the time of a dispatch, newest first; page
 * by page, since it gives a hundred at a time.
 *
 * @param runId whose workflow run is searched for
 * @param call for the first page
 * @param total how many there are
 * @param at the time of the first page, by GitHub's clock; null when it did not say
 */
public record Shown(
    String runId, RemoteCall call, List<JsonNode> workflowRuns, int pages, int total, Instant at) {
  /** GitHub gives no more than a thousand of a filtered list. */
  private static final int MOST_PAGES = 10;

  /**
   * @throws RemoteBusy when it holds no list: a proxy's answer must not pass for "nothing started"
   */
  static Shown first(Run run, RemoteCall call, RemoteAnswer answer) {
    List<JsonNode> page = page(answer);
    return new Shown(run.runId(), call, page, 1, total(answer, page.size()), date(answer));
  }

  /** With one page more. */
  Shown plus(RemoteAnswer answer) {
    List<JsonNode> all = new ArrayList<>(workflowRuns);
    all.addAll(page(answer));
    return new Shown(runId, call, all, pages + 1, Math.max(total, total(answer, all.size())), at);
  }

  /** Is a further page needed, and does GitHub give it? Once a title names the run, none is. */
  public boolean isMore() {
    return pages < MOST_PAGES
        && !isAll()
        && workflowRuns.stream().noneMatch(each -> Candidate.of(each).names(runId));
  }

  /** A list that grows meanwhile is shown from its newest end, so nothing is skipped. */
  boolean isAll() {
    return pages * GitHubCalls.PAGE_SIZE >= total;
  }

  private static int total(RemoteAnswer answer, int atLeast) {
    return Math.max(answer.json().path("total_count").asInt(0), atLeast);
  }

  private static List<JsonNode> page(RemoteAnswer answer) {
    JsonNode list = answer.json().path("workflow_runs");
    if (!list.isArray()) {
      throw new RemoteBusy("GitHub's answer holds no list of workflow runs", null);
    }
    List<JsonNode> page = new ArrayList<>();
    list.forEach(page::add);
    return page;
  }

  private static Instant date(RemoteAnswer answer) {
    try {
      String date = answer.headers().get("Date");
      return date == null
          ? null
          : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return workflowRuns.size() + " of " + total + " workflow runs";
  }
}
