package dev.portgithub.poll;

import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.poll.Look.FurtherPage;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One poll of a repository while it is under way: what it has read, and what it will do at its end.
 */
public final class Poll {
  /** So that a poll ends well within its lease; what it leaves is due and comes with the next. */
  private static final int MOST_LOOKS = 20;

  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final int MOST_FAILURES = 3;

  /** Their end costs a call or two. */
  private static final int MOST_LATE = 40;

  /** GitHub lists no more than 1,000 workflow runs under a filter. */
  private static final int MOST_PAGES = 10;

  private final Repository repository;
  private final Instant begun;
  private final List<Ended> late = new ArrayList<>();
  private final Set<String> singles = new HashSet<>();
  private final Set<String> seenToEnd = new HashSet<>();
  private final List<Doubles.Double> doubles = new ArrayList<>();
  private int looks;
  private int unchanged;
  private int failures;
  private boolean oneByOne;
  private boolean endSeen;
  private Look look;
  private Window window;
  private int page;
  private int pages;

  Poll(Repository repository, Instant begun) {
    this.repository = repository;
    this.begun = begun;
  }

  public Repository repository() {
    return repository;
  }

  /** The call to be made now; null when there is none. */
  public Look look() {
    return look;
  }

  /** Ends that cost a call of their own: after all others. */
  public List<Ended> late() {
    return List.copyOf(late);
  }

  /** Workflow runs that were seen beside ours with the id of the same run. */
  List<Doubles.Double> doubles() {
    return doubles;
  }

  boolean mayLook(Instant now) {
    return looks <= MOST_LOOKS && failures < MOST_FAILURES && now.isBefore(begun.plus(LONGEST));
  }

  void next(Look next) {
    look = next;
    if (next != null) {
      looks++;
    }
  }

  /** GitHub answered 304, which it does not charge. */
  void notModified() {
    unchanged++;
  }

  /** At least one of our runs has ended. */
  void sawEnd() {
    endSeen = true;
  }

  boolean endSeen() {
    return endSeen;
  }

  int calls() {
    return looks + late.size();
  }

  int charged() {
    return calls() - unchanged;
  }

  /** False when there are so many that this one has to wait for the next poll. */
  boolean isLate(Ended ended) {
    return seenToEnd.add(ended.run().runId()) && late.size() < MOST_LATE && late.add(ended);
  }

  /** Has its end been seen already, and been left to the end of this poll or to the next one? */
  boolean hasSeenEndOf(Run run) {
    return seenToEnd.contains(run.runId());
  }

  // --- the window that is being read, page by page

  Window window() {
    return window;
  }

  void begin(Window next) {
    window = next;
    page = 0;
    pages = 1;
  }

  int nextPage() {
    return page + 1;
  }

  /** Are further pages of the window cheaper than a call for each of so many runs? */
  boolean furtherPageIsWorth(long runs) {
    return page < pages && pages - page <= runs;
  }

  void read(FurtherPage answered, long total) {
    if (answered.window().equals(window) && answered.page() > page) {
      page = answered.page();
      pages =
          (int) Math.min(MOST_PAGES, (total + GitHubCalls.PAGE_SIZE - 1) / GitHubCalls.PAGE_SIZE);
    }
  }

  /** The window, or what is left of it, has not shown these: they are looked at by themselves. */
  void endWindow(List<Run> notShown) {
    notShown.forEach(run -> singles.add(run.runId()));
    window = null;
  }

  /** No page is read any more in this poll. */
  void oneByOne() {
    oneByOne = true;
    window = null;
  }

  boolean onlyByItself(Run run) {
    return oneByOne || singles.contains(run.runId());
  }

  void failed() {
    failures++;
  }

  boolean hasFailures() {
    return failures > 0;
  }

  @Override
  public String toString() {
    return repository.toString();
  }
}
