package dev.portgithub.preflight;

import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Markdown;
import dev.portgithub.run.Run;
import java.time.Instant;
import java.util.Map;

/**
 * Compares a run with its workflow before GitHub is written to: a mistake is told at once, with the
 * allowed values and the file's address, and inputs are brought into the form that GitHub takes.
 *
 * <p>Promised: no run is refused for what was not read a moment ago; and one that GitHub refuses,
 * although it fits a file that was read earlier, or with inputs that were changed here, is
 * dispatched once more with a file that is read anew, or with its inputs as they are.
 */
public final class Preflight {
  private final WorkflowFacts facts;
  private final InputFit fit;
  private final ServerLimit serverLimit;

  /** How runs were dispatched whose refusal may be due to what is done here. */
  private final Remembered<Sent> sent = new Remembered<>(each -> 100);

  private record Sent(boolean stale, boolean changed) {}

  /** Since when the file of a run has to be read again before it counts. */
  private final Remembered<Instant> outdated = new Remembered<>(since -> 100);

  public Preflight(WorkflowFacts facts, InputFit fit) {
    this.facts = facts;
    this.fit = fit;
    this.serverLimit = new ServerLimit(facts::now);
  }

  /**
   * Called before the intent.
   *
   * @throws Misfit when GitHub shows that the workflow cannot be dispatched, whatever the inputs
   */
  public void require(Run run) {
    Known.State state = facts.state(run);
    if (state != null && state.isDisabled() && facts.isJustNow(state.readAt())) {
      throw new Misfit(
          name(run) + " is disabled (" + Markdown.literal(state.value(), 40) + ").",
          "Enable the workflow on the Actions page of the repository.");
    }
    Known.File file = facts.believed(run);
    if (file != null && WorkflowFacts.isWithoutTrigger(file) && facts.isJustNow(file.readAt())) {
      throw new Misfit(
          name(run) + " has no trigger workflow_dispatch" + at(file),
          "Add on: workflow_dispatch to the file at that ref.");
    }
  }

  /**
   * The inputs as they are sent.
   *
   * @throws Misfit when they do not fit the file, or are more than this server takes
   * @throws FileOutdated when they do not fit a file that was read earlier
   */
  public Map<String, String> fit(Run run, Map<String, String> inputs) {
    Map<String, String> sent = fitted(run, inputs);
    serverLimit.require(sent.size());
    return sent;
  }

  private Map<String, String> fitted(Run run, Map<String, String> inputs) {
    Known.File file = facts.believed(run);
    if (file == null || !file.declared().knowsInputs()) {
      return inputs;
    }
    InputFit.Fitted fitted = fit.of(file.declared(), run.runId(), inputs, serverLimit.most());
    Instant asked = outdated.get(run.runId());
    boolean again = asked != null && !file.readAt().isBefore(asked);
    boolean stale = !again && !facts.isJustNow(file.readAt());
    if (!fitted.faults().isEmpty()) {
      if (stale) {
        facts.doubt(run);
        outdated.put(run.runId(), facts.now());
        throw new FileOutdated("The workflow file");
      }
      throw new Misfit(
          "The action does not fit "
              + name(run)
              + ": "
              + String.join("; ", fitted.faults())
              + at(file),
          "Correct the inputs of the action, or the file.");
    }
    boolean changed = !fitted.inputs().equals(inputs);
    if (stale || changed) {
      sent.put(run.runId(), new Sent(stale, changed));
    }
    return fitted.inputs();
  }

  /** GitHub has refused a dispatch. May it take the next one, with less trust in what is known? */
  public boolean doubts(Run run, RemoteRefused refusal) {
    serverLimit.learn(refusal);
    Sent how = sent.remove(run.runId());
    if (how == null || (refusal.status() != 422 && refusal.status() != 400)) {
      return false;
    }
    if (how.stale) {
      facts.doubt(run);
    } else {
      facts.leaveAlone(run);
    }
    return true;
  }

  private static String name(Run run) {
    return Markdown.literal(run.target().workflow(), 100)
        + " of "
        + run.target().org()
        + "/"
        + run.target().repo()
        + (run.target().ref() == null ? "" : " at " + Markdown.literal(run.target().ref(), 100));
  }

  private static String at(Known.File file) {
    return file.address() == null ? "." : " (" + file.address() + ").";
  }
}
