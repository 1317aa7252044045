package dev.portgithub.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

/**
 * The only class that writes table run.
 *
 * <p>Each method that changes the state names the states it leaves and the one it leads to, in the
 * words of the table "The states of a run" in docs/how-it-works.md; StateTableTest keeps the two
 * equal. A write about a claimed run names the claim, and throws {@link ClaimLost} when another one
 * was made since.
 *
 * <p>Methods with a handle are a part of the caller's transaction; the others are one statement.
 */
public final class Runs {
  private final Jdbi jdbi;
  private final Clock clock;

  public Runs(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Claims runs of a state that are due, the oldest first. */
  public List<Run> claim(RunState state, Duration lease, int limit) {
    Instant now = now();
    return jdbi.inTransaction(
        handle -> {
          List<String> ids = ids(Lease.OF_RUN.claim(handle, state, now, now.plus(lease), limit));
          return ids.isEmpty() ? List.of() : RunQueries.byIds(handle, ids);
        });
  }

  /**
   * Ends the claim of a run whose work has not begun; false when it was claimed anew, or its intent
   * is written.
   */
  public boolean handBack(Run run) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        """
                        update run set due_at = :now
                        where run_id = :runId and claim = :claim and state in ('CONFIRMING', 'ACCEPTED', 'LOCATING')
                        """)
                    .bindMethods(run)
                    .bind("now", now())
                    .execute()
                == 1);
  }

  /**
   * - -> ACCEPTED, CONFIRMING: a record asks for a new run.
   *
   * @return false when the run is known
   */
  public boolean accept(Handle handle, Arrival arrival) {
    return handle
            .createUpdate(
                """
                insert into run (run_id, state, due_at, action, org, repo, workflow, ref, report_status, signed,
                  inputs, accepted_at, topic, kafka_partition, kafka_offset)
                values (:runId, :state, :now, :action, :target.org, :target.repo, :target.workflow, :target.ref,
                  :reportStatus, :signed, :inputs, :now, :record.topic, :record.partition, :record.offset)
                on conflict do nothing
                """)
            .bindMethods(arrival)
            .bind("now", now())
            .execute()
        == 1;
  }

  /**
   * - -> REFUSED: a record breaks a rule.
   *
   * @return false when the run is known
   */
  public boolean refuse(Handle handle, String runId, ReceivedRecord record, Why why) {
    return handle
            .createUpdate(
                """
                insert into run (run_id, state, org, repo, workflow, report_status, signed, accepted_at, finished_at,
                  reason, topic, kafka_partition, kafka_offset)
                values (:runId, 'REFUSED', '', '', '', true, true, :now, :now, :reason, :topic, :partition, :offset)
                on conflict do nothing
                """)
            .bindMethods(record)
            .bind("runId", runId)
            .bind("now", now())
            .bind("reason", Texts.shorten(why.text(), 2000))
            .execute()
        == 1;
  }

  /**
   * CONFIRMING, PARKED -> replaced: the row came from an unsigned record and started nothing; a
   * genuine record with its run id has arrived.
   *
   * @return false when there is no such row
   */
  public boolean removeUnproven(Handle handle, String runId) {
    return handle.execute(
            """
            delete from run where run_id = ? and signed = ? and intent_at is null and state in ('CONFIRMING', 'PARKED')
            """,
            runId,
            false)
        == 1;
  }

  /** CONFIRMING -> ACCEPTED: Port says that it is genuine and still waits. */
  public void confirmed(Run run) {
    write(
        run,
        """
        update run set state = 'ACCEPTED', due_at = :now, attempts = 0
        where run_id = :runId and claim = :claim and state = 'CONFIRMING'
        """,
        "now",
        now());
  }

  /** CONFIRMING -> SKIPPED: it must not be started, and Port knows why. */
  public void skipped(Run run, String reason) {
    write(
        run,
        """
                        update run set state = 'SKIPPED', due_at = null, attempts = 0, inputs = null,
                          finished_at = :now, reason = :reason
                        where run_id = :runId and claim = :claim and state = 'CONFIRMING'
                        """,
        "now",
        now(),
        "reason",
        reason);
  }

  /** The state stays; it is due later, after one more attempt. */
  public void later(Run run, Instant due) {
    write(
        run,
        """
                        update run set due_at = :due, attempts = attempts + 1
                        where run_id = :runId and claim = :claim and state = :state
                        """,
        "due",
        due);
  }

  /**
   * ACCEPTED -> DISPATCHING: from here on the run counts as possibly started.
   *
   * @return the run as it is now
   */
  public Run intend(Handle handle, Run run, Duration lease) {
    Instant now = now();
    write(
        handle,
        run,
        """
                update run set state = 'DISPATCHING', intent_at = :now, due_at = :leaseEnd,
                  org = :target.org, repo = :target.repo, ref = :target.ref
                where run_id = :runId and claim = :claim and state = 'ACCEPTED'
                """,
        "now",
        now,
        "leaseEnd",
        now.plus(lease));
    return run.dispatching(now);
  }

  /**
   * ACCEPTED, DISPATCHING -> ACCEPTED: certainly nothing was started; it is dispatched later, at
   * the run's ref, which may have to be looked up again.
   */
  public void release(Run run, Instant due, int attempts) {
    write(
        run,
        """
                        update run set state = 'ACCEPTED', intent_at = null, ref = :target.ref, due_at = :due,
                          attempts = :tries
                        where run_id = :runId and claim = :claim and state in ('ACCEPTED', 'DISPATCHING')
                        """,
        "due",
        due,
        "tries",
        attempts);
  }

  /** DISPATCHING -> LOCATING: the answer was lost, or nobody was there to receive it. */
  public void lost(Run run, Duration lookAfter) {
    write(
        run,
        """
                        update run set state = 'LOCATING', due_at = :due, attempts = 0
                        where run_id = :runId and claim = :claim and state = 'DISPATCHING'
                        """,
        "due",
        now().plus(lookAfter));
  }

  /** DISPATCHING -> LOCATING: GitHub said yes and did not name the workflow run. */
  public void startedUnnamed(Run run, Duration lookAfter) {
    write(
        run,
        """
                        update run set state = 'LOCATING', started_at = :now, due_at = :due, attempts = 0,
                          inputs = null
                        where run_id = :runId and claim = :claim and state = 'DISPATCHING'
                        """,
        "now",
        now(),
        "due",
        now().plus(lookAfter));
  }

  /** LOCATING -> ACCEPTED: certainly nothing was started. */
  public void notStarted(Run run) {
    write(
        run,
        """
        update run set state = 'ACCEPTED', intent_at = null, due_at = :now, attempts = 0
        where run_id = :runId and claim = :claim and state = 'LOCATING'
        """,
        "now",
        now());
  }

  /**
   * DISPATCHING, LOCATING -> RUNNING, FINISHED: the workflow run is known; it is followed, unless
   * the action asks for no status.
   *
   * @param lookAfter when it may be polled by itself
   */
  public void started(
      Handle handle, Run run, long workflowRunId, String htmlUrl, Duration lookAfter) {
    Instant now = now();
    write(
        handle,
        run,
        """
                update run set state = :newState, org = :target.org, repo = :target.repo, ref = :target.ref,
                  workflow_run_id = :id, html_url = :url, inputs = null, started_at = coalesce(started_at, :now),
                  finished_at = :finished, due_at = :due, attempts = 0
                where run_id = :runId and claim = :claim and state in ('DISPATCHING', 'LOCATING')
                """,
        "newState",
        run.reportStatus() ? RunState.RUNNING : RunState.FINISHED,
        "id",
        workflowRunId,
        "url",
        htmlUrl,
        "now",
        now,
        "finished",
        run.reportStatus() ? null : now,
        "due",
        run.reportStatus() ? now.plus(lookAfter) : null);
  }

  /** ACCEPTED, DISPATCHING -> REFUSED: GitHub does not start it. */
  public void refused(Handle handle, Run run, Why why) {
    write(
        handle,
        run,
        """
                update run set state = 'REFUSED', due_at = null, inputs = null, finished_at = :now, reason = :reason
                where run_id = :runId and claim = :claim and state in ('ACCEPTED', 'DISPATCHING')
                """,
        "now",
        now(),
        "reason",
        Texts.shorten(why.text(), 2000));
  }

  /**
   * CONFIRMING, DISPATCHING, LOCATING, RUNNING -> PARKED: an operator has to decide. It ends the
   * claim: a worker that still works under it changes nothing any more.
   */
  public void parked(Handle handle, Run run, Why why) {
    write(
        handle,
        run,
        """
                update run set state = 'PARKED', due_at = null, claim = claim + 1, reason = :reason
                where run_id = :runId and claim = :claim and state = :state
                """,
        "reason",
        Texts.shorten(why.sentence(), 2000));
  }

  /**
   * Notes what GitHub shows of a run that goes on.
   *
   * @param listed whether it is on the first page of its repository
   * @param due when it is polled by itself; null when it is on the first page
   * @return false when its end was seen meanwhile
   */
  public boolean progress(
      Handle handle, Run run, String status, String htmlUrl, boolean listed, Instant due) {
    return handle
            .createUpdate(
                """
                update run set status = :seen, listed = :onFirstPage, due_at = :due, attempts = 0,
                  html_url = coalesce(html_url, :url)
                where run_id = :runId and state = 'RUNNING'
                """)
            .bindMethods(run)
            .bind("seen", status)
            .bind("onFirstPage", listed)
            .bind("due", due)
            .bind("url", htmlUrl)
            .execute()
        == 1;
  }

  /** Runs that newer ones have pushed off the first page are polled by themselves from now on. */
  public void pushedOff(Handle handle, Repository repository, Collection<Long> listed) {
    List<Long> ids = new ArrayList<>(listed);
    // A list must not be empty, and no workflow run has this id.
    ids.add(0L);
    handle
        .createUpdate(
            """
            update run set listed = false, due_at = :now
            where org = :org and repo = :repo and state = 'RUNNING' and listed = true
              and workflow_run_id not in (<listed>)
            """)
        .bind("now", now())
        .bind("org", repository.org())
        .bind("repo", repository.repo())
        .bindList("listed", ids)
        .execute();
  }

  /** GitHub did not show its workflow run. */
  public void missed(Run run, int misses, Instant due) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update run set attempts = ?, due_at = ? where run_id = ? and state = 'RUNNING'",
                misses,
                due,
                run.runId()));
  }

  /**
   * RUNNING -> FINISHED: its workflow run has ended.
   *
   * @return false when that was known
   */
  public boolean finished(Handle handle, Run run, String conclusion, String htmlUrl) {
    return handle
            .createUpdate(
                """
                update run set state = 'FINISHED', status = 'completed', conclusion = :conclusion, finished_at = :now,
                  html_url = coalesce(html_url, :url), due_at = null
                where run_id = :runId and state = 'RUNNING'
                """)
            .bind("runId", run.runId())
            .bind("conclusion", Texts.shorten(conclusion, 60))
            .bind("now", now())
            .bind("url", htmlUrl)
            .execute()
        == 1;
  }

  /**
   * PARKED -> ACCEPTED, LOCATING, RUNNING, FINISHED: an operator puts it back to work. Where it
   * goes on follows from the row: it is followed, located or dispatched.
   *
   * @param run a parked run, its row locked
   * @return its state now; FINISHED when its action asks for no status
   */
  public RunState resume(Handle handle, Run run) {
    RunState state =
        run.workflowRunId() == null
            ? run.intentAt() == null ? RunState.ACCEPTED : RunState.LOCATING
            : run.reportStatus() ? RunState.RUNNING : RunState.FINISHED;
    Instant now = now();
    boolean ended = state == RunState.FINISHED;
    handle
        .createUpdate(
            """
            update run set state = :newState, due_at = :due, finished_at = :finished, started_at = :started,
              attempts = 0, listed = false, claim = claim + 1, reason = null
            where run_id = :runId and state = 'PARKED'
            """)
        .bindMethods(run)
        .bind("newState", state)
        .bind("due", ended ? null : now)
        .bind("finished", ended ? now : null)
        // The deadline begins anew, and with it the pace of polling.
        .bind("started", state == RunState.RUNNING ? now : run.startedAt())
        .execute();
    return state;
  }

  /** An operator names the workflow run of a parked run; its row is locked. */
  public void adopt(Handle handle, Run run, long workflowRunId) {
    handle.execute(
        """
        update run set workflow_run_id = ?, started_at = coalesce(started_at, intent_at), inputs = null
        where run_id = ? and state = 'PARKED'
        """,
        workflowRunId,
        run.runId());
  }

  /** A parked run will not be started any more. */
  public void dropInputs(Handle handle, Run run) {
    handle.execute("update run set inputs = null where run_id = ?", run.runId());
  }

  /** Claims runs whose outbox is due. */
  public List<String> claimOutboxes(Handle handle, Duration lease, int limit) {
    Instant now = now();
    return ids(Lease.OF_OUTBOX.claim(handle, null, now, now.plus(lease), limit));
  }

  /** Moves the due time of an outbox under its claim; false when it was claimed anew. */
  public boolean outboxDue(Handle handle, String runId, long reportClaim, Instant due) {
    return Lease.OF_OUTBOX.dueAt(handle, reportClaim, due, List.of(runId)) == 1;
  }

  /**
   * Something was added to the outbox of a run. Always writes the row, so that it waits for a
   * deliverer who is just finding the outbox empty.
   */
  public void outboxFilled(Handle handle, String runId) {
    handle.execute(
        "update run set report_due_at = coalesce(report_due_at, ?) where run_id = ?", now(), runId);
  }

  /** Nothing is left in the outbox of these runs, whose rows are locked. */
  public void outboxEmpty(Handle handle, Collection<String> runIds) {
    if (!runIds.isEmpty()) {
      handle
          .createUpdate("update run set report_due_at = null where run_id in (<ids>)")
          .bindList("ids", runIds)
          .execute();
    }
  }

  /** Deletes ended runs, with their reports, unless a dead letter still names one. */
  public void delete(Handle handle, Collection<String> runIds) {
    handle
        .createUpdate(
            """
            delete from run where run_id in (<ids>)
              and not exists (select 1 from dead_letter where dead_letter.run_id = run.run_id)
            """)
        .bindList("ids", runIds)
        .execute();
  }

  private void write(Run run, String sql, Object... named) {
    jdbi.useHandle(handle -> write(handle, run, sql, named));
  }

  /** Binds the members of the run and, in turn, names and values; something must change. */
  private static void write(Handle handle, Run run, String sql, Object... named) {
    Update update = handle.createUpdate(sql).bindMethods(run);
    for (int i = 0; i < named.length; i += 2) {
      update.bind((String) named[i], named[i + 1]);
    }
    if (update.execute() == 0) {
      throw new ClaimLost(run);
    }
  }

  private static List<String> ids(List<List<Object>> keys) {
    return keys.stream().map(key -> (String) key.get(0)).toList();
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
