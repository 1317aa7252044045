package dev.portgithub.run;

import static dev.portgithub.run.NamedValue.due;
import static dev.portgithub.run.NamedValue.reason;
import static dev.portgithub.run.NamedValue.value;
import static dev.portgithub.run.NamedValue.values;
import static dev.portgithub.run.RunState.ACCEPTED;
import static dev.portgithub.run.RunState.CONFIRMING;
import static dev.portgithub.run.RunState.DISPATCHING;
import static dev.portgithub.run.RunState.FINISHED;
import static dev.portgithub.run.RunState.LOCATING;
import static dev.portgithub.run.RunState.PARKED;
import static dev.portgithub.run.RunState.REFUSED;
import static dev.portgithub.run.RunState.RUNNING;
import static dev.portgithub.run.RunState.SKIPPED;
import static dev.portgithub.run.Transition.from;
import static dev.portgithub.run.Transition.stay;

import dev.portgithub.run.Instance.Term;
import dev.portgithub.run.Outboxes.Opening;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

/**
 * The only class that writes table run; what a poll notes of a run that goes on, {@link
 * FollowedRuns} writes.
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
  private final Instance instance;
  private final Lanes lanes;
  private final Milestones milestones;

  public Runs(Jdbi jdbi, Clock clock, Instance instance, Lanes lanes, Milestones milestones) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.instance = instance;
    this.lanes = lanes;
    this.milestones = milestones;
  }

  /** Claims runs of a state that are due, the oldest first. */
  public List<Run> claim(RunState state, Duration lease, int limit) {
    Term term = instance.term(now(), lease);
    List<Run> claimed =
        jdbi.withHandle(
            handle -> Lease.OF_RUN.claim(handle, state, term, limit, RunQueries.READING));
    return claimed.stream().sorted(Comparator.comparing(Run::acceptedAt)).toList();
  }

  /**
   * Ends the claim of a run whose work has not begun; false when it was claimed anew, or its intent
   * is written.
   */
  public boolean handBack(Run run) {
    String sql =
        """
        update run set due_at = :now
        where run_id = :runId and claim = :claim and state in ('CONFIRMING', 'ACCEPTED', 'LOCATING')
        """;
    return jdbi.inTransaction(
        handle -> changes(handle, run, sql) && lanes.tell(handle, run.runId()));
  }

  /** - -> ACCEPTED, CONFIRMING: a record asks for a new run; false when the run is known. */
  public boolean accept(Handle handle, Arrival arrival) {
    String sql =
        """
        insert into run (run_id, state, due_at, action, org, repo, workflow, ref, report_status, signed,
          inputs, marked, accepted_at, topic, kafka_partition, kafka_offset, record_at, trace_context,
          lane)
        values (:runId, :state, :now, :action, :target.org, :target.repo, :target.workflow, :target.ref,
          :reportStatus, :signed, :inputs, :marked, :now, :record.topic, :record.partition, :record.offset, :record.at, :traceContext,
          :lane)
        on conflict do nothing
        """;
    return changes(handle, arrival, sql, value("lane", lanes.of(arrival)))
        && milestones.accepted(handle, arrival);
  }

  /** - -> REFUSED: a record breaks a rule, which Port is told; false when the run is known. */
  public boolean refuse(Handle handle, String runId, ReceivedRecord record, Why why) {
    String sql =
        """
        insert into run (run_id, state, org, repo, workflow, report_status, signed, accepted_at, finished_at,
          reason, topic, kafka_partition, kafka_offset, report_due_at)
        values (:runId, 'REFUSED', '', '', '', true, true, :now, :now, :reason, :topic, :partition, :offset, :now)
        on conflict do nothing
        """;
    return changes(handle, record, sql, value("runId", runId), reason(why.text()));
  }

  /**
   * CONFIRMING, PARKED -> replaced: the row came from an unsigned record and started nothing; a
   * genuine record with its run id has arrived. False when there is no such row.
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
    move(run, from(CONFIRMING).to(ACCEPTED).tells(Told.CONFIRMED), "due_at = :now, attempts = 0");
  }

  /** CONFIRMING, ACCEPTED -> SKIPPED: it must not be started, and Port knows why. */
  public void skipped(Run run, String reason) {
    String changes =
        "due_at = null, attempts = 0, inputs = null, finished_at = :now, reason = :reason";
    Transition step = from(CONFIRMING, ACCEPTED).to(SKIPPED).tells(Told.skipped(reason));
    move(run, step, changes, value("reason", reason));
  }

  /** The state stays; it is due later, after one more attempt, and for a reason. */
  public void later(Run run, Instant due, String why) {
    Transition step = stay(run.state()).tells(Told.postponed(why));
    move(run, step, "due_at = :due, attempts = attempts + 1", due(due));
  }

  /** The state stays; it is due later, and nothing was tried. */
  public void notSearched(Run run, Instant due, String why) {
    move(run, stay(run.state()).tells(Told.postponed(why)), "due_at = :due", due(due));
  }

  /**
   * ACCEPTED -> DISPATCHING: from here on it counts as possibly started. The run as it is now.
   *
   * @param window in which its workflow run is created
   * @throws StagePaused when an operator has paused dispatching since it was claimed
   */
  public Run intend(Handle handle, Run run, Duration lease, Window window) {
    Term term = instance.term(now(), lease);
    String changes = "due_at = :end, leased_until = :end, claimed_by = :claimant, " + Window.INTENT;
    Transition step = from(ACCEPTED).to(DISPATCHING).butNotWhilePaused().tells(Told.INTENT);
    move(handle, run, step, changes + Target.LOOKED_UP, values(term, window));
    return run.dispatching(term.begin());
  }

  /**
   * ACCEPTED, DISPATCHING -> ACCEPTED: certainly nothing was started; it is dispatched later, at
   * the run's ref, which may have to be looked up again.
   */
  public void release(Run run, Instant due, int attempts, String why) {
    String changes = Window.NO_INTENT + "due_at = :due, attempts = :tries, ";
    Transition step = from(ACCEPTED, DISPATCHING).to(ACCEPTED).tells(Told.postponed(why));
    move(run, step, changes + Target.LOOKED_UP, due(due), value("tries", attempts));
  }

  /**
   * DISPATCHING -> ACCEPTED: GitHub does not know the ref, which is a default branch that was
   * looked up, by whomever. False when an action names it, or when it was looked up again already.
   */
  public boolean lookUpAgain(Run run) {
    String sql =
        """
        update run set state = 'ACCEPTED', %s, intent_at = null, created_from = null, created_to = null, due_at = :now,
          attempts = attempts + 1, refused_ref = ref, ref = null
        where run_id = :runId and claim = :claim and state = 'DISPATCHING' and ref_looked_up = true
          and (refused_ref is null or refused_ref <> ref)
        """;
    Told told = Told.branchUnknown(run.target());
    return jdbi.inTransaction(
        handle -> tells(handle, run, told, sql) && lanes.tell(handle, run.runId()));
  }

  /**
   * DISPATCHING -> LOCATING: the answer was lost, or nobody was there to receive it.
   *
   * @param windowEnd after which its workflow run is not created any more; null: as it was
   * @param words of GitHub, or null
   */
  public void lost(Handle handle, Run run, Duration lookAfter, Instant windowEnd, String words) {
    Transition step = from(DISPATCHING).to(LOCATING).tells(Told.lost(words));
    String changes = Window.NOTE_END + "due_at = :due, attempts = 0, lost_reason = :words";
    Instant due = now().plus(lookAfter);
    move(
        handle, run, step, changes, due(due), value("windowEnd", windowEnd), value("words", words));
  }

  /** DISPATCHING -> LOCATING: GitHub said yes and did not name the workflow run. */
  public void startedUnnamed(Handle handle, Run run, Duration wait, Instant windowEnd) {
    String changes =
        Window.NOTE_END + "started_at = :now, due_at = :due, attempts = 0, inputs = null";
    Transition step = from(DISPATCHING).to(LOCATING).tells(Told.STARTED_UNNAMED);
    move(handle, run, step, changes, due(now().plus(wait)), value("windowEnd", windowEnd));
  }

  /** LOCATING -> ACCEPTED: certainly nothing was started. */
  public void notStarted(Handle handle, Run run, Instant due) {
    String changes =
        Window.NO_INTENT + "due_at = :due, attempts = 0, lost_rounds = lost_rounds + 1";
    move(handle, run, from(LOCATING).to(ACCEPTED).tells(Told.NOT_STARTED), changes, due(due));
  }

  /**
   * DISPATCHING, LOCATING -> RUNNING, FINISHED: the workflow run is known, which Port is told; it
   * is followed, unless the action asks for no status.
   *
   * @param wait until it may be polled by itself
   * @return when it was started: GitHub's yes, or the call whose answer was lost
   */
  public Instant started(Handle handle, Run run, Start start, Opening opening, Duration wait) {
    Instant now = now();
    move(
        handle,
        run,
        from(DISPATCHING, LOCATING)
            .to(run.reportStatus() ? RUNNING : FINISHED)
            .tells(Told.started(run, start.workflowRunId())),
        """
        ref = :target.ref, workflow_run_id = :id, html_url = :url,
          inputs = null, started_at = coalesce(started_at, :now), finished_at = :finished, due_at = :due, attempts = 0,
          named = :named, """
            + opening.changes(),
        opening.and(
            value("id", start.workflowRunId()),
            value("url", start.htmlUrl()),
            value("named", run.state() == DISPATCHING),
            value("finished", run.reportStatus() ? null : now),
            due(run.reportStatus() ? now.plus(wait) : null)));
    milestones.dispatched(handle, run, start.workflowRunId(), start.htmlUrl());
    Instant yes = run.startedAt() == null ? run.intentAt() : run.startedAt();
    return run.state() == DISPATCHING ? now : yes;
  }

  /** ACCEPTED, DISPATCHING -> REFUSED: GitHub does not start it, which Port is told. */
  public void refused(Handle handle, Run run, Why why) {
    String changes =
        """
        due_at = null, inputs = null, finished_at = :now, reason = :reason,
          report_due_at = coalesce(report_due_at, :now)
        """;
    Transition step = from(ACCEPTED, DISPATCHING).to(REFUSED).tells(Told.refused(why.text()));
    move(handle, run, step, changes, reason(why.text()));
    milestones.refused(handle, run);
  }

  /**
   * CONFIRMING, DISPATCHING, LOCATING, RUNNING -> PARKED: an operator has to decide. It ends the
   * claim: a worker that still works under it changes nothing any more.
   */
  public void parked(Handle handle, Run run, Why why) {
    String changes = "due_at = null, claim = claim + 1, node_id = null, reason = :reason";
    move(handle, run, from(run.state()).to(PARKED), changes, reason(why.sentence()));
    milestones.parked(handle, run, why);
  }

  /** RUNNING -> FINISHED: its workflow run has ended, which Port is told; false when known. */
  public boolean finished(Handle handle, Run run, String conclusion, String htmlUrl) {
    String sql =
        """
        update run set state = 'FINISHED', %s, status = 'completed', conclusion = :conclusion, finished_at = :now,
          html_url = coalesce(nullif(html_url, ''), nullif(:url, '')), due_at = null, node_id = null,
          report_due_at = coalesce(report_due_at, :now)
        where run_id = :runId and state = 'RUNNING'
        """;
    NamedValue kept = value("conclusion", Texts.shorten(conclusion, 60));
    return tells(handle, run, Told.ended(conclusion), sql, kept, value("url", htmlUrl))
        && milestones.finished(handle, run, conclusion, htmlUrl);
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
            ? run.intentAt() == null ? ACCEPTED : LOCATING
            : run.reportStatus() ? RUNNING : FINISHED;
    Instant now = now();
    boolean ended = state == FINISHED;
    changes(
        handle,
        run,
        """
        update run set state = :newState, due_at = :due, finished_at = :finished, started_at = :started,
          attempts = 0, listed = false, claim = claim + 1, reason = null, lost_rounds = 0, label = null
        where run_id = :runId and state = 'PARKED'
        """,
        value("newState", state),
        due(ended ? null : now),
        value("finished", ended ? now : null),
        // The deadline begins anew, and with it the pace of polling.
        value("started", state == RUNNING ? now : run.startedAt()));
    lanes.tell(handle, run.runId());
    return state;
  }

  /** PARKED -> FINISHED: an operator ends it, which Port is told; its row is locked. */
  public void endedByOperator(Handle handle, Run run, String sentence) {
    String sql =
        """
        update run set state = 'FINISHED', finished_at = :now, reason = :reason, inputs = null, due_at = null,
          node_id = null, claim = claim + 1, report_due_at = coalesce(report_due_at, :now)
        where run_id = :runId and state = 'PARKED'
        """;
    changes(handle, run, sql, reason(sentence));
  }

  /** An operator names the workflow run of a parked run; its row is locked. */
  public void adopt(Handle handle, Run run, long workflowRunId) {
    String sql =
        """
        update run set %s, workflow_run_id = :id, started_at = coalesce(started_at, intent_at), inputs = null
        where run_id = :runId and state = 'PARKED'
        """;
    tells(handle, run, Told.adopted(workflowRunId), sql, value("id", workflowRunId));
  }

  /** A parked run will not be started any more. */
  public void dropInputs(Handle handle, Run run) {
    handle.execute("update run set inputs = null where run_id = ?", run.runId());
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

  private void move(Run run, Transition step, String changes, NamedValue... values) {
    jdbi.useTransaction(handle -> move(handle, run, step, changes, values));
  }

  /** Takes a claimed run from one of these states to another, or throws {@link ClaimLost}. */
  private void move(Handle handle, Run run, Transition step, String changes, NamedValue... values) {
    String sql =
        """
        update run set state = :to, %s%s
        where run_id = :runId and claim = :claim and state in (<from>)%s
        """
            .formatted(step.story(), changes, step.condition());
    Update update = statement(handle, run, sql, values);
    step.bindTo(update, now());
    if (update.bind("to", step.to()).bindList("from", step.from()).execute() == 0) {
      throw step.failure(handle, run, now());
    }
    if (step.to() == ACCEPTED) {
      lanes.tell(handle, run.runId());
    }
  }

  /**
   * @param sql with a place for what the story changes
   */
  private boolean tells(Handle handle, Run run, Told told, String sql, NamedValue... values) {
    Update update = statement(handle, run, sql.formatted(told.changes()), values);
    told.bindTo(update, now());
    return update.execute() == 1;
  }

  private boolean changes(Handle handle, Object row, String sql, NamedValue... values) {
    return statement(handle, row, sql, values).execute() == 1;
  }

  /** Knows the members of the row and :now by themselves. */
  private Update statement(Handle handle, Object row, String sql, NamedValue... values) {
    Update update = handle.createUpdate(sql).bindMethods(row);
    if (sql.contains(":now")) {
      update.bind("now", now());
    }
    List.of(values).forEach(each -> each.bindTo(update));
    return update;
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
