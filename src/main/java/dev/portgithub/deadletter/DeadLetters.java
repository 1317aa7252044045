package dev.portgithub.deadletter;

import dev.portgithub.receive.Outcome;
import dev.portgithub.receive.ReceivedRecord;
import dev.portgithub.report.Messages;
import dev.portgithub.store.Run;
import dev.portgithub.store.Seal;
import dev.portgithub.store.Tables;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of what needs a person: each row says at which stage, why, and what to do, and holds
 * what a replay needs.
 *
 * <p>A parked run or report stays in its own row; a parked record is kept here, encrypted.
 */
public final class DeadLetters {
  public static final String PARKED = "PARKED";
  public static final String REPLAYED = "REPLAYED";
  public static final String DISCARDED = "DISCARDED";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final int LONGEST_MESSAGE = 2000;
  private static final int LONGEST_REMEDY = 1000;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Seal seal;

  public DeadLetters(DataSource store, Clock clock, Seal seal) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.seal = seal;
  }

  /** A row of the table, without the record. */
  public record DeadLetter(
      long id,
      String status,
      String stage,
      String reason,
      String message,
      String remedy,
      String runId,
      Long reportId,
      int attempts,
      Instant parkedAt,
      String topic,
      Integer kafkaPartition,
      Long kafkaOffset) {}

  private static final String COLUMNS =
      "id, status, stage, reason, message, remedy, run_id, report_id, attempts, parked_at, topic, kafka_partition,"
          + " kafka_offset";

  /** Parks a record, once however often it is delivered. */
  public void parkRecord(Handle handle, Outcome.Parked parked) {
    ReceivedRecord record = parked.record();
    handle
        .createUpdate(
            "insert into dead_letter (status, stage, reason, message, remedy, attempts, parked_at, topic, kafka_partition,"
                + " kafka_offset, record_at, record) values ('PARKED', 'validate', :reason, :message, :remedy, 1, :now,"
                + " :topic, :partition, :offset, :at, :record) on conflict do nothing")
        .bind("reason", parked.reason())
        .bind("message", Messages.shorten(parked.message(), LONGEST_MESSAGE))
        .bind("remedy", Messages.shorten(parked.remedy(), LONGEST_REMEDY))
        .bind("now", Instant.now(clock))
        .bind("topic", record.topic())
        .bind("partition", record.partition())
        .bind("offset", record.offset())
        .bind("at", record.at())
        .bind("record", seal.close(record.value() == null ? new byte[0] : record.value()))
        .execute();
    count("validate", parked.reason());
  }

  /** Parks a run at a stage; the caller changes the run's own row in the same transaction. */
  public void parkRun(
      Handle handle, Run run, String stage, String reason, String message, String remedy) {
    park(handle, run.runId(), null, run.attempts(), stage, reason, message, remedy);
    handle.execute(
        "update run set state = 'PARKED', due_at = null, reason = ? where run_id = ?",
        Messages.shorten(message, LONGEST_MESSAGE),
        run.runId());
  }

  /** Parks one report of a run. */
  public void parkReport(
      Handle handle, String runId, long reportId, int attempts, String message, String remedy) {
    park(handle, runId, reportId, attempts, "report", "PORT_REFUSED", message, remedy);
  }

  private void park(
      Handle handle,
      String runId,
      Long reportId,
      int attempts,
      String stage,
      String reason,
      String message,
      String remedy) {
    handle
        .createUpdate(
            "insert into dead_letter (status, stage, reason, message, remedy, run_id, report_id, attempts, parked_at)"
                + " values ('PARKED', :stage, :reason, :message, :remedy, :runId, :reportId, :attempts, :now)")
        .bind("stage", stage)
        .bind("reason", reason)
        .bind("message", Messages.shorten(message, LONGEST_MESSAGE))
        .bind("remedy", Messages.shorten(remedy, LONGEST_REMEDY))
        .bind("runId", runId)
        .bind("reportId", reportId)
        .bind("attempts", attempts)
        .bind("now", Instant.now(clock))
        .execute();
    count(stage, reason);
    LOG.warn("Run {} parked at stage {} ({}): {} {}", runId, stage, reason, message, remedy);
  }

  /** A replay ended where it began. */
  public void parkAgain(Handle handle, long id, String reason, String message, String remedy) {
    handle
        .createUpdate(
            "update dead_letter set status = 'PARKED', reason = :reason, message = :message, remedy = :remedy,"
                + " attempts = attempts + 1, settled_at = null where id = :id")
        .bind("reason", reason)
        .bind("message", Messages.shorten(message, LONGEST_MESSAGE))
        .bind("remedy", Messages.shorten(remedy, LONGEST_REMEDY))
        .bind("id", id)
        .execute();
  }

  /** Marks a parked letter; false when it is not parked any more. */
  public boolean settle(Handle handle, long id, String status) {
    return handle.execute(
            "update dead_letter set status = ?, settled_at = ? where id = ? and status = 'PARKED'",
            status,
            Instant.now(clock),
            id)
        == 1;
  }

  public Optional<DeadLetter> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .select("select " + COLUMNS + " from dead_letter where id = ?", id)
                .map(ConstructorMapper.of(DeadLetter.class))
                .findFirst());
  }

  /** The oldest parked letters. */
  public List<DeadLetter> parked(int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select "
                        + COLUMNS
                        + " from dead_letter where status = 'PARKED' order by id limit ?",
                    limit)
                .map(ConstructorMapper.of(DeadLetter.class))
                .list());
  }

  public long countParked() {
    return jdbi.withHandle(
        handle ->
            handle
                .select("select count(*) from dead_letter where status = 'PARKED'")
                .mapTo(Long.class)
                .one());
  }

  /** The record of a letter, or empty when it is about a run. */
  public Optional<ReceivedRecord> record(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select topic, kafka_partition, kafka_offset, record_at, record from dead_letter"
                        + " where id = ? and record is not null",
                    id)
                .map(
                    (row, context) ->
                        new ReceivedRecord(
                            row.getString(1),
                            row.getInt(2),
                            row.getLong(3),
                            row.getObject(4, java.time.OffsetDateTime.class).toInstant(),
                            seal.open(row.getBytes(5))))
                .findFirst());
  }

  private static void count(String stage, String reason) {
    Metrics.counter("deadletter.parked", "stage", stage, "reason", reason).increment();
  }
}
