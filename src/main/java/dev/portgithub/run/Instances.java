package dev.portgithub.run;

import dev.portgithub.signals.Gauges;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only class that writes table instance. A dead process holds up nobody: what it had claimed is
 * due as soon as one of the others sees that it is dead, and with H2 as soon as it is started
 * again.
 *
 * <p>A process that passes for dead although it lives does no harm: its rows are claimed anew under
 * a new fencing number, so that its late writes change nothing; a row that it keeps locked during a
 * call is left alone; and a dispatch of its that has not been sent is located, which takes longer
 * than it may still be sent.
 *
 * <p>Not promised: anything about an instance of the version before, or one behind a pooler that
 * gives each transaction another session. Their claims end with their leases.
 */
public final class Instances {
  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

  private static final Duration TELL = Duration.ofSeconds(10);
  private static final String HOST = host();

  private final Jdbi jdbi;
  private final Clock clock;
  private final Instance own;
  private final Lanes lanes;
  private final SignOfLife life;
  private boolean withoutSession;
  private Instant toldAt;

  public Instances(Jdbi jdbi, Clock clock, Instance own, Lanes lanes) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.own = own;
    this.lanes = lanes;
    this.life = new SignOfLife(jdbi);
  }

  /**
   * Shows that this instance lives, and makes the rows due that dead ones have claimed. To be
   * called every second or two, by one thread.
   */
  public synchronized void watch() {
    if (withoutSession) {
      return;
    }
    try {
      if (own.number() == null) {
        own.number(life.begin(now()));
      }
      SignOfLife.Seen seen = life.look(own.number());
      Gauges.set("instances.alive", seen.alive());
      seen.dead().forEach(this::release);
      tell();
    } catch (SignOfLife.NoSession e) {
      doWithout();
    } catch (JdbiException e) {
      leave();
      throw e;
    }
  }

  /** An instance as it says of itself; all but the number and the beginning may be null. */
  public record Known(
      long id, Instant joinedAt, String host, Instant seenAt, String partitions, Long lag) {}

  /** All that share the store, the oldest first; a dead one is in it until it has been noticed. */
  public List<Known> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .select(
                    "select id, joined_at, host, seen_at, partitions, lag from instance order by id")
                .map(ConstructorMapper.of(Known.class))
                .list());
  }

  /** Is it this one? */
  public boolean isOwn(Known instance) {
    return Objects.equals(own.number(), instance.id());
  }

  /** For people, who need not know it to the second. */
  private void tell() {
    Instant now = now();
    if (toldAt != null && now.isBefore(toldAt.plus(TELL))) {
      return;
    }
    toldAt = now;
    Instance.Reads reads = own.reads();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update instance set host = :host, seen_at = :now, partitions = :partitions, lag = :lag where id = :id")
                .bind("host", HOST)
                .bind("now", now)
                .bind("partitions", Texts.line(String.join(" ", reads.partitions()), 4000))
                .bind("lag", reads.lag())
                .bind("id", own.number())
                .execute());
  }

  private static String host() {
    try {
      return Texts.line(InetAddress.getLocalHost().getHostName(), 255);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** The number of this instance, or null when it has none, or the store cannot be asked. */
  public synchronized Long number() {
    try {
      watch();
    } catch (JdbiException e) {
      // The next look says so.
      return null;
    }
    return own.number();
  }

  /** The session has ended, or will: what is claimed from now on is left to its lease. */
  public synchronized void leave() {
    if (own.number() != null) {
      LOG.warn(
          "The sign of life of instance {} has ended: others may do what it has claimed; it goes on under a new number",
          own.number());
    }
    own.number(null);
    life.end();
  }

  private void doWithout() {
    LOG.warn(
        "Between this instance and the store is a pooler that changes sessions: when it dies, what it has claimed is"
            + " left to the leases");
    withoutSession = true;
    long number = own.number();
    own.number(null);
    life.end();
    jdbi.useHandle(handle -> handle.execute("delete from instance where id = ?", number));
  }

  /**
   * The number goes when nothing is left under it, not even a row that was locked, or a claim that
   * the store was about to commit when its process died.
   */
  private void release(long dead) {
    int rows =
        jdbi.inTransaction(
            handle -> {
              if (!life.isDead(handle, dead)) {
                return 0;
              }
              int released = release(handle, dead);
              if (released == 0 && !HeldLeases.any(handle, dead, now())) {
                handle.execute("delete from instance where id = ?", dead);
              }
              return released;
            });
    if (rows > 0) {
      LOG.info(
          "Instance {} is dead: {} claims that it held have ended; they go on now", dead, rows);
    }
  }

  private int release(Handle handle, long dead) {
    Instant now = now();
    List<String> heldIn = Lanes.heldBy(handle, dead, now);
    int released = HeldLeases.end(handle, dead, now);
    lanes.filled(handle, heldIn);
    return released;
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
