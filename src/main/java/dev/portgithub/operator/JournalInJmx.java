package dev.portgithub.operator;

import dev.portgithub.journal.Journal;
import dev.portgithub.journal.Operation;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** Who did what, as JMX operations that Hawtio shows, one operation per line. */
@ManagedResource(description = "What operators did: who, what, to what, why, and what came of it")
public final class JournalInJmx extends OperationsInJmx {
  private final Journal journal;

  public JournalInJmx(Journal journal) {
    super("Journal");
    this.journal = journal;
  }

  @ManagedOperation(description = "The latest operations, the latest first (limit: at most 200)")
  public String list(int limit) {
    return lines(journal.latest(0, Math.min(limit, Journal.MOST)));
  }

  @ManagedOperation(description = "The operations about a run, the first one first (run id)")
  public String listAbout(String runId) {
    return lines(journal.about(runId));
  }

  private static String lines(List<Operation> operations) {
    return operations.stream().map(JournalInJmx::line).collect(Collectors.joining("\n"));
  }

  private static String line(Operation operation) {
    return "%s %s: %s, %s%s: %s"
        .formatted(
            operation.doneAt(),
            operation.doneBy(),
            operation.what(),
            operation.about(),
            operation.why() == null ? "" : ", because \"" + operation.why() + "\"",
            operation.outcome() == null ? "under way, or cut off" : operation.outcome());
  }
}
