package dev.portgithub.confirm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.port.PortAccess;
import dev.portgithub.remote.Backoff;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Lease;
import dev.portgithub.run.Run;
import dev.portgithub.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Port about runs whose record is unsigned or old, before they may start anything. */
public final class Confirmations {
  private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);

  private final Jdbi jdbi;
  private final Clock clock;
  private final DeadLetters deadLetters;
  private final Duration lease;
  private final Confirmation confirmation = new Confirmation();
  private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5));

  public Confirmations(DataSource store, Clock clock, DeadLetters deadLetters, Duration lease) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.deadLetters = deadLetters;
    this.lease = lease;
  }

  public List<Run> claim(int limit) {
    return Lease.claim(jdbi, "CONFIRMING", Instant.now(clock), lease, limit);
  }

  public RemoteCall call(Run run) {
    return RemoteCall.get(
            RemoteCall.pathOf("v1", "actions", "runs", run.runId()), PortAccess.CREDENTIAL)
        .withQuery("version=v2");
  }

  /**
   * @param answer to {@link #call}
   * @throws RemoteBusy while the run waits for an approval
   */
  public void settle(Run run, RemoteAnswer answer) {
    JsonNode inPort = answer.json().path("run");
    if (inPort.path("status").asText("").equals("WAITING_FOR_APPROVAL")) {
      throw new RemoteBusy("it waits for an approval in Port", null);
    }
    Confirmation.Verdict verdict =
        confirmation.decide(inPort, run.org(), run.repo(), run.workflow(), !run.signed());
    switch (verdict) {
      case CONFIRMED -> accept(run);
      case CLOSED -> skip(run, "Port says that it no longer waits to be started");
      case STARTED_ELSEWHERE -> skip(run, "Port shows that another listener has started it");
      case MISMATCH ->
          park(
              run,
              "NOT_CONFIRMED",
              "Port's own run does not name the same organisation, repository and workflow.");
    }
  }

  /** Port does not know the run. */
  public void unknown(Run run, RemoteRefused refusal) {
    if (run.signed()) {
      skip(run, "Port does not know it any more");
    } else {
      park(run, "NOT_IN_PORT", "Port does not know the run: " + refusal.getMessage());
    }
  }

  public void postpone(Run run, Exception failure) {
    Instant due = Instant.now(clock).plus(backoff.after(run.attempts() + 1));
    Instant next = failure instanceof RemoteBusy busy ? busy.untilOr(due) : due;
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update run set due_at = ?, attempts = attempts + 1 where run_id = ? and claim = ?",
                next,
                run.runId(),
                run.claim()));
    LOG.warn(
        "Run {}: Port has not confirmed yet that it is genuine and may start ({}); it will be asked again at {}",
        run.runId(),
        failure.getMessage(),
        next);
  }

  private void accept(Run run) {
    jdbi.useHandle(handle -> move(handle, run, "ACCEPTED", Instant.now(clock), null));
    LOG.info("Run {} confirmed by Port: it will be dispatched", run.runId());
  }

  private void skip(Run run, String reason) {
    jdbi.useHandle(handle -> move(handle, run, "SKIPPED", null, reason));
    LOG.info("Run {} is not started: {}", run.runId(), reason);
  }

  private void park(Run run, String reason, String message) {
    jdbi.useTransaction(
        handle -> {
          move(handle, run, "PARKED", null, message);
          deadLetters.parkRun(
              handle,
              run,
              "validate",
              reason,
              message,
              "The record was unsigned and may be forged: replay only if you know where it came from.");
        });
  }

  private void move(Handle handle, Run run, String state, Instant due, String reason) {
    Lease.requireHeld(
        handle
            .createUpdate(
                "update run set state = :state, due_at = :due, reason = :reason, attempts = 0,"
                    + " finished_at = :finished, inputs = case when :state = 'SKIPPED' then null else inputs end"
                    + " where run_id = :runId and claim = :claim and state = 'CONFIRMING'")
            .bind("state", state)
            .bind("due", due)
            .bind("reason", reason)
            .bind("finished", state.equals("SKIPPED") ? Instant.now(clock) : null)
            .bind("runId", run.runId())
            .bind("claim", run.claim())
            .execute(),
        run);
  }
}
