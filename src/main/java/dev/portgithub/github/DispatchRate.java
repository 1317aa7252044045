package dev.portgithub.github;

import dev.portgithub.Settings;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Room;
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
  static final int WINDOW_SECONDS = 61;

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
    RateWindow window = minute(handle, credential).window;
    if (window.isFull()) {
      throw new RemoteBusy(
          writesPerMinute + " dispatches a minute (GITHUB_WRITES_PER_MINUTE) are made",
          window.nextFree());
    }
    long second = Instant.now(clock).getEpochSecond();
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
   * How many runs may be claimed for dispatch now.
   *
   * @param notBegun how many this instance has claimed and not counted in the store
   */
  public Room room(Handle handle, String credential, int notBegun) {
    Minute minute = minute(handle, credential);
    Instant now = Instant.now(clock);
    boolean paused = minute.pausedUntil != null && minute.pausedUntil.isAfter(now);
    return paused ? Room.NONE : minute.window.room(now, notBegun);
  }

  private record Minute(RateWindow window, Instant pausedUntil) {}

  private Minute minute(Handle handle, String credential) {
    return handle
        .createQuery(
            """
            select coalesce(sum(dispatches), 0) as made, coalesce(min(second_at), 0) as first,
              coalesce(max(second_at), 0) as latest, (select paused_until from credential where name = :credential) as paused_until
            from dispatch_count where credential = :credential and second_at > :begin and dispatches > 0
            """)
        .bind("credential", credential)
        .bind("begin", Instant.now(clock).getEpochSecond() - WINDOW_SECONDS)
        .map(
            (row, context) ->
                new Minute(
                    new RateWindow(writesPerMinute, row.getInt(1), row.getLong(2), row.getLong(3)),
                    context.findColumnMapperFor(Instant.class).orElseThrow().map(row, 4, context)))
        .one();
  }
}
