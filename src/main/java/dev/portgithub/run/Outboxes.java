package dev.portgithub.run;

import static dev.portgithub.run.NamedValue.value;

import dev.portgithub.run.Instance.Term;
import dev.portgithub.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/**
 * When the outbox of each run is due, and who has claimed it: a part of table run. Which reports it
 * holds is not known here.
 *
 * <p>Whoever adds a report writes the row of its run in the same transaction, here or in {@link
 * Runs}, and whoever finds the outbox empty has written it before: so one of them sees the other.
 */
public final class Outboxes {
  private static final RowMapper<Claimed> ROW = ConstructorMapper.of(Claimed.class);

  private static final Lease.Reading<Claimed> READING =
      new Lease.Reading<>("run_id, report_claim, trace_context, null as version", ROW);

  /** xmin: the transaction that wrote the row last. */
  private static final Lease.Reading<Claimed> READING_OF_POSTGRESQL =
      new Lease.Reading<>(
          "run_id, report_claim, trace_context, cast(xmin as varchar) as version", ROW);

  private final Clock clock;
  private final Instance instance;

  public Outboxes(Clock clock, Instance instance) {
    this.clock = clock;
    this.instance = instance;
  }

  /**
   * An outbox under this claim.
   *
   * @param traceContext of the run, or null
   * @param version of the row as the claim has written it; null with H2
   */
  public record Claimed(String runId, long reportClaim, String traceContext, String version) {
    /** The same when its row was written by the transaction that claimed it. */
    public Claimed written(String by) {
      return new Claimed(runId, reportClaim, traceContext, by);
    }
  }

  /**
   * What a write about a run changes besides, so that its outbox is due: now, or when the claim
   * ends that begins with it.
   *
   * @param claimed the outbox under that claim, or null
   */
  public record Opening(String changes, Term term, Claimed claimed) {
    /** Whoever claims it next delivers what is in it. */
    public static final Opening DUE =
        new Opening("report_due_at = coalesce(report_due_at, :now)", null, null);

    NamedValue[] and(NamedValue... values) {
      return claimed == null
          ? values
          : Stream.concat(
                  Stream.of(values),
                  Stream.of(
                      value("reportEnd", term.end()), value("reportClaimant", term.claimant())))
              .toArray(NamedValue[]::new);
    }
  }

  /**
   * Claims an outbox with the write that fills it.
   *
   * @param closed its last claim; nothing is in it, and its row is locked
   */
  public Opening taken(Run run, long closed, Duration lease) {
    String changes =
        """
        report_due_at = :reportEnd, report_leased_until = :reportEnd, report_claimed_by = :reportClaimant,
          report_claim = report_claim + 1
        """;
    Claimed claimed = new Claimed(run.runId(), closed + 1, run.traceContext(), null);
    return new Opening(changes, instance.term(now(), lease), claimed);
  }

  /** Claims outboxes that are due. */
  public List<Claimed> claim(Handle handle, Duration lease, int limit) {
    Lease.Reading<Claimed> reading = Database.isH2(handle) ? READING : READING_OF_POSTGRESQL;
    return Lease.OF_OUTBOX.claim(handle, null, instance.term(now(), lease), limit, reading);
  }

  /**
   * A statement that closes it and settles its last reports, unless anybody has written the row of
   * the run since the claim: only who has written it can have added something, in whatever version.
   * PostgreSQL only.
   *
   * @param settling an update that changes nothing unless {@code exists (select 1 from closed)};
   *     the caller binds its values
   * @return a query for how many outboxes were closed, 0 or 1
   */
  public static Query closeUntouched(Handle handle, Claimed outbox, String settling) {
    return handle
        .createQuery(
            """
            with closed as (
              update run set report_due_at = null
              where run_id = :runId and report_claim = :reportClaim and cast(xmin as varchar) = :version returning 1),
            settled as (%s)
            select count(*) from closed
            """
                .formatted(settling))
        .bindMethods(outbox);
  }

  /** It is due at a time, and no longer claimed; false when it was claimed anew. */
  public boolean dueAt(Handle handle, Claimed outbox, Instant due) {
    return Lease.OF_OUTBOX.dueAt(handle, outbox.reportClaim(), due, List.of(outbox.runId())) == 1;
  }

  /** Has nobody claimed it anew? */
  public boolean isUnder(Handle handle, Claimed outbox) {
    return handle
        .createQuery("select 1 from run where run_id = :runId and report_claim = :reportClaim")
        .bindMethods(outbox)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /** Lengthens the lease; false when it was claimed anew. */
  public boolean renew(Handle handle, Claimed outbox, Duration lease) {
    Term term = instance.term(now(), lease);
    return Lease.OF_OUTBOX.renew(handle, outbox.reportClaim(), term, List.of(outbox.runId())) == 1;
  }

  /** It is empty, unless the caller finds something afterwards; false when it was claimed anew. */
  public boolean close(Handle handle, Claimed outbox) {
    return dueAt(handle, outbox, null);
  }

  /** Something was added. Always writes the row. */
  public void filled(Handle handle, String runId) {
    handle.execute(
        "update run set report_due_at = coalesce(report_due_at, ?) where run_id = ?", now(), runId);
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
