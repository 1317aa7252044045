package dev.portgithub.sweep;

import dev.portgithub.github.GitHubAccess;
import dev.portgithub.github.Graphql;
import dev.portgithub.github.SweepRounds;
import dev.portgithub.github.SweepRounds.Round;
import dev.portgithub.run.SweptRuns;
import dev.portgithub.run.SweptRuns.Swept;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Which runs the next query of each credential is about. */
public final class SweepClaims {
  /**
   * How soon a credential is looked at that had no open run, or none yet whose node id is known.
   */
  private static final Duration IDLE = Duration.ofSeconds(2);

  private static final Duration BETWEEN_REGISTRATIONS = Duration.ofSeconds(5);

  /** What is registered is registered again, in case that another instance knew less. */
  private static final Duration BETWEEN_ALL = Duration.ofMinutes(1);

  /** Claims in a row that find nothing to ask for. */
  private static final int MOST_IDLE = 10;

  private static final int MOST_OWNERS = 1000;

  private static final int MORE_IDS = 10;

  private final Jdbi jdbi;
  private final Clock clock;
  private final SweepRounds rounds;
  private final GitHubAccess access;
  private final Graphql graphql;
  private final boolean off;
  private final Map<String, String> identities = new ConcurrentHashMap<>();
  private volatile Instant registered = Instant.MIN;
  private volatile Instant allRegistered = Instant.MIN;

  /** Who has open runs, of each credential, as spelt there. */
  private volatile Map<String, NavigableSet<String>> owners = Map.of();

  /**
   * @param mode auto: wherever the credential may ask; off: never
   */
  public SweepClaims(
      Jdbi jdbi,
      Clock clock,
      SweepRounds rounds,
      GitHubAccess access,
      Graphql graphql,
      String mode) {
    if (!mode.equals("auto") && !mode.equals("off")) {
      throw new IllegalArgumentException("sweep.mode (" + mode + ") must be auto or off");
    }
    this.jdbi = jdbi;
    this.clock = clock;
    this.rounds = rounds;
    this.access = access;
    this.graphql = graphql;
    this.off = mode.equals("off");
  }

  /** Claims credentials that are due, and names the runs that are to be asked for. */
  public List<Sweep> claim(int limit) {
    if (off) {
      return List.of();
    }
    register();
    if (owners.isEmpty()) {
      return List.of();
    }
    List<Sweep> sweeps = new ArrayList<>();
    List<Round> claimed = rounds.claim(limit);
    for (int i = 0; i < MOST_IDLE && !claimed.isEmpty(); i++) {
      claimed.forEach(round -> add(round, sweeps));
      claimed = rounds.claim(limit - sweeps.size());
    }
    return sweeps;
  }

  private void add(Round round, List<Sweep> sweeps) {
    Sweep sweep = jdbi.withHandle(handle -> sweep(handle, round));
    if (sweep.runs().isEmpty()) {
      boolean rests = ownersOf(round.credential()).isEmpty();
      rounds.next(sweep.next(), rests ? null : Instant.now(clock).plus(IDLE));
    } else {
      sweeps.add(sweep);
    }
  }

  private void register() {
    Instant now = Instant.now(clock);
    if (now.isBefore(registered.plus(BETWEEN_REGISTRATIONS))) {
      return;
    }
    registered = now;
    Map<String, NavigableSet<String>> found = new HashMap<>();
    for (String owner : jdbi.withHandle(handle -> SweptRuns.owners(handle, MOST_OWNERS))) {
      found.computeIfAbsent(access.credential(owner), any -> new TreeSet<>()).add(owner);
    }
    boolean all = now.isAfter(allRegistered.plus(BETWEEN_ALL));
    for (String credential : found.keySet()) {
      String identity = access.identityOf(credential);
      boolean known = owners.containsKey(credential);
      if (all || !known || !identity.equals(identities.put(credential, identity))) {
        rounds.register(credential, identity);
      }
      if (all || !known) {
        rounds.wake(credential);
      }
    }
    allRegistered = all ? now : allRegistered;
    owners = found;
  }

  private NavigableSet<String> ownersOf(String credential) {
    return owners.getOrDefault(credential, new TreeSet<>());
  }

  private Sweep sweep(Handle handle, Round round) {
    Instant begun = round.atBeginning() ? Instant.now(clock) : round.roundAt();
    List<Swept> runs = new ArrayList<>();
    String nextOwner = "";
    String nextNode = "";
    for (String owner : ownersOf(round.credential()).tailSet(round.org(), true)) {
      if (runs.size() == round.mostIds()) {
        break;
      }
      String after = owner.equals(round.org()) ? round.nodeId() : "";
      int left = round.mostIds() - runs.size();
      runs.addAll(SweptRuns.after(handle, owner, after, Instant.now(clock), left));
      boolean more = runs.size() == round.mostIds();
      nextOwner = more ? owner : "";
      nextNode = more ? runs.get(runs.size() - 1).nodeId() : "";
    }
    // Fewer after a failure, and with each answer a few more.
    int mostIds = Math.min(Graphql.MOST_IDS, round.mostIds() + MORE_IDS);
    Round next = round.at(nextOwner, nextNode, begun).upTo(mostIds);
    List<String> ids = runs.stream().map(Swept::nodeId).toList();
    return new Sweep(round, next, runs, graphql.call(round.credential(), ids));
  }
}
