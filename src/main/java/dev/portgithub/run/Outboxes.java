package dev.portgithub.run;

import dev.portgithub.run.Instance.Term;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * When the outbox of each run is due, and who has claimed it: a part of table run. Which reports it
 * holds is not known here.
 *
 * <p>Whoever adds a report writes the row of its run in the same transaction, here or in {@link
 * Runs}, and whoever finds the outbox empty has written it before: so one of them sees the other.
 */
public final class Outboxes {
  private static final Lease.Reading<Claimed> READING =
      new Lease.Reading<>("run_id, report_claim", ConstructorMapper.of(Claimed.class));

  private final Clock clock;
  private final Instance instance;

  public Outboxes(Clock clock, Instance instance) {
    this.clock = clock;
    this.instance = instance;
  }

  /** An outbox under this claim. */
  public record Claimed(String runId, long reportClaim) {}

  /** Claims outboxes that are due. */
  public List<Claimed> claim(Handle handle, Duration lease, int limit) {
    return Lease.OF_OUTBOX.claim(handle, null, instance.term(now(), lease), limit, READING);
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
