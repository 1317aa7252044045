package dev.portgithub.github;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * The only class that writes table sweep: how far the round over the open runs of each credential
 * has come. A claim is a lease; what was claimed by an instance that died is due again at its end.
 */
public final class SweepRounds {
  private static final RowMapper<Round> ROW = ConstructorMapper.of(Round.class);
  private static final Duration LEASE = Duration.ofSeconds(45);

  /** What another instance has made due is noticed within this time. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Jdbi jdbi;
  private final Clock clock;

  /** Until then nothing is due, as far as this instance knows. */
  private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);

  public SweepRounds(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * A claimed row.
   *
   * @param org and nodeId: the last run that was asked for, empty at the beginning of a round
   * @param roundAt when the round began; null before the first
   * @param mostIds how many GitHub answers in time
   */
  public record Round(
      String credential, long claim, String org, String nodeId, Instant roundAt, int mostIds) {
    public boolean atBeginning() {
      return org.isEmpty();
    }

    /** The same round, further on. */
    public Round at(String newOrg, String newNodeId, Instant begun) {
      return new Round(credential, claim, newOrg, newNodeId, begun, mostIds);
    }

    /** The same round, with so many ids a query. */
    public Round upTo(int ids) {
      return new Round(credential, claim, org, nodeId, roundAt, ids);
    }
  }

  /** A credential has open runs; one that was refused is tried again with another token. */
  public void register(String credential, String identity) {
    quietUntil.set(Instant.MIN);
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "insert into sweep (credential, due_at) values (?, ?) on conflict do nothing",
              credential,
              Instant.now(clock));
          handle.execute(
              "update sweep set due_at = ?, refused = null where credential = ? and refused <> ?",
              Instant.now(clock),
              credential,
              identity);
        });
  }

  /** A credential has open runs again: it is due, if it rests. */
  public void wake(String credential) {
    quietUntil.set(Instant.MIN);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update sweep set due_at = ? where credential = ? and due_at is null",
                Instant.now(clock),
                credential));
  }

  /** Claims credentials that are due. */
  public List<Round> claim(int limit) {
    if (limit <= 0) {
      return List.of();
    }
    Instant now = Instant.now(clock);
    Instant quiet = quietUntil.get();
    if (now.isBefore(quiet) && !now.isBefore(quiet.minus(QUIET))) {
      return List.of();
    }
    List<Round> claimed = jdbi.withHandle(handle -> claim(handle, now, limit));
    if (claimed.isEmpty()) {
      quietUntil.compareAndSet(quiet, now.plus(QUIET));
    }
    return claimed;
  }

  private static List<Round> claim(Handle handle, Instant now, int limit) {
    return handle
        .select(
            """
            select credential, claim + 1 as claim, org, node_id, round_at, most_ids from sweep
            where due_at <= ? order by due_at limit ?
            """,
            now,
            limit)
        .map(ROW)
        .list()
        .stream()
        .filter(round -> take(handle, round, now))
        .toList();
  }

  /** False when another instance was faster. */
  private static boolean take(Handle handle, Round round, Instant now) {
    return handle.execute(
            "update sweep set due_at = ?, claim = ? where credential = ? and claim = ? and due_at <= ?",
            now.plus(LEASE),
            round.claim(),
            round.credential(),
            round.claim() - 1,
            now)
        == 1;
  }

  /** Where the next query begins, and when; null: it rests until it is woken. */
  public void next(Round next, Instant due) {
    quietUntil.updateAndGet(quiet -> due != null && due.isBefore(quiet) ? due : quiet);
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update sweep set due_at = cast(:due as timestamp with time zone), org = :org, node_id = :nodeId, round_at = :roundAt,
                      most_ids = :mostIds
                    where credential = :credential and claim = :claim
                    """)
                .bindMethods(next)
                .bind("due", due)
                .execute());
  }

  /** The token that is named may not ask, or its host does not answer this. */
  public void refused(Round round, String identity, Instant due) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update sweep set due_at = ?, refused = ? where credential = ? and claim = ?",
                due,
                identity,
                round.credential(),
                round.claim()));
  }
}
