package dev.portgithub.deadletter;

import dev.portgithub.receive.Outcome;
import dev.portgithub.receive.ReceivedRecord;
import dev.portgithub.run.Texts;
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
        .bind("message", Texts.shorten(parked.message(), LONGEST_MESSAGE))
        .bind("remedy", Texts.shorten(parked.remedy(), LONGEST_REMEDY))
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
        Texts.shorten(message, LONGEST_MESSAGE),
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
        .bind("message", Texts.shorten(message, LONGEST_MESSAGE))
        .bind("remedy", Texts.shorten(remedy, LONGEST_REMEDY))
        .bind("runId", runId)
        .bind("reportId", reportId)
        .bind("attempts", attempts)
        .bind("now", Instant.now(clock))
        .execute();
    count(stage, reason);
    LOG.warn("Run {} parked at stage {} ({}): {} {}", runId, stage, reason, message, remedy);
  }

  /**
   * A replay ended where it began.
   *
   * @param letter as the replay found it
   * @return false when another replay has ended since, or the letter is not parked any more
   */
  public boolean parkAgain(
      Handle handle, DeadLetter letter, String reason, String message, String remedy) {
    return handle
            .createUpdate(
                "update dead_letter set reason = :reason, message = :message, remedy = :remedy,"
                    + " attempts = attempts + 1"
                    + " where id = :id and status = 'PARKED' and attempts = :attempts")
            .bind("reason", reason)
            .bind("message", Texts.shorten(message, LONGEST_MESSAGE))
            .bind("remedy", Texts.shorten(remedy, LONGEST_REMEDY))
            .bind("id", letter.id())
            .bind("attempts", letter.attempts())
            .execute()
        == 1;
  }

  /**
   * Ends a parked letter. Of several at once one ends it, and the others wait for its commit to
   * learn that they do not.
   *
   * @return false when it is not parked any more
   */
  public boolean settle(Handle handle, long id, String status) {
    return handle.execute(
            "update dead_letter set status = ?, settled_at = ? where id = ? and status = 'PARKED'",
            status,
            Instant.now(clock),
            id)
        == 1;
  }

  /**
   * Ends the letter of a record as its replay found it; false when it was replayed or settled
   * since.
   */
  public boolean settle(Handle handle, DeadLetter letter, String status) {
    return handle.execute(
            "update dead_letter set status = ?, settled_at = ? where id = ? and status = 'PARKED' and attempts = ?",
            status,
            Instant.now(clock),
            letter.id(),
            letter.attempts())
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

  /**
   * Ends the letters of a run whose row is replaced: what they say and offer is of the row before.
   */
  public void endThoseOf(Handle handle, String runId) {
    handle.execute(
        "update dead_letter set status = 'DISCARDED', settled_at = ? where run_id = ? and status = 'PARKED'",
        Instant.now(clock),
        runId);
  }

  /** Is it the last one about its run? An older one does not say any more why the run is parked. */
  public boolean isLatest(Handle handle, DeadLetter letter) {
    return handle
        .select(
            "select 1 from dead_letter where run_id = ? and report_id is null and id > ? limit 1",
            letter.runId(),
            letter.id())
        .mapTo(Integer.class)
        .findFirst()
        .isEmpty();
  }

  /** The parked letters of a reason. */
  public record Reason(String stage, String reason, long letters, Instant oldest) {}

  /** What letters are parked for, the most frequent reason first. */
  public List<Reason> reasons() {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select stage, reason, count(*) as letters, min(parked_at) as oldest from dead_letter"
                        + " where status = 'PARKED' group by stage, reason order by count(*) desc, stage, reason")
                .map(ConstructorMapper.of(Reason.class))
                .list());
  }

  /** The ids of the oldest parked letters of a reason behind one of them. */
  List<Long> parked(String reason, long after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select id from dead_letter where status = 'PARKED' and reason = ? and id > ? order by id limit ?",
                    reason,
                    after,
                    limit)
                .mapTo(Long.class)
                .list());
  }

  /** The highest id of all; letters that come later have a higher one. */
  long newest() {
    return jdbi.withHandle(
        handle ->
            handle.select("select coalesce(max(id), 0) from dead_letter").mapTo(Long.class).one());
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
