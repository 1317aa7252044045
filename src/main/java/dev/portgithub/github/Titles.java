package dev.portgithub.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.run.Run;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Which workflows show the run id in the titles of their workflow runs, with run-name; learned from
 * workflow runs that runs of ours hold, for each branch or tag, whose file may differ.
 *
 * <p>A run whose inputs do not hold its run id says nothing about that, and cannot be told by it.
 */
final class Titles {
  private static final Duration KEEP = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 10_000;

  private final Jdbi jdbi;
  private final Clock clock;

  /** What was stored lately, so that the same need not be stored again. */
  private final Map<Target, Stored> stored = new ConcurrentHashMap<>();

  private record Stored(boolean named, Instant until) {}

  Titles(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Does the title of this workflow run name the run? */
  static boolean names(JsonNode workflowRun, String runId) {
    return Texts.names(workflowRun.path("display_title").asText(""), runId);
  }

  /** Will the title of the run's workflow run surely name it? Read from the store each time. */
  boolean tell(Handle handle, Run run) {
    return run.marked()
        && run.target().ref() != null
        && handle
            .createQuery(
                """
                select names_run from workflow_title
                where repository_key = :repositoryKey and workflow = :workflow and ref = :ref
                """)
            .bindMethods(run.target())
            .mapTo(Boolean.class)
            .findFirst()
            .orElse(false);
  }

  /** Called with a workflow run that the run holds. */
  void learn(Run run, JsonNode workflowRun) {
    boolean shown = workflowRun.hasNonNull("display_title");
    if (!run.marked() || !shown || run.target().ref() == null || run.intentAt() == null) {
      return;
    }
    boolean named = names(workflowRun, run.runId());
    Instant now = Instant.now(clock);
    Stored known = stored.get(run.target());
    if (known != null && known.named == named && now.isBefore(known.until)) {
      return;
    }
    jdbi.useTransaction(handle -> store(handle, run, named));
    if (stored.size() >= MOST_REMEMBERED) {
      stored.clear();
    }
    stored.put(run.target(), new Stored(named, now.plus(KEEP)));
  }

  private static void store(Handle handle, Run run, boolean named) {
    int known =
        handle
            .createUpdate(
                """
                update workflow_title
                set names_run = case when intent_at <= :intentAt then :named else names_run end,
                  intent_at = case when intent_at <= :intentAt then :intentAt else intent_at end
                where repository_key = :target.repositoryKey and workflow = :target.workflow and ref = :target.ref
                """)
            .bindMethods(run)
            .bind("named", named)
            .execute();
    if (known == 0) {
      handle
          .createUpdate(
              """
              insert into workflow_title (repository_key, workflow, ref, names_run, intent_at)
              values (:target.repositoryKey, :target.workflow, :target.ref, :named, :intentAt)
              on conflict do nothing
              """)
          .bindMethods(run)
          .bind("named", named)
          .execute();
    }
  }
}
