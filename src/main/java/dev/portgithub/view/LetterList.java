package dev.portgithub.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/** Finds dead letters for operators. */
public final class LetterList {
  /** So many of a status are looked at; those that wait first come first. */
  public static final int MOST_READ = 10_000;

  private final Jdbi jdbi;

  public LetterList(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Which letters an operator asks for; what is null does not matter.
   *
   * @param text the beginning of a run id, or the number of a letter
   */
  public record Filter(
      String status, String stage, String reason, String text, int from, int size) {}

  /**
   * A row of table dead_letter.
   *
   * @param claimedRunId which run a record claims to be; nobody has proved it
   * @param adoptable whether its run may have a workflow run that nobody knows
   */
  public record Letter(
      long id,
      String status,
      String stage,
      String reason,
      String message,
      String remedy,
      String runId,
      String claimedRunId,
      Long reportId,
      int attempts,
      Instant parkedAt,
      Instant settledAt,
      String topic,
      Integer kafkaPartition,
      Long kafkaOffset,
      boolean adoptable) {}

  /** The last parked letter about each of these runs that has one. */
  static Map<String, Long> lastAbout(Handle handle, List<RunRow> rows) {
    if (rows.isEmpty()) {
      return Map.of();
    }
    return handle
        .createQuery(
            """
            select run_id, max(id) as id from dead_letter where run_id in (<ids>) and status = 'PARKED'
            group by run_id
            """)
        .bindList("ids", rows.stream().map(RunRow::runId).toList())
        .setMapKeyColumn("run_id")
        .setMapValueColumn("id")
        .collectInto(new GenericType<Map<String, Long>>() {});
  }

  /** The letters, and one more if there is one. */
  public List<Letter> find(Filter filter) {
    boolean parked = filter.status().equals("PARKED");
    String sql =
        """
        select letters.*, case when run.intent_at is not null and run.workflow_run_id is null
            and letters.report_id is null then true else false end as adoptable
        from (select id, status, stage, reason, message, remedy, run_id, claimed_run_id, report_id, attempts, parked_at,
            settled_at, topic, kafka_partition, kafka_offset
          from dead_letter where status = :status order by status %1$s, id %1$s limit %2$d) letters
        left join run on run.run_id = letters.run_id
        where 1 = 1%3$s%4$s%5$s order by letters.id %1$s limit %6$d offset %7$d
        """
            .formatted(
                parked ? "asc" : "desc",
                MOST_READ,
                filter.stage() == null ? "" : " and letters.stage = :stage",
                filter.reason() == null ? "" : " and letters.reason = :reason",
                filter.text() == null
                    ? ""
                    : " and (left(letters.run_id, :length) = :text or left(letters.claimed_run_id, :length) = :text"
                        + " or cast(letters.id as varchar(20)) = :text)",
                filter.size() + 1,
                filter.from());
    return jdbi.withHandle(
        handle -> {
          Query query = handle.createQuery(sql).bind("status", filter.status());
          if (filter.stage() != null) {
            query.bind("stage", filter.stage());
          }
          if (filter.reason() != null) {
            query.bind("reason", filter.reason());
          }
          if (filter.text() != null) {
            query.bind("text", filter.text()).bind("length", filter.text().length());
          }
          return query.map(ConstructorMapper.of(Letter.class)).list();
        });
  }
}
