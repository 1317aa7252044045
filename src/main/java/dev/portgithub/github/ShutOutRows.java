package dev.portgithub.github;

import dev.portgithub.remote.Backoff;
import dev.portgithub.run.WaitingRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Table shut_out, the rows of the secret that is used now. */
final class ShutOutRows {
  static final Backoff PAUSES = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5));

  private static final Duration FORGOTTEN = Duration.ofDays(7);

  private final Jdbi jdbi;
  private final GitHubSecret secret;

  ShutOutRows(Jdbi jdbi, GitHubSecret secret) {
    this.jdbi = jdbi;
    this.secret = secret;
  }

  /**
   * All of them, by scope.
   *
   * @param wake when given, what waited for another secret is due from then on
   */
  Map<String, ShutOut> read(Instant wake) {
    return jdbi.inTransaction(
        handle -> {
          if (wake != null) {
            WaitingRuns.wake(handle, wake);
          }
          return handle
              .select(
                  """
                  select scope, since, reason, remedy, dispatches_only, probes, probe_at from shut_out
                  where secret = ?
                  """,
                  secret.digest())
              .map(ConstructorMapper.of(ShutOut.class))
              .collect(Collectors.toMap(ShutOut::scope, Function.identity()));
        });
  }

  /** Takes the turn to try; false when it is not time, or another call has taken it. */
  boolean take(String scope, Instant now, Instant next) {
    return jdbi.withHandle(
        handle ->
            handle.execute(
                    """
                    update shut_out set probing = true, probe_at = ? where secret = ? and scope = ? and probe_at <= ?
                    """,
                    next,
                    secret.digest(),
                    scope,
                    now)
                == 1);
  }

  /**
   * A call met a refusal.
   *
   * @param found as it is when this is the first
   * @return true when this makes it sure
   */
  boolean failed(ShutOut found, Instant now) {
    return jdbi.inTransaction(
        handle ->
            handle
                .select(
                    "select probes, probing from shut_out where secret = ? and scope = ? for update",
                    secret.digest(),
                    found.scope())
                .map((row, context) -> new Before(row.getInt(1), row.getBoolean(2)))
                .findFirst()
                .map(before -> again(handle, found, before, now))
                .orElseGet(() -> first(handle, found, now)));
  }

  private record Before(int probes, boolean probing) {}

  private boolean first(Handle handle, ShutOut found, Instant now) {
    handle.execute("delete from shut_out where probe_at < ?", now.minus(FORGOTTEN));
    handle
        .createUpdate(
            """
            insert into shut_out
              (secret, scope, since, reason, remedy, dispatches_only, probes, probing, probe_at)
            values (:secret, :scope, :since, :reason, :remedy, :dispatchesOnly, 0, false, :probeAt)
            on conflict do nothing
            """)
        .bind("secret", secret.digest())
        .bindMethods(found)
        .execute();
    return false;
  }

  /** Only the call that tried counts; others had set out before. */
  private boolean again(Handle handle, ShutOut found, Before before, Instant now) {
    if (!found.dispatchesOnly()) {
      handle.execute(
          "update shut_out set dispatches_only = false where secret = ? and scope = ?",
          secret.digest(),
          found.scope());
    }
    if (before.probing) {
      handle.execute(
          "update shut_out set probing = false, probes = ?, probe_at = ? where secret = ? and scope = ?",
          before.probes + 1,
          now.plus(PAUSES.after(before.probes + 2)),
          secret.digest(),
          found.scope());
    }
    return before.probing && before.probes == 0;
  }

  /** It is over, and what waited is due; false when that was known. */
  boolean end(ShutOut shutOut, Instant now) {
    return jdbi.inTransaction(
        handle -> {
          boolean ended =
              handle.execute(
                      "delete from shut_out where secret = ? and scope = ? and since = ?",
                      secret.digest(),
                      shutOut.scope(),
                      shutOut.since())
                  == 1;
          if (ended) {
            WaitingRuns.wake(handle, now);
          }
          return ended;
        });
  }
}
