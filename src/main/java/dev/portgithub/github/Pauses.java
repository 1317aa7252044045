package dev.portgithub.github;

import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses of a credential that GitHub asked for. Each is a row: it holds for all instances and
 * survives a restart.
 */
public final class Pauses {
  private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

  private final Jdbi jdbi;
  private final Clock clock;

  /** How long an instance relies on what it has read. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** What this instance knows without asking the store. */
  private final Map<String, Instant> known = new ConcurrentHashMap<>();

  /** When it has asked. */
  private final Map<String, Instant> readAt = new ConcurrentHashMap<>();

  public Pauses(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Stops all calls with this credential, in every instance, until the given time. */
  void pause(String credential, Instant until, String reason) {
    LOG.warn(
        "GitHub limits credential {} ({}): no call is made with it until {}",
        credential,
        reason,
        until);
    known.merge(credential, until, Pauses::later);
    jdbi.useTransaction(
        handle -> {
          lock(handle, credential);
          handle
              .createUpdate(
                  """
                  update credential set paused_until = :until, pause_reason = :reason
                  where name = :name and (paused_until is null or paused_until < :until)
                  """)
              .bind("until", until)
              .bind("reason", Texts.shorten(reason, 500))
              .bind("name", credential)
              .execute();
        });
  }

  /**
   * @throws RemoteBusy while this instance knows of a pause
   */
  void requireNoneKnown(String credential) {
    requireOver(credential, known.get(credential));
  }

  /**
   * The row counts as well: another instance was told, or this one before it was restarted. That is
   * noticed within a second.
   *
   * @throws RemoteBusy during a pause
   */
  void requireNone(String credential) {
    Instant now = Instant.now(clock);
    Instant read = readAt.get(credential);
    // A clock that was set back must not hide what happened since.
    if (read == null || now.isBefore(read) || !now.isBefore(read.plus(FRESH))) {
      readAt.put(credential, now);
      read(credential);
    }
    requireNoneKnown(credential);
  }

  private void read(String credential) {
    jdbi.withHandle(
            handle ->
                handle
                    .select(
                        "select paused_until from credential where name = ? and paused_until is not null",
                        credential)
                    .mapTo(Instant.class)
                    .findFirst())
        .ifPresent(until -> known.merge(credential, until, Pauses::later));
  }

  /**
   * Locks the row of the credential until the end of the transaction.
   *
   * @throws RemoteBusy during a pause
   */
  void requireNoneAndLock(Handle handle, String credential) {
    lock(handle, credential)
        .ifPresent(until -> requireOver(credential, known.merge(credential, until, Pauses::later)));
  }

  private void requireOver(String credential, Instant until) {
    if (until != null && Instant.now(clock).isBefore(until)) {
      throw new RemoteBusy("GitHub has paused credential " + credential, until);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Locks the row of the credential, made at its first use, and returns its pause. */
  private static Optional<Instant> lock(Handle handle, String credential) {
    List<Optional<Instant>> row = select(handle, credential);
    if (row.isEmpty()) {
      handle.execute("insert into credential (name) values (?) on conflict do nothing", credential);
      row = select(handle, credential);
    }
    return row.get(0);
  }

  /** No row, or one with or without a pause. */
  private static List<Optional<Instant>> select(Handle handle, String credential) {
    return handle
        .select("select paused_until from credential where name = ? for update", credential)
        .mapTo(new GenericType<Optional<Instant>>() {})
        .list();
  }
}
