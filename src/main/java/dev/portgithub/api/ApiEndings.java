package dev.portgithub.api;

import dev.portgithub.operator.LetterOperations;
import dev.portgithub.operator.OperatorAnswer;
import java.util.Map;

/** Ends runs in Port. */
public final class ApiEndings {
  private final LetterOperations operations;

  public ApiEndings(LetterOperations operations) {
    this.operations = operations;
  }

  /** Operation endInPort. */
  public Map<String, String> end(ApiRequest request) {
    try {
      return answer(
          operations.endInPort(
              request.longNumber("id"), request.given("status"), request.given("sentence")));
    } catch (IllegalArgumentException e) {
      throw ApiRefused.argument(e.getMessage());
    }
  }

  /** What an operation has done, or why it could not. */
  static Map<String, String> answer(OperatorAnswer answer) {
    return switch (answer.kind()) {
      case DONE, PARKED_AGAIN -> Map.of("answer", answer.text());
      case UNKNOWN -> throw new ApiRefused(404, answer.text());
      case NOT_PARKED, FAILED -> throw new ApiRefused(409, answer.text());
    };
  }
}
