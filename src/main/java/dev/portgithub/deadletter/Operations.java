package dev.portgithub.deadletter;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Stored;
import dev.portgithub.store.Seal.SealBroken;
import java.io.IOException;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/**
 * What an operator does with dead letters, as JMX operations that Hawtio shows. No answer holds a
 * record or an input.
 */
@ManagedResource(description = "Dead letters: list, replay, adopt and discard")
public final class Operations implements CamelContextAware {
  private final DeadLetters deadLetters;
  private final Replays replays;
  private CamelContext camel;

  public Operations(DeadLetters deadLetters, Replays replays) {
    this.deadLetters = deadLetters;
    this.replays = replays;
  }

  @ManagedAttribute(description = "How many dead letters wait for an operator")
  public long getParked() {
    return deadLetters.countParked();
  }

  @ManagedOperation(
      description = "The oldest dead letters that wait, one a line (limit: at most 1000)")
  public String list(int limit) {
    return deadLetters.parked(Math.min(Math.max(limit, 1), 1000)).stream()
        .map(Operations::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(DeadLetters.DeadLetter letter) {
    String about =
        letter.runId() != null
            ? "run " + letter.runId()
            : "record "
                + letter.topic()
                + "-"
                + letter.kafkaPartition()
                + "@"
                + letter.kafkaOffset();
    return "#%d %s %s/%s (%s, attempts %d): %s %s"
        .formatted(
            letter.id(),
            letter.parkedAt(),
            letter.stage(),
            letter.reason(),
            about,
            letter.attempts(),
            letter.message(),
            letter.remedy());
  }

  @ManagedOperation(description = "What letters are parked for: stage/reason, how many, the oldest")
  public String reasons() {
    return deadLetters.reasons().stream().map(Operations::line).collect(Collectors.joining("\n"));
  }

  private static String line(DeadLetters.Reason reason) {
    return "%s/%s: %d, the oldest from %s"
        .formatted(reason.stage(), reason.reason(), reason.letters(), reason.oldest());
  }

  @ManagedOperation(
      description = "Puts a dead letter back to work; a started run is never started again (id)")
  public String replay(long id) {
    return deadLetters.find(id).map(this::replay).map(Answer::text).orElseGet(() -> unknown(id));
  }

  @ManagedOperation(
      description =
          "Replays the oldest letters of a reason, one after the other (reason, limit: at most 10000)")
  public String replayAll(String reason, int limit) {
    return new Bulk(deadLetters).apply("replayed", reason, limit, this::replay);
  }

  @ManagedOperation(
      description =
          "Discards the oldest letters of a reason, one after the other (reason, limit: at most 10000)")
  public String discardAll(String reason, int limit) {
    return new Bulk(deadLetters).apply("discarded", reason, limit, replays::discard);
  }

  private Answer replay(DeadLetters.DeadLetter letter) {
    if (letter.runId() != null) {
      return replays.replay(letter);
    }
    return letter.status().equals(DeadLetters.PARKED)
        ? replayRecord(letter)
        : Answer.notParked(letter.id());
  }

  private Answer replayRecord(DeadLetters.DeadLetter letter) {
    try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
      ReceivedRecord record = deadLetters.record(letter.id()).orElseThrow();
      var answer =
          template
              .to("direct:replay-record")
              .withBody(record)
              .withVariable("deadLetter", letter)
              .send();
      return answer.getException() == null
          ? validated(letter, answer.getMessage().getBody(Stored.class))
          : notReplayed(letter, answer.getException());
    } catch (IOException | SealBroken e) {
      return notReplayed(letter, e);
    }
  }

  private Answer validated(DeadLetters.DeadLetter letter, Stored outcome) {
    String text =
        "The record of dead letter "
            + letter.id()
            + " was validated again: "
            + outcome.word()
            + ".";
    return switch (outcome) {
      case SETTLED_MEANWHILE ->
          Answer.outdated(
              "Dead letter "
                  + letter.id()
                  + " was replayed or settled by somebody else meanwhile: nothing was done.");
      case PARKED ->
          Answer.parkedAgain(
              text, deadLetters.find(letter.id()).map(DeadLetters.DeadLetter::reason).orElse(""));
      default -> Answer.done(text);
    };
  }

  private static Answer notReplayed(DeadLetters.DeadLetter letter, Exception failure) {
    return Answer.failed(
        "Dead letter " + letter.id() + " could not be replayed: " + failure.getMessage());
  }

  @ManagedOperation(
      description =
          "Names the workflow run of a run that could not be located (id, GitHub's workflow run id)")
  public String adopt(long id, long workflowRunId) {
    return deadLetters
        .find(id)
        .filter(letter -> letter.runId() != null && letter.reportId() == null)
        .map(letter -> replays.adopt(letter, workflowRunId))
        .map(Answer::text)
        .orElseGet(() -> unknown(id));
  }

  @ManagedOperation(
      description =
          "Settles a dead letter without doing anything; the run in Port stays as it is (id)")
  public String discard(long id) {
    return deadLetters
        .find(id)
        .map(replays::discard)
        .map(Answer::text)
        .orElseGet(() -> unknown(id));
  }

  private static String unknown(long id) {
    return "There is no dead letter " + id + " for this operation.";
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  /**
   * Beans of YAML files are made before JMX is up, and twice: the one that serves registers when
   * Camel has started.
   */
  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camel = camelContext;
    try {
      camelContext.addStartupListener(
          (context, alreadyStarted) -> {
            var agent = context.getManagementStrategy().getManagementAgent();
            var name =
                new ObjectName(
                    "org.apache.camel:context="
                        + context.getManagementName()
                        + ",type=services,name=DeadLetters");
            if (agent != null && !agent.isRegistered(name)) {
              agent.register(this, name);
            }
          });
    } catch (Exception e) {
      throw new IllegalStateException(
          "The dead letter operations cannot be registered with JMX", e);
    }
  }
}
