package dev.portgithub.operator;

import dev.portgithub.preflight.Misfits;
import java.util.stream.Collectors;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** Actions that no longer fit their workflows, as a JMX operation that Hawtio shows. */
@ManagedResource(description = "Actions that no longer fit their workflows")
public final class MisfitsInJmx extends OperationsInJmx {
  private final Misfits misfits;

  public MisfitsInJmx(Misfits misfits) {
    super("Misfits");
    this.misfits = misfits;
  }

  @ManagedOperation(
      description =
          "Actions whose runs were refused since they do not fit their workflows, the last seen first (limit: at most 200)")
  public String list(int limit) {
    return misfits.list(limit).stream().map(MisfitsInJmx::line).collect(Collectors.joining("\n"));
  }

  private static String line(Misfits.Seen seen) {
    return "%s: %s, %d times, last at %s (run %s): %s"
        .formatted(
            seen.action().isEmpty() ? "an action without a name" : seen.action(),
            seen.workflow(),
            seen.times(),
            seen.seenAt(),
            seen.runId(),
            seen.sentence());
  }
}
