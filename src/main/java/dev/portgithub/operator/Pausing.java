package dev.portgithub.operator;

import dev.portgithub.pause.Pause;
import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
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
public final class Pausing implements CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(Pausing.class);
  private static final int LONGEST_WHY = 500;
  private static final Duration LONGEST_PAUSE = Duration.ofDays(366);

  private final Clock clock;
  private final StagePauses pauses;
  private CamelContext camel;

  public Pausing(Clock clock, StagePauses pauses) {
    this.clock = clock;
    this.pauses = pauses;
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
    String by = CurrentOperator.of(camel);
    Pause pause = pauses.pause(Stage.of(stage), by, why, until);
    LOG.info(
        "Pause of stage {}, by {}: {}",
        pause.stage().word(),
        CurrentOperator.describe(by),
        pause.text());
    return pause;
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
    String by = CurrentOperator.of(camel);
    Optional<Pause> ended = pauses.resume(known);
    String because = why == null || why.isBlank() ? "" : ", because \"" + line(why) + "\"";
    LOG.info(
        "Resumption of stage {}{}, by {}: {}",
        known.word(),
        because,
        CurrentOperator.describe(by),
        ended.map(pause -> "it was paused " + pause.text()).orElse("it was not paused"));
    return ended;
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
    return answer(() -> paused(pause(stage, why, null)));
  }

  /** Not named pause: Jolokia refuses a name with two signatures to callers that give none. */
  @ManagedOperation(
      description =
          "The same, and it ends by itself after so many minutes (stage, why, minutes: at most a year)")
  public String pauseFor(String stage, String why, long minutes) {
    return answer(
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
    return answer(
        () ->
            resume(stage, why)
                .map(pause -> "Stage " + pause.stage().word() + " goes on, in all instances.")
                .orElse("Stage " + Stage.of(stage).word() + " is not paused: nothing was done."));
  }

  private static String paused(Pause pause) {
    return "Stage %s is paused in all instances, %s. What had begun is ended."
        .formatted(pause.stage().word(), pause.text());
  }

  /** What is wrong with an argument is an answer, and no stack trace in Hawtio. */
  private static String answer(Supplier<String> operation) {
    try {
      return operation.get();
    } catch (IllegalArgumentException e) {
      return e.getMessage() + " Nothing was done.";
    }
  }

  private static String line(String why) {
    return Texts.line(why, LONGEST_WHY);
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    camel = camelContext;
    OperationsInJmx.register(this, "Pauses", camelContext);
  }
}
