package dev.portgithub.api;

import dev.portgithub.api.RunAnswer.Event;
import dev.portgithub.run.RunState;
import dev.portgithub.view.LetterList;
import dev.portgithub.view.RunFilter;
import dev.portgithub.view.RunFilter.Sort;
import dev.portgithub.view.RunSearch;
import dev.portgithub.view.RunStory;
import dev.portgithub.view.SeenRun;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Answers what is asked about runs. */
public final class ApiRuns {
  private static final int MOST_RECORDS = 10;

  private final Clock clock;
  private final RunSearch search;
  private final RunStory stories;
  private final LetterList letters;
  private final PortPage port;

  public ApiRuns(
      Clock clock, RunSearch search, RunStory stories, LetterList letters, PortPage port) {
    this.clock = clock;
    this.search = search;
    this.stories = stories;
    this.letters = letters;
    this.port = port;
  }

  /** A page of runs. */
  record Page(
      List<RunAnswer> runs,
      int page,
      int size,
      boolean more,
      boolean truncated,
      List<ParkedRecord> parkedRecords) {}

  /** A parked record is no run, but may claim to be the one that somebody looks for. */
  record ParkedRecord(long deadLetterId, String claimedRunId, String reason) {}

  /** Operation listRuns. */
  public Page list(ApiRequest request) {
    Instant now = Instant.now(clock);
    int page = request.number("page");
    int size = request.number("size");
    if ((page + 1) * size > RunSearch.FURTHEST) {
      throw ApiRefused.argument(
          "Only the first %d runs can be paged through; filter them instead."
              .formatted(RunSearch.FURTHEST));
    }
    RunSearch.Page found = search.find(filter(request, now));
    return new Page(
        found.runs().stream().map(run -> RunAnswer.of(run, port, now)).toList(),
        page,
        size,
        found.more(),
        found.truncated(),
        request.given("text") == null ? List.of() : parkedRecords(request.given("text")));
  }

  private List<ParkedRecord> parkedRecords(String text) {
    return letters.find(new LetterList.Filter("PARKED", null, null, text, 0, MOST_RECORDS)).stream()
        .filter(letter -> letter.claimedRunId() != null)
        .map(letter -> new ParkedRecord(letter.id(), letter.claimedRunId(), letter.reason()))
        .toList();
  }

  private static RunFilter filter(ApiRequest request, Instant now) {
    RunState state = request.constant("state", RunState.class);
    String text = request.given("text");
    // Whoever looks for a certain run wants to see it, whatever became of it.
    boolean open = request.flag("open").orElse(text == null && (state == null || !state.isEnded()));
    return new RunFilter(
        state,
        request.seconds("age").map(now::minus).orElse(null),
        request.given("organisation"),
        request.given("repository"),
        request.given("action"),
        text,
        open,
        sort(request.given("sort")),
        request.number("page") * request.number("size"),
        request.number("size"));
  }

  private static Sort sort(String name) {
    return switch (name) {
      case "age" -> Sort.YOUNGEST_FIRST;
      case "repository" -> Sort.REPOSITORY;
      case "action" -> Sort.ACTION;
      case "state" -> Sort.STATE;
      default -> Sort.OLDEST_FIRST;
    };
  }

  /** Operation readRun. */
  public RunAnswer.Whole read(ApiRequest request) {
    String runId = request.given("runId");
    SeenRun seen = search.find(runId).orElseThrow(() -> unknown(runId));
    RunStory.Told told = stories.of(runId).orElseThrow(() -> unknown(runId));
    RunAnswer run = RunAnswer.of(seen, port, Instant.now(clock));
    return new RunAnswer.Whole(
        run,
        told.events().stream().map(event -> Event.of(event, run)).toList(),
        told.cut(),
        seen.run().topic(),
        seen.run().kafkaPartition(),
        seen.run().kafkaOffset(),
        new RunAnswer.Reports(told.waiting(), told.delivered()));
  }

  private static ApiRefused unknown(String runId) {
    return new ApiRefused(
        404,
        "There is no run %s here: it has not arrived, or ended so long ago that it was deleted."
            .formatted(runId));
  }
}
