package dev.portgithub.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.Texts;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Gives a parked run the workflow run that an operator names by its number, if GitHub shows that it
 * can be its own. A number is easily mistyped, and Port would be told the end of another workflow.
 *
 * <p>GitHub is asked between two transactions; the second one checks again that the run is parked
 * for this letter. What is refused changes nothing: the letter stays parked.
 */
public final class Adoptions {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final int LONGEST_FAILURE = 500;

  private final Jdbi jdbi;
  private final Replays replays;
  private final GitHubCalls calls;
  private final AdoptionRules rules;

  public Adoptions(Jdbi jdbi, Replays replays, GitHubCalls calls, AdoptionRules rules) {
    this.jdbi = jdbi;
    this.replays = replays;
    this.calls = calls;
    this.rules = rules;
  }

  /** A letter about a run that has no workflow run yet. */
  OperatorAnswer adopt(DeadLetter letter, long number, GitHubLookUp gitHub) {
    Optional<Run> run = jdbi.inTransaction(handle -> adoptable(handle, letter));
    if (run.isEmpty()) {
      return notAdoptable(letter);
    }
    if (run.get().intentAt() == null) {
      return refused(
          letter,
          "Run %s was never dispatched, so no workflow run can be its own. Replay it, or discard the letter."
              .formatted(letter.runId()));
    }
    if (jdbi.withHandle(handle -> isHeld(handle, number))) {
      return heldByAnother(letter, number);
    }
    Optional<String> refusal = lookedUp(run.get(), number, gitHub);
    return refusal.isPresent() ? refused(letter, refusal.get()) : write(letter, number);
  }

  /** Why it cannot be adopted, in a sentence; empty when it can. */
  private Optional<String> lookedUp(Run run, long number, GitHubLookUp gitHub) {
    RemoteCall call = calls.workflowRun(run, number);
    JsonNode workflowRun;
    boolean sameRepository;
    try {
      workflowRun = gitHub.ask(call).json();
      sameRepository =
          AdoptionRules.isOf(run.target(), workflowRun) || wasRenamed(run, workflowRun, gitHub);
    } catch (RemoteRefused e) {
      return Optional.of(notShown(run, number, e));
    } catch (RemoteBusy e) {
      return Optional.of(
          "GitHub could not be asked for workflow run %d (%s). Try again%s."
              .formatted(number, e.getMessage(), e.until() == null ? "" : " after " + e.until()));
    } catch (Exception e) {
      return Optional.of(
          "GitHub could not be asked for workflow run %d (%s). Try again."
              .formatted(number, Texts.line(String.valueOf(e.getMessage()), LONGEST_FAILURE)));
    }
    List<String> objections =
        workflowRun.path("id").asLong() == number
            ? rules.objections(run, workflowRun, sameRepository)
            : List.of("not the one that was asked for");
    if (!objections.isEmpty()) {
      return Optional.of(
          "Workflow run %d is of %s: %s."
              .formatted(
                  number, AdoptionRules.description(workflowRun), String.join(", ", objections)));
    }
    return namesAnother(run, workflowRun)
        .map(other -> "Workflow run %d is of run %s: its title names it.".formatted(number, other));
  }

  /** GitHub leads from a former name of a repository to its present one. */
  private boolean wasRenamed(Run run, JsonNode workflowRun, GitHubLookUp gitHub) throws Exception {
    String now = gitHub.ask(calls.repository(run)).json().path("full_name").asText("");
    return !now.isEmpty() && now.equalsIgnoreCase(AdoptionRules.repository(workflowRun));
  }

  private static String notShown(Run run, long number, RemoteRefused refusal) {
    return "GitHub shows no workflow run %d in %s/%s: %s (HTTP %d). %s"
        .formatted(
            number,
            run.target().org(),
            run.target().repo(),
            refusal.getMessage(),
            refusal.status(),
            refusal.status() == 404
                ? "Check the number, and that the credential may read the repository."
                : refusal.hint())
        .strip();
  }

  /** A title that names another run is the best evidence of all. */
  private Optional<String> namesAnother(Run run, JsonNode workflowRun) {
    Set<String> names = AdoptionRules.namesInTitle(workflowRun);
    if (names.isEmpty() || names.contains(run.runId())) {
      return Optional.empty();
    }
    return jdbi.withHandle(handle -> RunQueries.known(handle, names).stream().findFirst());
  }

  private OperatorAnswer write(DeadLetter letter, long number) {
    try {
      return jdbi.inTransaction(handle -> write(handle, letter, number));
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof SQLException taken
          && UNIQUE_VIOLATION.equals(taken.getSQLState())) {
        return heldByAnother(letter, number);
      }
      throw e;
    }
  }

  private OperatorAnswer write(Handle handle, DeadLetter letter, long number) {
    Optional<Run> run = adoptable(handle, letter);
    if (run.isEmpty()) {
      return notAdoptable(letter);
    }
    return isHeld(handle, number)
        ? heldByAnother(letter, number)
        : replays.adopt(handle, letter, run.get(), number);
  }

  private Optional<Run> adoptable(Handle handle, DeadLetter letter) {
    return replays.lockParked(handle, letter).filter(run -> run.workflowRunId() == null);
  }

  private static boolean isHeld(Handle handle, long number) {
    return !RunQueries.held(handle, List.of(number)).isEmpty();
  }

  private static OperatorAnswer notAdoptable(DeadLetter letter) {
    return OperatorAnswer.outdated(
        "Nothing was done: run "
            + letter.runId()
            + " is not parked for this any more, or has its workflow run.");
  }

  private static OperatorAnswer heldByAnother(DeadLetter letter, long number) {
    return refused(letter, "Another run has workflow run " + number + " already.");
  }

  private static OperatorAnswer refused(DeadLetter letter, String sentence) {
    return OperatorAnswer.failed(
        sentence + " Nothing was done; dead letter " + letter.id() + " stays parked.");
  }
}
