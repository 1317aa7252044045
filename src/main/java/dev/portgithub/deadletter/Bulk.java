package dev.portgithub.deadletter;

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
final class Bulk {
  private static final int MOST = 10_000;
  private static final int PAGE = 100;

  /** So many in a row are no matter of the letters: the store is away, or the routes are. */
  private static final int FAILURES_IN_A_ROW = 3;

  private final DeadLetters deadLetters;
  private final Map<String, Integer> parkedAgain = new TreeMap<>();
  private int done;
  private int notParked;
  private int failed;
  private int failedInARow;
  private String failure;

  Bulk(DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
  }

  /**
   * @param limit how many letters at most; letters that come meanwhile are left for the next time
   * @return what came of it, for the operator, in one or few lines
   */
  String apply(
      String done, String reason, int limit, Function<DeadLetters.DeadLetter, Answer> operation) {
    long newest = deadLetters.newest();
    long last = 0;
    int left = Math.min(Math.max(limit, 1), MOST);
    while (left > 0 && failedInARow < FAILURES_IN_A_ROW) {
      List<Long> page = deadLetters.parked(reason, last, Math.min(left, PAGE));
      if (page.isEmpty() || page.get(0) > newest) {
        break;
      }
      for (long id : page) {
        if (id <= newest && failedInARow < FAILURES_IN_A_ROW) {
          count(deadLetters.find(id).map(operation).orElseGet(() -> Answer.notParked(id)));
        }
      }
      last = page.get(page.size() - 1);
      left -= page.size();
    }
    return last == 0 ? noneOf(reason) : summary(done, reason);
  }

  private void count(Answer answer) {
    failedInARow = answer.kind() == Answer.Kind.FAILED ? failedInARow + 1 : 0;
    switch (answer.kind()) {
      case DONE -> done++;
      case PARKED_AGAIN -> parkedAgain.merge(answer.why(), 1, Integer::sum);
      case NOT_PARKED -> notParked++;
      case FAILED -> {
        failed++;
        failure = answer.text();
      }
    }
  }

  private String noneOf(String reason) {
    List<DeadLetters.Reason> reasons = deadLetters.reasons();
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
      text.append(' ').append(notParked).append(" did not wait any more.");
    }
    if (failed > 0) {
      text.append(' ').append(failed).append(" failed and stay parked, the last: ").append(failure);
    }
    if (failedInARow >= FAILURES_IN_A_ROW) {
      text.append("\nStopped after ").append(failedInARow).append(" failures in a row.");
    }
    long waiting =
        deadLetters.reasons().stream()
            .filter(known -> known.reason().equals(reason))
            .mapToLong(DeadLetters.Reason::letters)
            .sum();
    return text.append("\nStill parked for ")
        .append(reason)
        .append(": ")
        .append(waiting)
        .append('.')
        .toString();
  }
}
