package dev.portgithub.remote;

import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * A pause of all calls to a remote, as a row of table credential: it holds for all instances and
 * survives a restart. It does not end by itself but by a call that works: now and then one call of
 * one instance may try.
 *
 * <p>The time between two tries is as long as the pause has lasted, between the shortest and the
 * longest, unless the remote names a time. What another instance did is noticed within a second.
 */
public final class SharedPause {
  private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);
  private static final RowMapper<State> ROW = ConstructorMapper.of(State.class);

  private final Jdbi jdbi;
  private final Clock clock;
  private final String name;
  private final Duration shortest;
  private final Duration longest;

  /** Null while there is no pause. */
  private volatile State known;

  private volatile Instant readAt = Instant.EPOCH;

  public SharedPause(Jdbi jdbi, Clock clock, String name, Duration shortest, Duration longest) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.name = name;
    this.shortest = shortest;
    this.longest = longest;
  }

  /**
   * A pause.
   *
   * @param pausedSince when it began
   * @param pausedUntil when one call may try
   * @param pauseReason in the words of the remote, or of the failure
   */
  public record State(Instant pausedSince, Instant pausedUntil, String pauseReason) {}

  /** The pause as this instance knows it, without asking the store; null when there is none. */
  public State known() {
    return known;
  }

  /** The pause as it was in the store within the last second; null when there is none. */
  public State current() {
    Duration old = Duration.between(readAt, now());
    // A clock that was set back must not hide what happened since.
    if (old.isNegative() || old.compareTo(READ_AGAIN_AFTER) >= 0) {
      jdbi.useHandle(this::read);
    }
    return known;
  }

  /**
   * Begins the pause, or sets the time of the next try to the one that the remote names.
   *
   * @param until the time that the remote named, or null
   * @return whether it began, for all instances, with this
   */
  public boolean begin(Instant until, String reason) {
    return jdbi.inTransaction(
        handle -> {
          handle.execute("insert into credential (name) values (?) on conflict do nothing", name);
          boolean began =
              handle.execute(
                      """
                      update credential set paused_since = ?, paused_until = ?, pause_reason = ?
                      where name = ? and paused_since is null
                      """,
                      now(),
                      until == null ? now().plus(shortest) : until,
                      Texts.shorten(reason, 500),
                      name)
                  == 1;
          if (!began && until != null) {
            handle.execute("update credential set paused_until = ? where name = ?", until, name);
          }
          read(handle);
          return began;
        });
  }

  /**
   * May a call be made now, to see whether the pause is over? One may each time, of all instances:
   * with this, the time of the next is set. Without a pause every call may.
   */
  public boolean mayTry() {
    State pause = known;
    return pause == null
        || !now().isBefore(pause.pausedUntil)
            && jdbi.inTransaction(
                handle -> {
                  int taken =
                      handle.execute(
                          "update credential set paused_until = ? where name = ? and paused_until <= ?",
                          now().plus(delay(pause)),
                          name,
                          now());
                  read(handle);
                  return taken == 1 || known == null;
                });
  }

  private Duration delay(State pause) {
    Duration lasted = Duration.between(pause.pausedSince, now());
    Duration atLeast = lasted.compareTo(shortest) < 0 ? shortest : lasted;
    return atLeast.compareTo(longest) > 0 ? longest : atLeast;
  }

  /**
   * Ends the pause.
   *
   * @return the pause that ended with this; null when it had ended already
   */
  public State end() {
    State pause = known;
    boolean ended =
        jdbi.withHandle(
                handle ->
                    handle.execute(
                        """
                        update credential set paused_since = null, paused_until = null, pause_reason = null
                        where name = ? and paused_since is not null
                        """,
                        name))
            == 1;
    known = null;
    return ended ? pause : null;
  }

  private void read(Handle handle) {
    readAt = now();
    known =
        handle
            .select(
                """
                select paused_since, paused_until, pause_reason from credential
                where name = ? and paused_since is not null
                """,
                name)
            .map(ROW)
            .findFirst()
            .orElse(null);
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
