package dev.portgithub.preflight;

import dev.portgithub.run.Run;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Actions that no longer fit their workflows, as their refused runs have shown; table misfit.
 *
 * <p>An action that was mended stays until it was not seen for 30 days: look at {@link
 * Seen#seenAt}.
 */
public final class Misfits {
  /** More are not read at once. */
  public static final int MOST = 200;

  private static final Duration KEEP = Duration.ofDays(30);

  private final Jdbi jdbi;
  private final Clock clock;

  public Misfits(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * An action, and what was wrong with its inputs or its workflow.
   *
   * @param action its identifier; empty where its runs name none
   * @param workflow file, owner and repository
   * @param times how many runs were refused
   * @param runId of the last one
   */
  public record Seen(
      String action, String workflow, Instant seenAt, long times, String runId, String sentence) {}

  /** A run was refused. */
  public void note(Run run, Misfit misfit) {
    jdbi.useTransaction(handle -> note(handle, run, misfit));
  }

  private void note(Handle handle, Run run, Misfit misfit) {
    Target target = run.target();
    String workflow = target.at(null).toString();
    String sentence = Texts.shorten(misfit.why().sentence(), 4000);
    Instant now = Instant.now(clock);
    String action =
        handle
            .select("select coalesce(action, '') from run where run_id = ?", run.runId())
            .mapTo(String.class)
            .findOne()
            .orElse("");
    int known =
        handle.execute(
            """
            update misfit set seen_at = ?, times = times + 1, run_id = ?, sentence = ?
            where action = ? and workflow = ?
            """,
            now,
            run.runId(),
            sentence,
            action,
            workflow);
    if (known == 0) {
      handle.execute(
          """
          insert into misfit (action, workflow, seen_at, times, run_id, sentence) values (?, ?, ?, 1, ?, ?)
          on conflict do nothing
          """,
          action,
          workflow,
          now,
          run.runId(),
          sentence);
      handle.execute("delete from misfit where seen_at < ?", now.minus(KEEP));
    }
  }

  /** The last seen first; at most {@link #MOST}. */
  public List<Seen> list(int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    """
                    select action, workflow, seen_at, times, run_id, sentence from misfit
                    order by seen_at desc limit ?
                    """,
                    Math.min(Math.max(limit, 1), MOST))
                .map(ConstructorMapper.of(Seen.class))
                .list());
  }
}
