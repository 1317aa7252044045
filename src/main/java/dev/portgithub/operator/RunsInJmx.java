package dev.portgithub.operator;

import dev.portgithub.view.RunEvent;
import dev.portgithub.view.RunFilter;
import dev.portgithub.view.RunFilter.Sort;
import dev.portgithub.view.RunSearch;
import dev.portgithub.view.RunStory;
import dev.portgithub.view.SeenRun;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** Runs, what each waits for, and one run's story, as JMX operations that Hawtio shows. */
@ManagedResource(description = "Runs: those that are open, what they wait for, and one run's story")
public final class RunsInJmx extends OperationsInJmx {
  private static final int MOST = 200;

  private final RunSearch search;
  private final RunStory stories;

  public RunsInJmx(RunSearch search, RunStory stories) {
    super("Runs");
    this.search = search;
    this.stories = stories;
  }

  @ManagedAttribute(description = "How many runs are in each open state, one per line")
  public String getOpen() {
    return search.counts().entrySet().stream()
        .map(state -> state.getKey() + ": " + state.getValue())
        .collect(Collectors.joining("\n"));
  }

  @ManagedOperation(
      description =
          "The oldest open runs and what they wait for, one per line (limit: at most 200)")
  public String list(int limit) {
    return lines(RunFilter.open(Math.min(Math.max(limit, 1), MOST)));
  }

  @ManagedOperation(
      description =
          "Runs, also ended ones, by the beginning of their id or the number of their workflow run (text)")
  public String find(String text) {
    return text == null || text.isBlank()
        ? "Give the beginning of a run id, or the number of a workflow run."
        : lines(
            new RunFilter(
                null, null, null, null, null, text.strip(), false, Sort.YOUNGEST_FIRST, 0, MOST));
  }

  @ManagedOperation(description = "What happened with a run, one thing per line (run id)")
  public String story(String runId) {
    return search
        .find(String.valueOf(runId))
        .map(run -> line(run) + "\n" + told(run.run().runId()))
        .orElse("There is no run " + runId + " here.");
  }

  private String told(String runId) {
    return stories.of(runId).stream()
        .flatMap(story -> story.events().stream())
        .map(RunsInJmx::line)
        .collect(Collectors.joining("\n"));
  }

  private String lines(RunFilter filter) {
    return search.find(filter).runs().stream()
        .map(RunsInJmx::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(SeenRun seen) {
    String line =
        "%s %s %s since %s (%s)"
            .formatted(
                seen.run().runId(),
                seen.run().state(),
                seen.run().target(),
                seen.run().acceptedAt(),
                seen.run().action());
    return seen.waitsFor() == null
        ? line
        : "%s: %s%s"
            .formatted(
                line,
                seen.waitsFor().sentence(),
                seen.waitsFor().until() == null ? "" : " Until " + seen.waitsFor().until() + ".");
  }

  private static String line(RunEvent event) {
    String by = event.by() == null ? "" : " by " + event.by();
    String kind = event.kind().toLowerCase(Locale.ROOT);
    return "%s %s%s: %s".formatted(event.at(), kind, by, event.text());
  }
}
