package dev.portgithub.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What the stages ask of table run. Each question reads a range of an index, never the table. */
public final class RunQueries {
  static final RowMapper<Run> ROW = ConstructorMapper.of(Run.class);

  /** A run that has not ended has no time of its end: so its age stands in the same index. */
  public static final String IN_STATE = "run where finished_at is null and state = ?";

  /** With an upper bound, since nulls come last in the index: all runs that have been told. */
  public static final String UNREPORTED = "run where report_due_at < ?";

  public static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private RunQueries() {}

  private static final String COLUMNS =
      """
      run_id, state, claim, attempts, org, repo, workflow, ref, report_status, signed, accepted_at, intent_at,
        started_at, workflow_run_id, html_url, listed, status, lost_rounds, refused_ref,
         coalesce(marked, false) as marked, coalesce(named, false) as named,
         record_at, trace_context
      """;

  /** What a claim reads of its runs. */
  static final Lease.Reading<Run> READING = new Lease.Reading<>(COLUMNS, ROW);

  /** The statement that reads runs. */
  static String runs(String condition) {
    return "select %s from run where %s".formatted(COLUMNS, condition);
  }

  /**
   * How many there are.
   *
   * @param first when the oldest was accepted, or its outbox became due; null when there is none
   */
  public record Count(long number, Instant first) {}

  public static final RowMapper<Count> COUNTED = ConstructorMapper.of(Count.class);

  /** What is selected of the open runs in a state. */
  public static final String COUNT_IN =
      "count(*) as number, min(accepted_at) as first from " + IN_STATE;

  /** What is selected of the runs with something in their outbox. */
  public static final String COUNT_UNREPORTED =
      "count(*) as number, min(report_due_at) as first from " + UNREPORTED;

  public static Optional<Run> find(Handle handle, String runId) {
    return handle.select(runs("run_id = ?"), runId).map(ROW).findFirst();
  }

  /** The run, with its row locked until the end of the transaction. */
  public static Optional<Run> lock(Handle handle, String runId) {
    return handle.select(runs("run_id = ? for update"), runId).map(ROW).findFirst();
  }

  /** Which of these are ids of runs. */
  public static List<String> known(Handle handle, Collection<String> runIds) {
    if (runIds.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery("select run_id from run where run_id in (<ids>)")
        .bindList("ids", List.copyOf(runIds))
        .mapTo(String.class)
        .list();
  }

  static List<Run> byIds(Handle handle, Collection<String> runIds) {
    return handle
        .createQuery(runs("run_id in (<ids>) order by due_at, accepted_at"))
        .bindList("ids", runIds)
        .map(ROW)
        .list();
  }

  /**
   * A run that is being dispatched, its row locked.
   *
   * @param inputs encrypted
   * @param closedOutbox the last claim of its outbox, if nothing is in it; or null. It stays so
   *     while the row is locked.
   */
  public record Dispatching(byte[] inputs, Long closedOutbox) {}

  /**
   * Locks the row of a run that is being dispatched, until the end of the transaction.
   *
   * @throws ClaimLost when it was claimed anew since the intent: it must not be sent
   */
  public static Dispatching lockDispatching(Handle handle, Run run) {
    return handle
        .select(
            """
            select inputs, case when report_due_at is null then report_claim end as closed_outbox from run
            where run_id = ? and claim = ? and state = 'DISPATCHING' for update
            """,
            run.runId(),
            run.claim())
        .map(ConstructorMapper.of(Dispatching.class))
        .findFirst()
        .orElseThrow(() -> new ClaimLost(run));
  }

  /**
   * The inputs of a claimed run, encrypted.
   *
   * @throws ClaimLost when it was claimed anew
   */
  public static byte[] inputs(Handle handle, Run run) {
    return handle
        .select(
            "select inputs from run where run_id = ? and claim = ? and inputs is not null",
            run.runId(),
            run.claim())
        .mapTo(byte[].class)
        .findFirst()
        .orElseThrow(() -> new ClaimLost(run));
  }

  /** The action of a run; empty where its record named none. */
  public static Optional<String> action(Handle handle, Run run) {
    return handle
        .select("select action from run where run_id = ? and action is not null", run.runId())
        .mapTo(String.class)
        .findFirst();
  }

  /** GitHub's words about the last dispatch of a run whose outcome is not known, if it had any. */
  public static Optional<String> lostReason(Handle handle, Run run) {
    return handle
        .select(
            "select lost_reason from run where run_id = ? and lost_reason is not null", run.runId())
        .mapTo(String.class)
        .findFirst();
  }

  /**
   * Runs in these states that may be of the same workflow and whose intent is not further away from
   * a time than that. A workflow that one names by its file and the other by its number may be the
   * same.
   */
  public static List<Unsettled> unsettled(
      Handle handle, Target target, List<RunState> states, Instant at, Duration around) {
    return handle
        .createQuery(
            """
            select run_id, state, org, repo, workflow, ref, intent_at, created_from, created_to from run
            where repository_key = :repositoryKey and state in (<states>) and coalesce(workflow_run_id, 0) = 0
              and (workflow = :workflow or (workflow like '%.y%ml') <> :byFile)
              and intent_at between :from and :to
            """)
        .bindMethods(target)
        .bindList("states", states)
        .bind("from", at.minus(around))
        .bind("to", at.plus(around))
        .map(ConstructorMapper.of(Unsettled.class))
        .list();
  }

  /** Which of these workflow runs some run has. */
  public static Set<Long> held(Handle handle, Collection<Long> workflowRunIds) {
    if (workflowRunIds.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        handle
            .createQuery("select workflow_run_id from run where workflow_run_id in (<ids>)")
            .bindList("ids", workflowRunIds)
            .mapTo(Long.class)
            .list());
  }
}
