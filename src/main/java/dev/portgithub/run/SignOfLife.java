package dev.portgithub.run;

import dev.portgithub.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows that this instance lives, and sees which others do.
 *
 * <p>With PostgreSQL it is a lock on the number of the instance, held by a session of its own. The
 * database ends the session, and with it the lock, when the process dies: within milliseconds when
 * it is killed, within about ten seconds when its machine is gone. A process that is frozen keeps
 * it. With H2 nobody else can hold the file: all other instances are dead.
 *
 * <p>Not promised: that a process without the lock is dead. The session may be lost while it lives.
 */
final class SignOfLife {
  private static final Logger LOG = LoggerFactory.getLogger(SignOfLife.class);

  /** The first of the two numbers of each advisory lock: "pghb". */
  private static final int OURS = 0x70676862;

  private final Jdbi jdbi;

  /** Holds the lock; null with H2, and while there is none. */
  private Handle session;

  SignOfLife(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What a look has seen. */
  record Seen(int alive, List<Long> dead) {}

  /** The store's sessions outlive their transactions nowhere: between it and us is a pooler. */
  static final class NoSession extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Begins to live under a new number, which it returns. */
  long begin(Instant now) {
    end();
    Handle opened = jdbi.open();
    boolean kept = false;
    try {
      boolean h2 = Database.isH2(opened);
      if (!h2) {
        // The server asks the machine of a silent client whether it is still there.
        opened
            .select(
                "select set_config('tcp_keepalives_idle', '5', false) as a, set_config('tcp_keepalives_interval', '2', false) as b,"
                    + " set_config('tcp_keepalives_count', '3', false) as c")
            .mapToMap()
            .one();
      }
      // Nobody sees the number before it is locked.
      long number =
          opened.inTransaction(
              handle -> {
                long id =
                    handle
                        .createUpdate("insert into instance (joined_at) values (:now)")
                        .bind("now", now)
                        .executeAndReturnGeneratedKeys("id")
                        .mapTo(Long.class)
                        .one();
                if (!h2) {
                  handle
                      .select("select 1 from pg_advisory_lock(?, ?)", OURS, (int) id)
                      .mapTo(Integer.class)
                      .one();
                }
                return id;
              });
      if (!h2) {
        session = opened;
        kept = true;
      }
      return number;
    } finally {
      if (!kept) {
        opened.close();
      }
    }
  }

  /** Gives up the lock, if it is held; the number stays in the table. */
  void end() {
    if (session == null) {
      return;
    }
    try (Handle ending = session) {
      session = null;
      ending.select("select 1 from pg_advisory_unlock_all()").mapTo(Integer.class).list();
    } catch (JdbiException e) {
      LOG.debug("The session had ended: {}", e.getMessage());
    }
  }

  /**
   * Looks at all instances, in the session that holds the lock: one that has ended fails.
   *
   * @throws NoSession when this very session holds no lock, which it took
   */
  Seen look(long own) {
    return session == null ? jdbi.withHandle(handle -> others(handle, own)) : locks(own);
  }

  private static Seen others(Handle handle, long own) {
    return new Seen(
        1, handle.select("select id from instance where id <> ?", own).mapTo(Long.class).list());
  }

  private record Lock(long id, boolean free) {}

  /** A lock can be taken if nobody holds it, and if this session does; it is given back at once. */
  private Seen locks(long own) {
    List<Lock> locks =
        session
            .select(
                "select id, pg_try_advisory_xact_lock(?, cast(id as integer)) as free from instance",
                OURS)
            .map((row, context) -> new Lock(row.getLong("id"), row.getBoolean("free")))
            .list();
    List<Long> free = new ArrayList<>(locks.stream().filter(Lock::free).map(Lock::id).toList());
    if (!free.remove(own)) {
      throw new NoSession();
    }
    return new Seen(locks.size() - free.size(), free);
  }

  /** Is it still dead? Nobody else asks until the transaction ends. */
  boolean isDead(Handle handle, long other) {
    return session == null
        || handle
            .select("select pg_try_advisory_xact_lock(?, ?)", OURS, (int) other)
            .mapTo(Boolean.class)
            .one();
  }
}
