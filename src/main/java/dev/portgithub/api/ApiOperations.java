package dev.portgithub.api;

import dev.portgithub.journal.Journal;
import dev.portgithub.journal.Operation;
import java.time.Instant;
import java.util.List;

/** Answers who did what. */
public final class ApiOperations {
  private final Journal journal;

  public ApiOperations(Journal journal) {
    this.journal = journal;
  }

  /** An operation; the outcome is null while it is being done, or when it was cut off. */
  record OperationAnswer(
      Instant at, String by, String what, String about, String runId, String why, String outcome) {
    static OperationAnswer of(Operation operation) {
      return new OperationAnswer(
          operation.doneAt(),
          operation.doneBy(),
          operation.what(),
          operation.about(),
          operation.runId(),
          operation.why(),
          operation.outcome());
    }
  }

  /** A page of operations. */
  record Page(List<OperationAnswer> operations, int page, int size, boolean more) {}

  /** Operation listOperations. */
  public Page list(ApiRequest request) {
    int page = request.number("page");
    int size = request.number("size");
    List<OperationAnswer> found =
        journal.latest(page * size, size + 1).stream().map(OperationAnswer::of).toList();
    return new Page(
        found.subList(0, Math.min(size, found.size())), page, size, found.size() > size);
  }
}
