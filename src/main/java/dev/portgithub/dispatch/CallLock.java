package dev.portgithub.dispatch;

import dev.portgithub.report.HandOver;
import dev.portgithub.run.Outboxes.Opening;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.RunQueries.Dispatching;
import dev.portgithub.store.Transactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the row of a run locked during the one call that may start its workflow.
 *
 * <p>A lease ends by the clock, even if its process is frozen between its intent and its call and
 * will send the call when it thaws. Claims skip locked rows, so as long as this process and its
 * session with the store live, nobody takes the run over, however long it is frozen. When it dies,
 * the store ends the session, and with it the lock.
 *
 * <p>Not promised: a session that the store ends while the process lives (a restart of the store, a
 * network that breaks). Then the lease alone counts, and the deadline of the call: see {@link
 * dev.portgithub.remote.RemoteCall#entity}.
 */
public final class CallLock {
  private static final Logger LOG = LoggerFactory.getLogger(CallLock.class);

  private final Jdbi jdbi;
  private final HandOver handOver;

  public CallLock(Jdbi jdbi, HandOver handOver) {
    this.jdbi = jdbi;
    this.handOver = handOver;
  }

  /** A lock, and what was read with it. */
  public record Held(CallLock by, Handle session, Dispatching row) implements Transactions {
    /**
     * Does work in the transaction that holds the lock, and so ends it: in between nobody takes the
     * run over, and no commit of its own is needed. If the session was lost meanwhile, the work is
     * done in another one; it is about a claimed run, so it changes nothing if it was done already.
     */
    @Override
    public <R> R once(HandleCallback<R, RuntimeException> work) {
      try {
        R result = work.withHandle(session);
        session.commit();
        return result;
      } catch (JdbiException e) {
        LOG.debug("The session of a call was lost: {}", e.getMessage());
        end(session);
        return by.jdbi.inTransaction(work);
      }
    }

    /** How a write opens the outbox of the run; the lock keeps one closed that was. */
    Opening opening(Handle handle, Run run) {
      return handle == session && row.closedOutbox() != null
          ? by.handOver.opening(run, row.closedOutbox())
          : Opening.DUE;
    }
  }

  /**
   * Locks the row until {@link #release}; takes one connection of the store for that time.
   *
   * @throws dev.portgithub.run.ClaimLost when the run was claimed anew since the intent: it must
   *     not be sent
   */
  public Held hold(Run run) {
    Handle session = jdbi.open();
    try {
      session.begin();
      return new Held(this, session, RunQueries.lockDispatching(session, run));
    } catch (RuntimeException e) {
      end(session);
      throw e;
    }
  }

  /**
   * Ends it, if the answer has not. Called before anything else is written about the run: writers
   * would wait for the lock.
   */
  public void release(Held lock) {
    if (lock != null) {
      end(lock.session);
    }
  }

  private static void end(Handle session) {
    try (session) {
      if (session.isInTransaction()) {
        session.rollback();
      }
    } catch (RuntimeException e) {
      // The session has ended, and the lock with it.
      LOG.debug("The lock of a call had ended before it was released: {}", e.getMessage());
    }
  }
}
