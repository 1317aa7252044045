package dev.portgithub.deadletter;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Run;
import dev.portgithub.run.Texts;
import dev.portgithub.run.Why;
import dev.portgithub.signals.Counters;
import dev.portgithub.store.Seal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the table of what needs a person: each row says at which stage, why, and what to do, and
 * holds what a replay needs. Everything happens in the caller's transaction; {@link DeadLetterList}
 * reads.
 *
 * <p>A parked run or report stays in its own row; a parked record is kept here, encrypted.
 */
public final class DeadLetters {
  public static final String PARKED = "PARKED";
  public static final String REPLAYED = "REPLAYED";
  public static final String DISCARDED = "DISCARDED";
  public static final String ENDED = "ENDED";
  public static final String ADOPTED = "ADOPTED";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final int LONGEST_MESSAGE = 2000;
  private static final int LONGEST_REMEDY = 1000;
  private static final int MOST_SEARCHED = 65_536;
  private static final Pattern RUN_ID = Pattern.compile("\"(r_[A-Za-z0-9]{1,90})\"");

  private final Clock clock;
  private final Seal seal;

  public DeadLetters(Clock clock, Seal seal) {
    this.clock = clock;
    this.seal = seal;
  }

  /** Parks a record, once however often it is delivered. */
  public void parkRecord(Handle handle, ReceivedRecord record, Why why) {
    handle
        .createUpdate(
"""
insert into dead_letter (status, stage, reason, message, remedy, attempts, parked_at, topic, kafka_partition,
  kafka_offset, record_at, record, claimed_run_id)
values ('PARKED', 'validate', :reason, :message, :remedy, 1, :now, :topic, :partition, :offset, :at, :record, :claims)
on conflict do nothing
""")
        .bind("reason", why.code())
        .bind("message", Texts.shorten(why.sentence(), LONGEST_MESSAGE))
        .bind("remedy", Texts.shorten(why.remedy(), LONGEST_REMEDY))
        .bind("now", Instant.now(clock))
        .bind("topic", record.topic())
        .bind("partition", record.partition())
        .bind("offset", record.offset())
        .bind("at", record.at())
        .bind("record", seal.close(record.value() == null ? new byte[0] : record.value()))
        .bind("claims", claimedRun(record.value()))
        .execute();
  }

  /** The first id in it that looks like one of a run; nothing proves that it is. */
  private static String claimedRun(byte[] record) {
    int length = record == null ? 0 : Math.min(record.length, MOST_SEARCHED);
    Matcher id =
        RUN_ID.matcher(
            length == 0 ? "" : new String(record, 0, length, StandardCharsets.ISO_8859_1));
    return id.find() ? id.group(1) : null;
  }

  /**
   * Parks a run at the stage of its state; the caller parks its own row in the same transaction.
   */
  public void parkRun(Handle handle, Run run, Why why) {
    park(handle, new About(run.runId(), null, run.attempts(), run.state().stage()), why);
  }

  /** Parks one report of a run. */
  public void parkReport(Handle handle, String runId, long reportId, int attempts, Why why) {
    park(handle, new About(runId, reportId, attempts, "report"), why);
  }

  /** Public for the binder only: what a letter is about that is not about a record. */
  public record About(String runId, Long reportId, int attempts, String stage) {}

  private void park(Handle handle, About about, Why why) {
    handle
        .createUpdate(
"""
insert into dead_letter (status, stage, reason, message, remedy, run_id, report_id, attempts, parked_at)
values ('PARKED', :stage, :reason, :message, :remedy, :runId, :reportId, :attempts, :now)
""")
        .bindMethods(about)
        .bind("reason", why.code())
        .bind("message", Texts.shorten(why.sentence(), LONGEST_MESSAGE))
        .bind("remedy", Texts.shorten(why.remedy(), LONGEST_REMEDY))
        .bind("now", Instant.now(clock))
        .execute();
  }

  /** Logs and counts a run or a report that was parked, once that is committed. */
  public static void announce(String runId, String stage, Why why) {
    count(stage, why);
    LOG.warn(
        "Run {} parked at stage {} ({}): {} {}",
        runId,
        stage,
        why.code(),
        why.sentence(),
        why.remedy());
  }

  /** Counts what was parked, once that is committed. */
  public static void count(String stage, Why why) {
    Counters.add("deadletter.parked", "stage", stage, "reason", why.code());
  }

  /**
   * A replay ended where it began.
   *
   * @param letter as the replay found it
   * @return false when another replay has ended since, or the letter is not parked any more
   */
  public boolean parkAgain(Handle handle, DeadLetter letter, Why why) {
    return handle
            .createUpdate(
"""
update dead_letter set reason = :reason, message = :message, remedy = :remedy, attempts = attempts + 1
where id = :id and status = 'PARKED' and attempts = :attempts
""")
            .bind("reason", why.code())
            .bind("message", Texts.shorten(why.sentence(), LONGEST_MESSAGE))
            .bind("remedy", Texts.shorten(why.remedy(), LONGEST_REMEDY))
            .bind("id", letter.id())
            .bind("attempts", letter.attempts())
            .execute()
        == 1;
  }

  /**
   * Ends a parked letter. Of several callers at the same time, one ends it, and the others wait for
   * its commit to learn that they do not.
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
            """
            update dead_letter set status = ?, settled_at = ?
             where id = ? and status = 'PARKED' and attempts = ?
            """,
            status,
            Instant.now(clock),
            letter.id(),
            letter.attempts())
        == 1;
  }

  /**
   * Ends all parked letters of a run whose row is replaced or which has ended: what they say and
   * offer is about what it was.
   */
  public void endThoseOf(Handle handle, String runId, String status) {
    handle.execute(
        "update dead_letter set status = ?, settled_at = ? where run_id = ? and status = 'PARKED'",
        status,
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
}
