package dev.portgithub.poll;

import dev.portgithub.github.WorkflowRun;
import dev.portgithub.run.Run;
import dev.portgithub.signals.Counters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a second workflow run that carries the id of a run of ours in its title: another listener
 * starts what we start, or a person has dispatched it again by hand.
 *
 * <p>It costs no call, since it looks at what polling reads anyway; so it sees only titles that
 * carry the run id, on a page together with ours. Thread-safe.
 */
public final class Doubles {
  private static final Logger LOG = LoggerFactory.getLogger(Doubles.class);
  private static final int MOST_TOLD = 1000;
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z0-9_-]+");

  private final Map<Double, Boolean> told =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Double, Boolean> eldest) {
          return size() > MOST_TOLD;
        }
      };
  private long number;

  /** A run of ours with its workflow run, and the other one. */
  record Double(String runId, long ours, long other) {}

  /** Those among the workflow runs of an answer. */
  static List<Double> among(List<WorkflowRun> seen, Collection<Run> ours) {
    Map<String, Run> byId =
        ours.stream().collect(Collectors.toMap(Run::runId, Function.identity(), (a, b) -> a));
    List<Double> doubles = new ArrayList<>();
    for (WorkflowRun workflowRun : seen) {
      String title = workflowRun.json().path("display_title").asText("");
      for (String word : BETWEEN_WORDS.split(title)) {
        Run run = byId.get(word);
        if (run != null && !run.workflowRunId().equals(workflowRun.id())) {
          doubles.add(new Double(word, run.workflowRunId(), workflowRun.id()));
        }
      }
    }
    return doubles;
  }

  /** Tells what a poll has seen, each once. */
  public synchronized void tell(Poll poll) {
    for (Double each : poll.doubles()) {
      if (told.put(each, true) == null) {
        number++;
        Counters.add("run.doubled");
        LOG.error(
            "Run {} was started twice: workflow run {} is ours, and {} in {} carries its id too. Another listener"
                + " starts the same runs, or a person has dispatched it by hand. Stop that listener, and cancel the"
                + " workflow run that should not go on",
            each.runId,
            each.ours,
            each.other,
            poll.repository().org() + "/" + poll.repository().repo());
      }
    }
  }

  /** What an operator should do, for the tab; null when there is nothing to do. */
  public synchronized String advice() {
    return number == 0
        ? null
        : "%s started twice since the start of this instance: another listener starts the same runs, or somebody has dispatched them by hand. See docs/migration.md."
            .formatted(number == 1 ? "One run was" : number + " runs were");
  }
}
