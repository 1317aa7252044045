package dev.portgithub.operator;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetterList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The same operation on many letters of one reason, the oldest first. Each is done in a transaction
 * of its own, and no more than a page of ids is held, so that thousands cost no more memory than
 * one.
 */
final class BulkOperation {
  private static final int MOST = 10_000;
  private static final int PAGE = 100;

  /**
   * This many failures in a row are not the fault of the letters: the store or a route does not
   * work.
   */
  private static final int FAILURES_IN_A_ROW = 3;

  private final DeadLetterList letters;
  private final Map<String, Integer> parkedAgain = new TreeMap<>();
  private int done;
  private int notParked;
  private int failed;
  private int failedInARow;
  private String failure;

  BulkOperation(DeadLetterList letters) {
    this.letters = letters;
  }

  /**
   * @param limit how many letters at most; letters that come meanwhile are left for the next time
   * @return the result, for the operator, in one or a few lines
   */
  String apply(
      String done, String reason, int limit, Function<DeadLetter, OperatorAnswer> operation) {
    long newest = letters.newest();
    long last = 0;
    int left = Math.min(Math.max(limit, 1), MOST);
    while (left > 0 && failedInARow < FAILURES_IN_A_ROW) {
      List<Long> page = letters.parked(reason, last, Math.min(left, PAGE));
      if (page.isEmpty() || page.get(0) > newest) {
        break;
      }
      for (long id : page) {
        if (id <= newest && failedInARow < FAILURES_IN_A_ROW) {
          count(letters.find(id).map(operation).orElseGet(() -> OperatorAnswer.notParked(id)));
        }
      }
      last = page.get(page.size() - 1);
      left -= page.size();
    }
    return last == 0 ? noneOf(reason) : summary(done, reason);
  }

  private void count(OperatorAnswer answer) {
    failedInARow = answer.kind() == OperatorAnswer.Kind.FAILED ? failedInARow + 1 : 0;
    switch (answer.kind()) {
      case DONE -> done++;
      case PARKED_AGAIN -> parkedAgain.merge(answer.why(), 1, Integer::sum);
      case NOT_PARKED, UNKNOWN -> notParked++;
      case FAILED -> {
        failed++;
        failure = answer.text();
      }
    }
  }

  private String noneOf(String reason) {
    List<DeadLetterList.Reason> reasons = letters.reasons();
    return "No dead letter is parked for "
        + reason
        + "; nothing was done. "
        + (reasons.isEmpty()
            ? "None is parked at all."
            : "What is parked: "
                + reasons.stream()
                    .map(known -> known.reason() + " (" + known.letters() + ")")
                    .collect(Collectors.joining(", "))
                + ".");
  }

  private String summary(String verb, String reason) {
    StringBuilder text = new StringBuilder(reason).append(": ").append(done).append(' ');
    text.append(verb).append('.');
    if (!parkedAgain.isEmpty()) {
      text.append(" Parked again: ")
          .append(
              parkedAgain.entrySet().stream()
                  .map(why -> why.getValue() + " for " + why.getKey())
                  .collect(Collectors.joining(", ")))
          .append('.');
    }
    if (notParked > 0) {
      text.append(' ').append(notParked).append(" were not waiting any more.");
    }
    if (failed > 0) {
      text.append(' ').append(failed).append(" failed and stay parked, the last: ").append(failure);
    }
    if (failedInARow >= FAILURES_IN_A_ROW) {
      text.append("\nStopped after ").append(failedInARow).append(" failures in a row.");
    }
    long waiting =
        letters.reasons().stream()
            .filter(known -> known.reason().equals(reason))
            .mapToLong(DeadLetterList.Reason::letters)
            .sum();
    return text.append("\nStill parked for ")
        .append(reason)
        .append(": ")
        .append(waiting)
        .append('.')
        .toString();
  }
}
