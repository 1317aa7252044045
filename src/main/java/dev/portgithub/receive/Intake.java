package dev.portgithub.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetters;
import dev.portgithub.deadletter.RecordReplay;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Why;
import dev.portgithub.store.Seal;
import dev.portgithub.store.Tables;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the outcomes of a batch of records durable, in one transaction.
 *
 * <p>Idempotent by Port's run id: a run that is known is a duplicate, however often Kafka delivers
 * it. A failing store is not handled here: the exception stops the intake, and the batch is
 * delivered again.
 */
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private static final String PARKED = "parked";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Jdbi jdbi;
  private final Clock clock;
  private final Seal seal;
  private final DeadLetters deadLetters;

  public Intake(DataSource store, Clock clock, Seal seal, DeadLetters deadLetters) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.seal = seal;
    this.deadLetters = deadLetters;
  }

  /**
   * Returns the outcome of each record in one word.
   *
   * @param records how many there are in the batch
   * @throws IllegalStateException when a record has no outcome, which only an edited route can
   *     cause
   */
  public List<String> store(int records, List<Outcome> outcomes) {
    if (outcomes.size() != records) {
      throw new IllegalStateException(
          "The route found %d outcomes for %d records: nothing is stored or committed"
              .formatted(outcomes.size(), records));
    }
    Instant now = Instant.now(clock);
    List<String> words =
        jdbi.inTransaction(
            handle -> {
              List<String> stored = new ArrayList<>(outcomes.size());
              for (Outcome outcome : outcomes) {
                stored.add(store(handle, outcome, now));
              }
              return stored;
            });
    for (int i = 0; i < words.size(); i++) {
      tell(outcomes.get(i), words.get(i));
    }
    return words;
  }

  /**
   * Ends the dead letter of a record that an operator replays, together with its new outcome; or
   * notes in the letter why it is parked again. The letter decides: of two replays at once one
   * changes something.
   *
   * @param letter as the replay found it
   */
  public RecordReplay storeReplayed(DeadLetter letter, Outcome outcome) {
    Instant now = Instant.now(clock);
    RecordReplay replay =
        jdbi.inTransaction(
            handle -> {
              if (outcome instanceof Outcome.Parked parked) {
                return deadLetters.parkAgain(handle, letter, why(parked))
                    ? RecordReplay.PARKED_AGAIN
                    : RecordReplay.SETTLED_MEANWHILE;
              }
              return deadLetters.settle(handle, letter, DeadLetters.REPLAYED)
                  ? RecordReplay.of(store(handle, outcome, now))
                  : RecordReplay.SETTLED_MEANWHILE;
            });
    if (replay != RecordReplay.SETTLED_MEANWHILE) {
      tell(outcome, replay.word());
    }
    return replay;
  }

  private static Why why(Outcome.Parked parked) {
    return new Why(parked.reason(), parked.message(), parked.remedy());
  }

  private String store(Handle handle, Outcome outcome, Instant now) {
    if (outcome instanceof Outcome.Accepted accepted) {
      return insert(handle, accepted, now) || takeOver(handle, accepted, now)
          ? "accepted"
          : "duplicate";
    }
    if (outcome instanceof Outcome.Refused refused) {
      return refuse(handle, refused, now) ? "refused" : "duplicate";
    }
    if (outcome instanceof Outcome.Parked parked) {
      deadLetters.parkRecord(handle, parked.record(), why(parked));
      return PARKED;
    }
    return "skipped";
  }

  private boolean insert(Handle handle, Outcome.Accepted accepted, Instant now) {
    Invocation invocation = accepted.invocation();
    ReceivedRecord record = accepted.record();
    return handle
            .createUpdate(
                "insert into run (run_id, state, due_at, action, org, repo, workflow, ref, report_status, signed, inputs,"
                    + " accepted_at, topic, kafka_partition, kafka_offset) values (:runId, :state, :now, :action, :org,"
                    + " :repo, :workflow, :ref, :report, :signed, :inputs, :now, :topic, :partition, :offset)"
                    + " on conflict do nothing")
            .bind("runId", invocation.runId())
            .bind("state", accepted.confirm() ? "CONFIRMING" : "ACCEPTED")
            .bind("now", now)
            .bind("action", invocation.action())
            .bind("org", invocation.org())
            .bind("repo", invocation.repo())
            .bind("workflow", invocation.workflow())
            .bind("ref", invocation.ref())
            .bind("report", invocation.reportWorkflowStatus())
            .bind("signed", accepted.signed())
            .bind("inputs", sealed(invocation))
            .bind("topic", record.topic())
            .bind("partition", record.partition())
            .bind("offset", record.offset())
            .execute()
        == 1;
  }

  private boolean takeOver(Handle handle, Outcome.Accepted accepted, Instant now) {
    return accepted.signed()
        && removeUnproven(handle, accepted.invocation().runId())
        && insert(handle, accepted, now);
  }

  /** A genuine record wins over an unsigned one that took its run id before and started nothing. */
  private boolean removeUnproven(Handle handle, String runId) {
    boolean removed =
        handle.execute(
                "delete from run where run_id = ? and signed = ? and intent_at is null"
                    + " and state in ('CONFIRMING', 'PARKED')",
                runId,
                false)
            == 1;
    if (removed) {
      deadLetters.endThoseOf(handle, runId);
    }
    return removed;
  }

  private boolean refuse(Handle handle, Outcome.Refused refused, Instant now) {
    removeUnproven(handle, refused.runId());
    ReceivedRecord record = refused.record();
    boolean inserted =
        handle
                .createUpdate(
                    "insert into run (run_id, state, org, repo, workflow, report_status, signed, accepted_at, finished_at,"
                        + " reason, topic, kafka_partition, kafka_offset) values (:runId, 'REFUSED', '', '', '', true,"
                        + " true, :now, :now, :reason, :topic, :partition, :offset) on conflict do nothing")
                .bind("runId", refused.runId())
                .bind("now", now)
                .bind(
                    "reason",
                    PortReports.shorten(refused.sentence() + " " + refused.remedy(), 2000))
                .bind("topic", record.topic())
                .bind("partition", record.partition())
                .bind("offset", record.offset())
                .execute()
            == 1;
    if (inserted) {
      Outbox.add(
          handle, refused.runId(), now, PortReports.refused(refused.sentence(), refused.remedy()));
    }
    return inserted;
  }

  private byte[] sealed(Invocation invocation) {
    try {
      return seal.close(JSON.writeValueAsBytes(invocation.inputs()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of texts can always be printed as JSON", e);
    }
  }

  private static void tell(Outcome outcome, String word) {
    String reason = "";
    if (outcome instanceof Outcome.Accepted accepted) {
      LOG.info(
          "Run {} {} ({}): {}",
          accepted.invocation().runId(),
          word,
          outcome.record(),
          word.equals("duplicate")
              ? "it is known already, nothing is started again"
              : accepted.confirm()
                  ? "Port is asked first whether it is genuine and still waits"
                  : "will be dispatched");
    } else if (outcome instanceof Outcome.Refused refused) {
      reason = refused.reason();
      LOG.info(
          "Run {} {} ({}, {}): {}{}",
          refused.runId(),
          word,
          reason,
          outcome.record(),
          word.equals("duplicate")
              ? "it is known already, Port is not told again. "
              : "Port is told FAILURE: ",
          refused.sentence());
    } else if (outcome instanceof Outcome.Parked parked) {
      reason = parked.reason();
      LOG.warn(
          "{} parked ({}): {} {}", outcome.record(), reason, parked.message(), parked.remedy());
    } else if (outcome instanceof Outcome.Skipped skipped) {
      reason = skipped.reason();
      LOG.debug("{} skipped ({}): {}", outcome.record(), reason, skipped.message());
    }
    Metrics.counter("receive.records", "outcome", word, "reason", reason).increment();
  }
}
