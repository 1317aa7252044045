package dev.portgithub.operator;

import dev.portgithub.journal.Entry;
import dev.portgithub.journal.Journal;
import dev.portgithub.pause.Pause;
import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator does to pause a stage, as JMX operations that Hawtio shows. Each is logged:
 * what, by whom, why, and the result.
 */
@ManagedResource(description = "Pauses of stages, for all instances")
public final class Pausing extends OperationsInJmx {
  private static final Logger LOG = LoggerFactory.getLogger(Pausing.class);
  private static final Duration LONGEST_PAUSE = Duration.ofDays(366);

  private final Clock clock;
  private final StagePauses pauses;
  private final Journal journal;

  public Pausing(Clock clock, StagePauses pauses, Journal journal) {
    super("Pauses");
    this.clock = clock;
    this.pauses = pauses;
    this.journal = journal;
  }

  /** As of the last second. */
  public Collection<Pause> list() {
    return pauses.current().values();
  }

  /**
   * Pauses a stage in all instances.
   *
   * @param stage receive, confirm, dispatch, poll or report
   * @param until when it ends by itself; null: when it is resumed
   * @throws IllegalArgumentException in words, when an argument is of no use
   */
  public Pause pause(String stage, String why, Instant until) {
    Stage known = Stage.of(stage);
    String by = CurrentOperator.of(getCamelContext());
    Pause pause =
        journal.record(
            new Entry(by, "pause", about(known), null, why),
            () -> pauses.pause(known, by, why, until),
            Pause::text);
    LOG.info(
        "Pause of stage {}, by {}: {}", known.word(), CurrentOperator.describe(by), pause.text());
    return pause;
  }

  private static String about(Stage stage) {
    return "stage " + stage.word();
  }

  /**
   * Ends the pause of a stage in all instances.
   *
   * @param why may be null
   * @return the pause that ended; empty when the stage was not paused
   * @throws IllegalArgumentException in words, when there is no such stage
   */
  public Optional<Pause> resume(String stage, String why) {
    Stage known = Stage.of(stage);
    String by = CurrentOperator.of(getCamelContext());
    Entry entry = new Entry(by, "resume", about(known), null, why);
    Optional<Pause> ended =
        journal.record(entry, () -> pauses.resume(known), Pausing::outcomeOfResumption);
    LOG.info(
        "Resumption of stage {}{}, by {}: {}",
        known.word(),
        entry.why() == null ? "" : " because \"" + entry.why() + "\"",
        CurrentOperator.describe(by),
        outcomeOfResumption(ended));
    return ended;
  }

  private static String outcomeOfResumption(Optional<Pause> ended) {
    return ended.map(pause -> "it was paused " + pause.text()).orElse("it was not paused");
  }

  @ManagedAttribute(
      description = "The stages that are paused, since when, by whom and why, one per line")
  public String getPaused() {
    return list().stream()
        .map(pause -> pause.stage().word() + " " + pause.text())
        .collect(Collectors.joining("\n"));
  }

  @ManagedOperation(
      description =
          "Pauses a stage in all instances until it is resumed; those who wait for it read the reason (stage, why)")
  public String pause(String stage, String why) {
    return OperatorAnswer.inWords(() -> paused(pause(stage, why, null)));
  }

  /** Not named pause: Jolokia refuses a name with two signatures to callers that give none. */
  @ManagedOperation(
      description =
          "The same, and it ends by itself after so many minutes (stage, why, minutes: at most a year)")
  public String pauseFor(String stage, String why, long minutes) {
    return OperatorAnswer.inWords(
        () -> {
          if (minutes < 1 || minutes > LONGEST_PAUSE.toMinutes()) {
            throw new IllegalArgumentException(
                "Give 1 to %d minutes.".formatted(LONGEST_PAUSE.toMinutes()));
          }
          Instant until = Instant.now(clock).plus(Duration.ofMinutes(minutes));
          return paused(pause(stage, why, until));
        });
  }

  @ManagedOperation(description = "Ends the pause of a stage in all instances (stage)")
  public String resume(String stage) {
    return resumeBecause(stage, null);
  }

  /** Not named resume, for the same reason. */
  @ManagedOperation(description = "The same, and logs why (stage, why)")
  public String resumeBecause(String stage, String why) {
    return OperatorAnswer.inWords(
        () ->
            resume(stage, why)
                .map(pause -> "Stage " + pause.stage().word() + " goes on, in all instances.")
                .orElse("Stage " + Stage.of(stage).word() + " is not paused: nothing was done."));
  }

  private static String paused(Pause pause) {
    return "Stage %s is paused in all instances, %s. What had begun is ended."
        .formatted(pause.stage().word(), pause.text());
  }
}
