package dev.portgithub.deadletter;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.store.Seal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What waits for an operator, to be read; {@link DeadLetters} writes. */
public final class DeadLetterList {
  private final Jdbi jdbi;
  private final Seal seal;

  public DeadLetterList(Jdbi jdbi, Seal seal) {
    this.jdbi = jdbi;
    this.seal = seal;
  }

  /** The parked letters of a reason. */
  public record Reason(String stage, String reason, long letters, Instant oldest) {}

  private static String letters(String condition) {
    return """
        select id, status, stage, reason, message, remedy, run_id, report_id, attempts, parked_at, topic,
          kafka_partition, kafka_offset
        from dead_letter where %s
        """
        .formatted(condition);
  }

  /** A letter, settled or not. */
  public Optional<DeadLetter> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(letters("id = ?"), id)
                .map(ConstructorMapper.of(DeadLetter.class))
                .findFirst());
  }

  /** The oldest parked letters. */
  public List<DeadLetter> parked(int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(letters("status = 'PARKED' order by id limit ?"), limit)
                .map(ConstructorMapper.of(DeadLetter.class))
                .list());
  }

  /** What letters are parked for, the most frequent reason first. */
  public List<Reason> reasons() {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    """
                    select stage, reason, count(*) as letters, min(parked_at) as oldest
                      from dead_letter
                     where status = 'PARKED'
                     group by stage, reason
                     order by count(*) desc, stage, reason
                    """)
                .map(ConstructorMapper.of(Reason.class))
                .list());
  }

  /** The ids of the oldest parked letters of a reason behind one of them. */
  public List<Long> parked(String reason, long after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    """
                    select id
                      from dead_letter
                     where status = 'PARKED' and reason = ? and id > ?
                     order by id limit ?
                    """,
                    reason,
                    after,
                    limit)
                .mapTo(Long.class)
                .list());
  }

  /** The highest id of all; letters that come later have a higher one. */
  public long newest() {
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

  /**
   * The record of a letter, or empty when it is about a run.
   *
   * @throws Seal.SealBroken when it was sealed under a client secret that is not configured any
   *     more
   */
  public Optional<ReceivedRecord> record(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    """
                    select topic, kafka_partition, kafka_offset, record_at, record
                      from dead_letter
                     where id = ? and record is not null
                    """,
                    id)
                .map(
                    (row, context) ->
                        new ReceivedRecord(
                            row.getString(1),
                            row.getInt(2),
                            row.getLong(3),
                            row.getObject(4, OffsetDateTime.class).toInstant(),
                            seal.open(row.getBytes(5))))
                .findFirst());
  }
}
