package dev.portgithub.github;

import dev.portgithub.Settings;
import dev.portgithub.remote.RemoteBusy;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Limits the dispatches of a credential to those that are configured for a minute
 * (GITHUB_WRITES_PER_MINUTE). They are counted per second in the store, so that any sixty seconds
 * hold no more, over all instances.
 */
public final class DispatchRate {
  /** The minute, and a second more because the count is by whole seconds. */
  private static final int WINDOW_SECONDS = 61;

  private static final int KEEP_SECONDS = 3600;

  private final Jdbi jdbi;
  private final Clock clock;
  private final GitHubAccess access;
  private final Pauses pauses;
  private final int writesPerMinute;

  public DispatchRate(
      Jdbi jdbi, Clock clock, Settings settings, GitHubAccess access, Pauses pauses) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.access = access;
    this.pauses = pauses;
    this.writesPerMinute = settings.gitHubWritesPerMinute();
  }

  /**
   * Takes the right to one dispatch, in the transaction that writes the intent. Dispatches of a
   * credential are admitted one after the other: the row of the credential is locked until that
   * transaction ends.
   *
   * @param owner of the repository
   * @throws RemoteBusy with the time when there may be room
   */
  public void take(Handle handle, String owner) {
    String credential = access.credential(owner);
    pauses.requireNoneAndLock(handle, credential);
    Instant now = Instant.now(clock);
    if (free(handle, credential, now) <= 0) {
      throw new RemoteBusy(
          writesPerMinute + " dispatches a minute (GITHUB_WRITES_PER_MINUTE) are made",
          nextFree(handle, credential, now));
    }
    long second = now.getEpochSecond();
    int counted =
        handle.execute(
            "update dispatch_count set dispatches = dispatches + 1 where credential = ? and second_at = ?",
            credential,
            second);
    if (counted == 0) {
      handle.execute("insert into dispatch_count values (?, ?, 1)", credential, second);
      handle.execute(
          "delete from dispatch_count where credential = ? and second_at < ?",
          credential,
          second - KEEP_SECONDS);
    }
  }

  /**
   * How many dispatches may be made now; an estimate, for deciding how many rows to claim. With an
   * App each owner has a limit of its own, which is checked run by run in {@link #take}.
   */
  public int free() {
    String credential = access.credential("");
    return jdbi.withHandle(
        handle ->
            pauses.isPaused(handle, credential) ? 0 : free(handle, credential, Instant.now(clock)));
  }

  private int free(Handle handle, String credential, Instant now) {
    int made =
        handle
            .select(
                "select coalesce(sum(dispatches), 0) from dispatch_count where credential = ? and second_at > ?",
                credential,
                now.getEpochSecond() - WINDOW_SECONDS)
            .mapTo(Integer.class)
            .one();
    return writesPerMinute - made;
  }

  private Instant nextFree(Handle handle, String credential, Instant now) {
    long oldest =
        handle
            .select(
                """
                select min(second_at) from dispatch_count
                where credential = ? and second_at > ? and dispatches > 0
                """,
                credential,
                now.getEpochSecond() - WINDOW_SECONDS)
            .mapTo(Long.class)
            .one();
    return Instant.ofEpochSecond(oldest + WINDOW_SECONDS);
  }
}
