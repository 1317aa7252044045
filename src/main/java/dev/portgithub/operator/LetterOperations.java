package dev.portgithub.operator;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetterList;
import dev.portgithub.journal.Entry;
import dev.portgithub.journal.Journal;
import dev.portgithub.run.Texts;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator does with dead letters. Each operation is logged and stands in the journal, also
 * when it came to nothing: which letter, what, by whom, why, and the result.
 */
public final class LetterOperations implements CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(LetterOperations.class);
  private static final int LONGEST_WHY = 500;
  private static final int LONGEST_NAME = 100;

  private final DeadLetterList letters;
  private final Replays replays;
  private final Adoptions adoptions;
  private final Endings endings;
  private final Journal journal;
  private CamelContext camel;
  private OperatorRoutes routes;

  public LetterOperations(
      DeadLetterList letters,
      Replays replays,
      Adoptions adoptions,
      Endings endings,
      Journal journal) {
    this.letters = letters;
    this.replays = replays;
    this.adoptions = adoptions;
    this.endings = endings;
    this.journal = journal;
  }

  /** An operation as an operator asked for it. */
  private record Asked(String what, String why, String by) {
    String text() {
      return why.isEmpty() ? what : what + " because \"" + why + "\"";
    }
  }

  private Asked asked(String what, String why) {
    return new Asked(
        what, why == null ? "" : Texts.line(why, LONGEST_WHY), CurrentOperator.of(camel));
  }

  /**
   * Puts a letter back to work; a started run is never started again.
   *
   * @param why may be null, as for all of these
   */
  public OperatorAnswer replay(long id, String why) {
    return operate(asked("replay", why), id, this::replay);
  }

  /** Names the workflow run of a parked run; GitHub is asked first whether it can be that one. */
  public OperatorAnswer adopt(long id, long workflowRunId, String why) {
    return operate(
        asked("adopt workflow run " + workflowRunId, why),
        id,
        letter ->
            letter.isAboutRun()
                ? adoptions.adopt(letter, workflowRunId, call -> routes.askGitHub(call))
                : OperatorAnswer.unknown(id));
  }

  /** Settles a letter without doing anything. */
  public OperatorAnswer discard(long id, String why) {
    return operate(asked("discard", why), id, replays::discard);
  }

  /**
   * Ends the letter's run in Port.
   *
   * @param status FAILURE or SUCCESS
   * @param sentence that developers read in Port
   * @throws IllegalArgumentException in words, when one of the two is of no use
   */
  public OperatorAnswer endInPort(long id, String status, String sentence) {
    Endings.Verdict verdict = Endings.Verdict.of(status, sentence);
    Asked asked = asked("end in Port as " + verdict.status(), sentence);
    return operate(asked, id, letter -> endings.end(letter, verdict, asked.by()));
  }

  /** Replays the oldest letters of a reason; the result for the operator. */
  public String replayAll(String reason, int limit, String why) {
    return operateOnAll(asked("replay", why), reason, limit, this::replay);
  }

  /** Discards the oldest letters of a reason; the result for the operator. */
  public String discardAll(String reason, int limit, String why) {
    return operateOnAll(asked("discard", why), reason, limit, replays::discard);
  }

  private OperatorAnswer operate(
      Asked asked, long id, Function<DeadLetter, OperatorAnswer> operation) {
    Optional<DeadLetter> letter = letters.find(id);
    if (letter.isPresent()) {
      return recorded(asked, operation).apply(letter.get());
    }
    LOG.info(
        "Dead letter {}: {}, by {}: there is no such letter",
        id,
        asked.text(),
        CurrentOperator.describe(asked.by()));
    Entry entry = new Entry(asked.by(), asked.what(), "dead letter " + id, null, asked.why());
    return journal.record(entry, () -> OperatorAnswer.unknown(id), OperatorAnswer::text);
  }

  private Function<DeadLetter, OperatorAnswer> recorded(
      Asked asked, Function<DeadLetter, OperatorAnswer> operation) {
    return letter -> {
      Entry entry =
          new Entry(asked.by(), asked.what(), describe(letter), letter.runId(), asked.why());
      try {
        OperatorAnswer answer =
            journal.record(entry, () -> operation.apply(letter), OperatorAnswer::text);
        log(letter, asked, answer.text());
        return answer;
      } catch (RuntimeException e) {
        log(letter, asked, "failed: " + Texts.line(String.valueOf(e.getMessage()), LONGEST_WHY));
        throw e;
      }
    };
  }

  private static String describe(DeadLetter letter) {
    return "dead letter %d (%s/%s, %s)"
        .formatted(letter.id(), letter.stage(), letter.reason(), letter.about());
  }

  private static void log(DeadLetter letter, Asked asked, String outcome) {
    LOG.info(
        "Dead letter {} ({}/{}, {}): {}, by {}: {}",
        letter.id(),
        letter.stage(),
        letter.reason(),
        letter.about(),
        asked.text(),
        CurrentOperator.describe(asked.by()),
        outcome);
  }

  private String operateOnAll(
      Asked asked, String reason, int limit, Function<DeadLetter, OperatorAnswer> operation) {
    String named = reason == null ? "" : Texts.line(reason, LONGEST_NAME);
    String by = CurrentOperator.describe(asked.by());
    LOG.info(
        "Dead letters: {}All of {}, at most {}, by {}: begins", asked.what(), named, limit, by);
    String about = "letters parked for %s, at most %d".formatted(named, limit);
    Entry entry = new Entry(asked.by(), asked.what() + "All", about, null, asked.why());
    String outcome =
        journal.record(
            entry,
            () ->
                new BulkOperation(letters)
                    .apply(asked.what() + "ed", named, limit, recorded(asked, operation)),
            text -> text);
    LOG.info(
        "Dead letters: {}All of {}, by {}: {}",
        asked.what(),
        named,
        by,
        outcome.replace('\n', ' '));
    return outcome;
  }

  private OperatorAnswer replay(DeadLetter letter) {
    if (letter.runId() != null) {
      return replays.replay(letter);
    }
    return letter.isParked() ? routes.replayRecord(letter) : OperatorAnswer.notParked(letter.id());
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camel = camelContext;
    this.routes = new OperatorRoutes(camelContext, letters);
  }
}
