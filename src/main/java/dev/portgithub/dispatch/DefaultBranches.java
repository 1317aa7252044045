package dev.portgithub.dispatch;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What GET of a repository tells, remembered for a while: its default branch, since most
 * invocations name no ref; and when it was created.
 */
public final class DefaultBranches {
  private static final int MOST_REMEMBERED = 10_000;

  private final Clock clock;
  private final Duration keep;
  private final Map<String, Known> branches = new ConcurrentHashMap<>();

  /** Repositories that answered 404; they are asked for before the next dispatch there. */
  private final Set<String> doubted = newest();

  private record Known(String branch, Instant createdAt, Instant until) {}

  public DefaultBranches(Clock clock, Duration keep) {
    this.clock = clock;
    this.keep = keep;
  }

  /** The run with its ref, or without one when the repository has to be asked. */
  public Run fill(Run run) {
    if (run.target().ref() != null) {
      return run;
    }
    Known known = branches.get(key(run));
    boolean fresh =
        known != null
            && Instant.now(clock).isBefore(known.until)
            && !known.branch.equals(run.refusedRef());
    return fresh ? run.at(known.branch) : run;
  }

  /** Has the repository to be asked for: its default branch, or whether GitHub shows it at all? */
  public boolean mustAsk(Run run) {
    return run.target().ref() == null || doubted.contains(key(run));
  }

  /** GitHub answered 404 to a dispatch there. */
  void doubt(Run run) {
    doubted.add(key(run));
  }

  /** When the repository was created; empty when it has not been asked for. */
  Optional<Instant> createdAt(Run run) {
    return Optional.ofNullable(branches.get(key(run))).map(Known::createdAt);
  }

  /**
   * @param answer to GET /repos/{owner}/{repo}
   */
  public Run learn(Run run, RemoteAnswer answer) {
    String branch = answer.json().path("default_branch").asText("");
    if (branch.isEmpty()) {
      throw new RemoteBusy(
          "GitHub names no default branch of " + run.target().org() + "/" + run.target().repo(),
          null);
    }
    Instant created = instant(answer.json().path("created_at").asText(""));
    branches.put(key(run), new Known(branch, created, Instant.now(clock).plus(keep)));
    doubted.remove(key(run));
    return run.target().ref() == null ? run.at(branch) : run;
  }

  /** GitHub does not know the ref: if it was looked up, it may be out of date. */
  public void forget(Run run) {
    branches.computeIfPresent(
        key(run), (name, known) -> known.branch.equals(run.target().ref()) ? null : known);
  }

  /** One that GitHub does not show is long ago. */
  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /** A set that forgets what was added first when it has grown large. */
  static Set<String> newest() {
    return Collections.synchronizedSet(
        Collections.newSetFromMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > MOST_REMEMBERED;
              }
            }));
  }

  private static String key(Run run) {
    return run.target().repositoryKey();
  }
}
