package dev.portgithub.remote;

import dev.portgithub.Settings;
import dev.portgithub.run.Texts;
import dev.portgithub.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.hc.core5.http.HttpEntity;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each GitHub credential may still do.
 *
 * <p>A pause that GitHub asked for is a row: it holds for all instances and survives a restart.
 * Dispatches are counted per second in the store, so that any sixty seconds hold at most the
 * configured number, over all instances. The remaining calls of the hour are known to this instance
 * from the headers of its last answer.
 */
public final class GitHubBudget {
  private static final Logger LOG = LoggerFactory.getLogger(GitHubBudget.class);

  /** The minute, and a second more because the count is by whole seconds. */
  private static final int WINDOW_SECONDS = 61;

  private final Jdbi jdbi;
  private final Clock clock;
  private final int writesPerMinute;
  private final int reserve;
  private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
  private final Map<String, Instant> pauses = new ConcurrentHashMap<>();

  /** The hourly limit as last told by GitHub. */
  private record Quota(long remaining, Instant reset) {}

  /**
   * @param reserve calls of the hour that are kept for dispatches: polling stops there until the
   *     hour's end
   */
  public GitHubBudget(DataSource store, Clock clock, Settings settings, int reserve) {
    this.jdbi = Tables.of(store);
    this.clock = clock;
    this.writesPerMinute = settings.gitHubWritesPerMinute();
    this.reserve = reserve;
  }

  /**
   * Called by the gateway before each call.
   *
   * @throws RemoteBusy while the credential is paused, or when only the reserve is left and the
   *     call is no dispatch
   */
  public RemoteCall admit(RemoteCall call) {
    Instant now = Instant.now(clock);
    // A dispatch has asked the store already, in the transaction of its intent.
    Instant pause =
        call.repeatable() ? pausedUntil(call.credential()) : pauses.get(call.credential());
    if (pause != null && now.isBefore(pause)) {
      throw new RemoteBusy("GitHub has paused credential " + call.credential(), pause);
    }
    Quota quota = quotas.get(call.credential());
    boolean spent = quota != null && quota.remaining <= reserve && now.isBefore(quota.reset);
    if (spent && call.repeatable()) {
      throw new RemoteBusy(
          "The hour's calls of credential "
              + call.credential()
              + " are used up but for the reserve",
          quota.reset);
    }
    return call;
  }

  /** The body of a call, which is not sent when its deadline has passed. */
  public HttpEntity entity(RemoteCall call) {
    return call.entityInTime(clock);
  }

  /** Called with each answer. */
  void learn(String credential, RemoteAnswer answer) {
    Long remaining = answer.number("X-RateLimit-Remaining");
    Long reset = answer.number("X-RateLimit-Reset");
    if (remaining != null && reset != null) {
      quotas.put(credential, new Quota(remaining, RetryTime.at(Instant.now(clock), reset)));
    }
  }

  /** Stops all calls with this credential, in every instance, until the given time. */
  void pause(String credential, Instant until, String reason) {
    LOG.warn(
        "GitHub limits credential {} ({}): no call is made with it until {}",
        credential,
        reason,
        until);
    pauses.merge(credential, until, GitHubBudget::later);
    jdbi.useTransaction(
        handle -> {
          lock(handle, credential);
          handle
              .createUpdate(
                  "update credential set paused_until = :until, pause_reason = :reason"
                      + " where name = :name and (paused_until is null or paused_until < :until)")
              .bind("until", until)
              .bind("reason", Texts.shorten(reason, 500))
              .bind("name", credential)
              .execute();
        });
  }

  /**
   * Takes the right to one dispatch, in the transaction that writes the intent. Dispatches of a
   * credential are admitted one after the other: the row of the credential is locked until that
   * transaction ends.
   *
   * @throws RemoteBusy with the time when there may be room
   */
  public void takeDispatch(Handle handle, String credential) {
    Instant now = Instant.now(clock);
    lock(handle, credential)
        .filter(now::isBefore)
        .ifPresent(
            until -> {
              pauses.merge(credential, until, GitHubBudget::later);
              throw new RemoteBusy("GitHub has paused credential " + credential, until);
            });
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
          second - 3600);
    }
  }

  /**
   * How many dispatches a credential may make now; an estimate, for deciding how many rows to
   * claim.
   */
  public int freeDispatches(String credential) {
    Instant now = Instant.now(clock);
    return jdbi.withHandle(
        handle -> isPaused(handle, credential, now) ? 0 : free(handle, credential, now));
  }

  /**
   * Calls of this hour that polling may still use, per second until the hour's end; null when there
   * is no known limit.
   */
  public Double callsPerSecond(String credential) {
    Quota quota = quotas.get(credential);
    Instant now = Instant.now(clock);
    if (quota == null || !now.isBefore(quota.reset)) {
      return null;
    }
    double seconds = Math.max(1, Duration.between(now, quota.reset).toSeconds());
    return Math.max(0, quota.remaining - reserve) / seconds;
  }

  /** The row counts as well: another instance was told, or this one before it was restarted. */
  private Instant pausedUntil(String credential) {
    return jdbi.withHandle(
            handle ->
                handle
                    .select(
                        "select paused_until from credential where name = ? and paused_until is not null",
                        credential)
                    .mapTo(Instant.class)
                    .findFirst())
        .map(until -> pauses.merge(credential, until, GitHubBudget::later))
        .orElseGet(() -> pauses.get(credential));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private boolean isPaused(Handle handle, String credential, Instant now) {
    return handle
        .select("select 1 from credential where name = ? and paused_until > ?", credential, now)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
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
                "select min(second_at) from dispatch_count where credential = ? and second_at > ? and dispatches > 0",
                credential,
                now.getEpochSecond() - WINDOW_SECONDS)
            .mapTo(Long.class)
            .one();
    return Instant.ofEpochSecond(oldest + WINDOW_SECONDS);
  }

  /** Locks the row of the credential, made at its first use, and returns its pause. */
  private static Optional<Instant> lock(Handle handle, String credential) {
    Optional<CredentialRow> row = select(handle, credential);
    if (row.isEmpty()) {
      handle.execute("insert into credential (name) values (?) on conflict do nothing", credential);
      row = select(handle, credential);
    }
    return row.map(CredentialRow::pausedUntil);
  }

  private static Optional<CredentialRow> select(Handle handle, String credential) {
    return handle
        .select("select name, paused_until from credential where name = ? for update", credential)
        .map(ConstructorMapper.of(CredentialRow.class))
        .findFirst();
  }

  /** Public for the mapper only. */
  public record CredentialRow(String name, Instant pausedUntil) {}
}
