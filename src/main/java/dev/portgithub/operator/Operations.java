package dev.portgithub.operator;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetterList;
import java.util.stream.Collectors;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/**
 * What an operator does with dead letters, as JMX operations that Hawtio shows. No answer holds a
 * record or an input.
 *
 * <p>No name has two signatures: Jolokia refuses it to callers that give none. So what says why is
 * called ...Because.
 */
@ManagedResource(description = "Dead letters: list, replay, adopt, discard and end in Port")
public final class Operations extends OperationsInJmx {
  private final DeadLetterList letters;
  private final LetterOperations operations;

  public Operations(DeadLetterList letters, LetterOperations operations) {
    super("DeadLetters");
    this.letters = letters;
    this.operations = operations;
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
    return replayBecause(id, null);
  }

  @ManagedOperation(description = "The same, and notes why (id, why)")
  public String replayBecause(long id, String why) {
    return operations.replay(id, why).text();
  }

  @ManagedOperation(
      description =
          "Replays the oldest letters of a reason, one after the other (reason, limit: at most 10000)")
  public String replayAll(String reason, int limit) {
    return replayAllBecause(reason, limit, null);
  }

  @ManagedOperation(description = "The same, and notes why (reason, limit, why)")
  public String replayAllBecause(String reason, int limit, String why) {
    return operations.replayAll(reason, limit, why);
  }

  @ManagedOperation(
      description =
          "Discards the oldest letters of a reason, one after the other (reason, limit: at most 10000)")
  public String discardAll(String reason, int limit) {
    return discardAllBecause(reason, limit, null);
  }

  @ManagedOperation(description = "The same, and notes why (reason, limit, why)")
  public String discardAllBecause(String reason, int limit, String why) {
    return operations.discardAll(reason, limit, why);
  }

  @ManagedOperation(
      description =
          "Names the workflow run of a run that could not be located; GitHub is asked first whether it can be"
              + " that one (id, GitHub's workflow run id)")
  public String adopt(long id, long workflowRunId) {
    return adoptBecause(id, workflowRunId, null);
  }

  @ManagedOperation(description = "The same, and notes why (id, GitHub's workflow run id, why)")
  public String adoptBecause(long id, long workflowRunId, String why) {
    return operations.adopt(id, workflowRunId, why).text();
  }

  @ManagedOperation(
      description =
          "Settles a dead letter without doing anything; the run in Port stays as it is (id)")
  public String discard(long id) {
    return discardBecause(id, null);
  }

  @ManagedOperation(
      description =
          "Settles a dead letter without doing anything, and notes why; the run in Port stays as it is (id, why)")
  public String discardBecause(long id, String why) {
    return operations.discard(id, why).text();
  }

  @ManagedOperation(
      description =
          "Ends the run of a dead letter in Port for good, with a sentence that developers read there"
              + " (id, status: FAILURE or SUCCESS, sentence)")
  public String endInPort(long id, String status, String sentence) {
    return OperatorAnswer.inWords(() -> operations.endInPort(id, status, sentence).text());
  }
}
