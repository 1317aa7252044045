package dev.portgithub.operator;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetterList;
import dev.portgithub.run.Texts;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator does with dead letters, as JMX operations that Hawtio shows. No answer holds a
 * record or an input. What changes something is logged: which letter, what, by whom, and the
 * result.
 */
@ManagedResource(description = "Dead letters: list, replay, adopt and discard")
public final class Operations implements CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
  private static final int LONGEST_WHY = 500;
  private static final int LONGEST_NAME = 100;

  private final DeadLetterList letters;
  private final Replays replays;
  private final Adoptions adoptions;
  private CamelContext camel;
  private OperatorRoutes routes;

  public Operations(DeadLetterList letters, Replays replays, Adoptions adoptions) {
    this.letters = letters;
    this.replays = replays;
    this.adoptions = adoptions;
  }

  @ManagedAttribute(description = "How many dead letters wait for an operator")
  public long getParked() {
    return letters.countParked();
  }

  @ManagedOperation(
      description = "The oldest dead letters that wait, one per line (limit: at most 1000)")
  public String list(int limit) {
    return letters.parked(Math.min(Math.max(limit, 1), 1000)).stream()
        .map(Operations::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(DeadLetter letter) {
    return "#%d %s %s/%s (%s, attempts %d): %s %s"
        .formatted(
            letter.id(),
            letter.parkedAt(),
            letter.stage(),
            letter.reason(),
            letter.about(),
            letter.attempts(),
            letter.message(),
            letter.remedy());
  }

  @ManagedOperation(description = "What letters are parked for: stage/reason, how many, the oldest")
  public String reasons() {
    return letters.reasons().stream().map(Operations::line).collect(Collectors.joining("\n"));
  }

  private static String line(DeadLetterList.Reason reason) {
    return "%s/%s: %d, the oldest from %s"
        .formatted(reason.stage(), reason.reason(), reason.letters(), reason.oldest());
  }

  @ManagedOperation(
      description = "Puts a dead letter back to work; a started run is never started again (id)")
  public String replay(long id) {
    return operate("replay", id, this::replay);
  }

  @ManagedOperation(
      description =
          "Replays the oldest letters of a reason, one after the other (reason, limit: at most 10000)")
  public String replayAll(String reason, int limit) {
    return operateOnAll("replay", reason, limit, this::replay);
  }

  @ManagedOperation(
      description =
          "Discards the oldest letters of a reason, one after the other (reason, limit: at most 10000)")
  public String discardAll(String reason, int limit) {
    return operateOnAll("discard", reason, limit, replays::discard);
  }

  @ManagedOperation(
      description =
          "Names the workflow run of a run that could not be located; GitHub is asked first whether it can be"
              + " that one (id, GitHub's workflow run id)")
  public String adopt(long id, long workflowRunId) {
    return operate(
        "adopt workflow run " + workflowRunId,
        id,
        letter ->
            letter.isAboutRun()
                ? adoptions.adopt(letter, workflowRunId, call -> routes.askGitHub(call))
                : OperatorAnswer.outdated(unknown(id)));
  }

  @ManagedOperation(
      description =
          "Settles a dead letter without doing anything; the run in Port stays as it is (id)")
  public String discard(long id) {
    return operate("discard", id, replays::discard);
  }

  /** Not named discard: Jolokia refuses a name with two signatures to callers that give none. */
  @ManagedOperation(
      description =
          "Settles a dead letter without doing anything, and logs why; the run in Port stays as it is (id, why)")
  public String discardBecause(long id, String why) {
    String because = why == null ? "" : Texts.line(why, LONGEST_WHY);
    return operate(
        because.isEmpty() ? "discard" : "discard because \"" + because + "\"",
        id,
        replays::discard);
  }

  private String operate(String what, long id, Function<DeadLetter, OperatorAnswer> operation) {
    Optional<DeadLetter> letter = letters.find(id);
    if (letter.isEmpty()) {
      LOG.info("Dead letter {}: {}, by {}: there is no such letter", id, what, who());
      return unknown(id);
    }
    return logged(what, operation).apply(letter.get()).text();
  }

  private Function<DeadLetter, OperatorAnswer> logged(
      String what, Function<DeadLetter, OperatorAnswer> operation) {
    return letter -> {
      OperatorAnswer answer;
      try {
        answer = operation.apply(letter);
      } catch (RuntimeException e) {
        log(letter, what, "failed: " + Texts.line(String.valueOf(e.getMessage()), LONGEST_WHY));
        throw e;
      }
      log(letter, what, answer.text());
      return answer;
    };
  }

  private void log(DeadLetter letter, String what, String outcome) {
    LOG.info(
        "Dead letter {} ({}/{}, {}): {}, by {}: {}",
        letter.id(),
        letter.stage(),
        letter.reason(),
        letter.about(),
        what,
        who(),
        outcome);
  }

  private String operateOnAll(
      String what, String reason, int limit, Function<DeadLetter, OperatorAnswer> operation) {
    String named = reason == null ? "" : Texts.line(reason, LONGEST_NAME);
    LOG.info("Dead letters: {}All of {}, at most {}, by {}: begins", what, named, limit, who());
    String outcome =
        new BulkOperation(letters).apply(what + "ed", named, limit, logged(what, operation));
    LOG.info(
        "Dead letters: {}All of {}, by {}: {}", what, named, who(), outcome.replace('\n', ' '));
    return outcome;
  }

  private String who() {
    return CurrentOperator.describe(CurrentOperator.of(camel));
  }

  private OperatorAnswer replay(DeadLetter letter) {
    if (letter.runId() != null) {
      return replays.replay(letter);
    }
    return letter.isParked() ? routes.replayRecord(letter) : OperatorAnswer.notParked(letter.id());
  }

  private static String unknown(long id) {
    return "There is no dead letter " + id + " for this operation.";
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camel = camelContext;
    this.routes = new OperatorRoutes(camelContext, letters);
    OperationsInJmx.register(this, "DeadLetters", camelContext);
  }
}
