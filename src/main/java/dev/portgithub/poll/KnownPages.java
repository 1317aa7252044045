package dev.portgithub.poll;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pages beyond the first that this instance has read, and which open runs each of them showed.
 * While GitHub answers 304, these are as they were noted; nothing is said about any other run.
 *
 * <p>In memory only: without it a page is charged once more, and nothing else.
 */
public final class KnownPages {
  /** About a hundred bytes each. */
  private static final int MOST_RUNS = 100_000;

  private final Map<Long, Page> byRun = new ConcurrentHashMap<>();

  /**
   * @param open the workflow runs of ours on it that had not ended; each is noted in its row
   * @param youngestStart of these
   */
  record Page(Window window, int number, String etag, List<Long> open, Instant youngestStart) {}

  /** The page that showed this workflow run last; null when none is known. */
  Page of(long workflowRunId) {
    return byRun.get(workflowRunId);
  }

  void learn(Page page) {
    if (byRun.size() > MOST_RUNS) {
      byRun.clear();
    }
    page.open().forEach(id -> byRun.put(id, page));
  }

  void forget(Page page) {
    page.open().forEach(id -> byRun.remove(id, page));
  }
}
