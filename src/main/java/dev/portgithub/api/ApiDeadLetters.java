package dev.portgithub.api;

import dev.portgithub.deadletter.DeadLetterList;
import dev.portgithub.operator.LetterOperations;
import dev.portgithub.operator.OperatorAnswer;
import dev.portgithub.view.LetterList;
import dev.portgithub.view.LetterList.Letter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers what is asked about dead letters, and has operators operate on them. */
public final class ApiDeadLetters {
  private final LetterList list;
  private final DeadLetterList letters;
  private final LetterOperations operations;

  public ApiDeadLetters(LetterList list, DeadLetterList letters, LetterOperations operations) {
    this.list = list;
    this.letters = letters;
    this.operations = operations;
  }

  /** A letter, with the members that the description names. */
  record LetterAnswer(
      long id,
      String status,
      String stage,
      String reason,
      String message,
      String remedy,
      String runId,
      String claimedRunId,
      int attempts,
      Instant parkedAt,
      Instant settledAt,
      String topic,
      Integer partition,
      Long offset,
      List<String> operations) {}

  /** A page of letters. */
  record Page(List<LetterAnswer> deadLetters, int page, int size, boolean more) {}

  /** What letters are parked for. */
  record Reason(String stage, String reason, long count, Instant oldest) {}

  /** Operation listDeadLetters. */
  public Page list(ApiRequest request) {
    int page = request.number("page");
    int size = request.number("size");
    if ((page + 1) * size > LetterList.MOST_READ) {
      throw ApiRefused.argument(
          "Only the first %d letters can be paged through; filter them instead."
              .formatted(LetterList.MOST_READ));
    }
    List<Letter> found =
        list.find(
            new LetterList.Filter(
                request.given("status"),
                request.given("stage"),
                request.given("reason"),
                request.given("text"),
                page * size,
                size));
    List<LetterAnswer> shown = found.stream().limit(size).map(ApiDeadLetters::answer).toList();
    return new Page(shown, page, size, found.size() > size);
  }

  private static LetterAnswer answer(Letter letter) {
    return new LetterAnswer(
        letter.id(),
        letter.status(),
        letter.stage(),
        letter.reason(),
        letter.message(),
        letter.remedy(),
        letter.runId(),
        letter.claimedRunId(),
        letter.attempts(),
        letter.parkedAt(),
        letter.settledAt(),
        letter.topic(),
        letter.kafkaPartition(),
        letter.kafkaOffset(),
        operations(letter));
  }

  private static List<String> operations(Letter letter) {
    List<String> possible = new ArrayList<>();
    if (letter.status().equals("PARKED")) {
      possible.add("replay");
      if (letter.adoptable()) {
        possible.add("adopt");
      }
      possible.add("discard");
      if (letter.runId() != null) {
        possible.add("end-in-port");
      }
    }
    return possible;
  }

  /** Operation listReasons. */
  public Map<String, List<Reason>> reasons() {
    return Map.of(
        "reasons",
        letters.reasons().stream()
            .map(each -> new Reason(each.stage(), each.reason(), each.letters(), each.oldest()))
            .toList());
  }

  /** Operations replayDeadLetter, adoptWorkflowRun and discardDeadLetter. */
  public Map<String, String> operate(ApiRequest request) {
    long id = request.longNumber("id");
    String why = request.given("why");
    OperatorAnswer answer =
        switch (request.operation()) {
          case "replayDeadLetter" -> operations.replay(id, why);
          case "adoptWorkflowRun" -> operations.adopt(id, request.longNumber("workflowRunId"), why);
          default -> operations.discard(id, why);
        };
    return switch (answer.kind()) {
      case DONE, PARKED_AGAIN -> Map.of("answer", answer.text());
      case UNKNOWN -> throw new ApiRefused(404, answer.text());
      case NOT_PARKED, FAILED -> throw new ApiRefused(409, answer.text());
    };
  }
}
