package dev.portgithub.cancel;

import dev.portgithub.port.RunInPort;
import dev.portgithub.run.Texts;
import dev.portgithub.signals.Counters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * The only class that writes table cancellation: of which runs nothing is to go on. A wish is
 * stored in the transaction that makes it true, so no crash loses it; {@link Cancelling} carries it
 * out.
 */
public final class Wishes {
  private static final RowMapper<Cancellation> ROW = ConstructorMapper.of(Cancellation.class);
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final int LONGEST = 300;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Who who;

  /** Whose end in Port cancels the workflow run. */
  private enum Who {
    PERSON,
    ANYBODY,
    OFF
  }

  /**
   * @param endedInPort person: what a person ends in Port is cancelled, unless it ends as SUCCESS;
   *     anybody: also what a program ends there; off: nothing is
   */
  public Wishes(Jdbi jdbi, Clock clock, String endedInPort) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.who =
        switch (endedInPort) {
          case "person" -> Who.PERSON;
          case "anybody" -> Who.ANYBODY;
          case "off" -> Who.OFF;
          default ->
              throw new IllegalArgumentException(
                  "cancel.ended-in-port (" + endedInPort + ") must be person, anybody or off");
        };
  }

  /**
   * A run has ended in Port, and not by us: nothing that we were to tell it says so. It is not
   * started any more; what it has started is cancelled if a person has ended it. Nothing happens to
   * a run whose end is known here: if that was ours, its workflow run is nobody's business.
   *
   * @param handle of the transaction in which nothing more is reported of it
   */
  public void endedInPort(Handle handle, String runId, RunInPort inPort) {
    boolean meant = who == Who.ANYBODY || inPort.byPerson();
    boolean cancels = meant && !inPort.status().equals("SUCCESS");
    if (who != Who.OFF && isOpen(handle, runId, cancels)) {
      add(handle, runId, "it was ended in Port: " + inPort.described(), cancels);
    }
  }

  /**
   * The workflow run of a run is to be cancelled; if it is not known yet, as soon as it is. The
   * rules are those of {@link Cancelling}: it is proven to be ours first.
   *
   * @param handle of the caller's transaction
   * @param why as the end of "because ..."
   * @return false when the run has ended, or that was wanted before
   */
  public boolean want(Handle handle, String runId, String why) {
    return isOpen(handle, runId, true) && add(handle, runId, why, true);
  }

  /** Has it not ended here? A final status that is on its way to Port, or there, is ours. */
  private static boolean isOpen(Handle handle, String runId, boolean cancels) {
    String states =
        cancels ? "'ACCEPTED', 'DISPATCHING', 'LOCATING', 'RUNNING', 'PARKED'" : "'ACCEPTED'";
    return handle
        .select(
            """
            select 1 from run where run_id = ? and state in (%s)
              and not exists (select 1 from report where report.run_id = run.run_id and ends_run = true)
            """
                .formatted(states),
            runId)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  private boolean add(Handle handle, String runId, String why, boolean cancels) {
    Instant now = Instant.now(clock);
    return handle.execute(
            """
            insert into cancellation (run_id, why, wanted_at, cancels, due_at) values (?, ?, ?, ?, ?)
            on conflict do nothing
            """,
            runId,
            Texts.line(why, LONGEST),
            now,
            cancels,
            now)
        == 1;
  }

  /** Claims what is due; another instance has it again at the end of the lease. */
  public List<Cancellation> claim(int limit) {
    if (limit <= 0) {
      return List.of();
    }
    Instant now = Instant.now(clock);
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    """
                    select run_id, claim + 1 as claim, why, wanted_at, cancels, attempts, asked_at from cancellation
                    where due_at <= ? order by due_at limit ?
                    """,
                    now,
                    limit)
                .map(ROW)
                .list()
                .stream()
                .filter(each -> take(handle, each, now))
                .toList());
  }

  /** False when another instance was faster. */
  private static boolean take(Handle handle, Cancellation wish, Instant now) {
    return handle.execute(
            "update cancellation set due_at = ?, claim = ? where run_id = ? and claim = ? and due_at <= ?",
            now.plus(LEASE),
            wish.claim(),
            wish.runId(),
            wish.claim() - 1,
            now)
        == 1;
  }

  /** Ends a claim whose work has not begun; false when it was claimed anew. */
  public boolean handBack(Cancellation wish) {
    return later(wish, Instant.now(clock), wish.attempts());
  }

  boolean later(Cancellation wish, Instant due, int attempts) {
    return update(wish, "due_at = ?, attempts = ?", due, attempts);
  }

  /** GitHub has an answer to the cancel; whether that stops it is looked at later. */
  void asked(Cancellation wish, Instant due) {
    update(wish, "asked_at = ?, due_at = ?, attempts = 0", Instant.now(clock), due);
  }

  /** GitHub said yes to a forced cancel: nothing more can be done. */
  void forced(Cancellation wish) {
    Instant now = Instant.now(clock);
    update(wish, "forced_at = ?, settled_at = ?, outcome = 'FORCED', due_at = null", now, now);
  }

  /** Nothing more is done about it, unless it was claimed anew. */
  void settle(Cancellation wish, String outcome) {
    if (update(wish, "settled_at = ?, outcome = ?, due_at = null", Instant.now(clock), outcome)) {
      count(outcome);
    }
  }

  static void count(String outcome) {
    Counters.add("cancel.runs", "outcome", outcome.toLowerCase(Locale.ROOT));
  }

  private boolean update(Cancellation wish, String changes, Object first, Object second) {
    return jdbi.withHandle(
        handle ->
            handle.execute(
                    "update cancellation set " + changes + " where run_id = ? and claim = ?",
                    first,
                    second,
                    wish.runId(),
                    wish.claim())
                == 1);
  }
}
