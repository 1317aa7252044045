package dev.portgithub.github;

import dev.portgithub.run.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What GitHub shuts this backend out of: an expired token, an organisation that wants single
 * sign-on, a suspended installation. What it concerns waits, and now and then one call tries
 * whether it works again. Each is a row: all instances know it, and a restart does too.
 *
 * <p>A row belongs to a secret. With another token or key it is forgotten.
 *
 * <p>Promised: one ERROR line at the beginning and one INFO line at the end, over all instances; at
 * most one call at a time tries, with growing pauses up to five minutes.
 */
public final class ShutOuts {
  private static final Logger LOG = LoggerFactory.getLogger(ShutOuts.class);

  /** How long an instance relies on what it has read. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** How long the others wait for the call that tries; if it says nothing, another one does. */
  private static final Duration TRY = Duration.ofSeconds(5);

  private final Clock clock;
  private final GitHubSecret secret;
  private final ShutOutRows rows;
  private volatile Read read = new Read(null, Instant.MIN, Map.of());

  private record Read(String secret, Instant at, Map<String, ShutOut> rows) {}

  public ShutOuts(Jdbi jdbi, Clock clock, GitHubSecret secret) {
    this.rows = new ShutOutRows(jdbi, secret);
    this.clock = clock;
    this.secret = secret;
  }

  /** All that this instance's secret is surely shut out of. */
  public List<ShutOut> now() {
    return read().rows.values().stream().filter(ShutOut::sure).toList();
  }

  /**
   * Called before a call.
   *
   * @param dispatch whether the call starts something, or is on the way to that
   * @throws NoAccess while GitHub shuts it out, unless it is time for this call to try
   */
  void admit(Scope scope, boolean dispatch) {
    for (String name : scope.names()) {
      ShutOut shutOut = read().rows.get(name);
      if (shutOut != null && (dispatch || !shutOut.dispatchesOnly())) {
        requireTurn(shutOut);
      }
    }
  }

  /**
   * The same for a call that must not try: its answer would say nothing about the others.
   *
   * @throws NoAccess while GitHub shuts it out
   */
  void requireNone(Scope scope) {
    for (String name : scope.names()) {
      ShutOut shutOut = read().rows.get(name);
      if (shutOut != null && !shutOut.dispatchesOnly()) {
        throw new NoAccess(shutOut, shutOut.probeAt());
      }
    }
  }

  private void requireTurn(ShutOut known) {
    Instant now = Instant.now(clock);
    if (now.isBefore(known.probeAt())) {
      throw new NoAccess(known, known.probeAt());
    }
    boolean taken = rows.take(known.scope(), now, now.plus(TRY));
    ShutOut present = readAgain().rows.get(known.scope());
    if (!taken && present != null) {
      throw new NoAccess(present, present.probeAt());
    }
  }

  /**
   * GitHub has refused a call. The first refusal is not believed yet: GitHub errs, too. It is tried
   * again soon, and the second one counts.
   *
   * @param dispatch whether only dispatches are concerned
   * @return to be thrown
   */
  NoAccess begin(String scope, boolean dispatch, Told told) {
    Instant now = Instant.now(clock);
    boolean sureNow = rows.failed(told.ofNew(scope, now, dispatch), now);
    ShutOut row = readAgain().rows.get(scope);
    // No row: let in again in this very moment.
    ShutOut shutOut = row == null ? told.ofNew(scope, now, dispatch) : row;
    if (sureNow) {
      LOG.error(
          "GitHub does not let credential {} in: {}. {} What needs it waits until then, and goes on"
              + " by itself; it is tried again from time to time.",
          scope,
          shutOut.reason(),
          shutOut.remedy());
    }
    return new NoAccess(shutOut, shutOut.probeAt());
  }

  /** GitHub's words, and what to do. */
  record Told(String reason, String remedy) {
    private ShutOut ofNew(String scope, Instant now, boolean dispatchesOnly) {
      return new ShutOut(
          scope,
          now,
          Texts.line(reason, 500),
          Texts.line(remedy, 1000),
          dispatchesOnly,
          0,
          now.plus(ShutOutRows.PAUSES.after(1)));
    }
  }

  /** GitHub has answered a call otherwise than by shutting it out. Costs nothing in good times. */
  void passed(Scope scope, boolean dispatch, int status) {
    for (String name : scope.names()) {
      ShutOut shutOut = read.rows.get(name);
      boolean proved =
          shutOut != null
              && (dispatch || !shutOut.dispatchesOnly())
              // GitHub hides what it does not show.
              && (status != 404 || name.equals(scope.credential()));
      if (proved) {
        end(shutOut);
      }
    }
  }

  private void end(ShutOut shutOut) {
    Instant now = Instant.now(clock);
    boolean ended = rows.end(shutOut, now);
    readAgain();
    if (ended && shutOut.sure()) {
      LOG.info(
          "GitHub lets credential {} in again, after {}: what waited for it goes on now",
          shutOut.scope(),
          Texts.duration(Duration.between(shutOut.since(), now)));
    }
  }

  private Read read() {
    Read known = read;
    Instant now = Instant.now(clock);
    boolean fresh =
        secret.digest().equals(known.secret)
            && now.isBefore(known.at.plus(FRESH))
            && !now.isBefore(known.at);
    return fresh ? known : readAgain();
  }

  private Read readAgain() {
    String digest = secret.digest();
    Instant now = Instant.now(clock);
    // Whatever waits for the secret before it need not wait any longer.
    read = new Read(digest, now, rows.read(digest.equals(read.secret) ? null : now));
    return read;
  }
}
