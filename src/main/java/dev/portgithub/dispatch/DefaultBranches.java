package dev.portgithub.dispatch;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The default branches of repositories, remembered for a while: most invocations name no ref. */
public final class DefaultBranches {
  private final Clock clock;
  private final Duration keep;
  private final Map<String, Known> branches = new ConcurrentHashMap<>();

  private record Known(String branch, Instant until) {}

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
    branches.put(key(run), new Known(branch, Instant.now(clock).plus(keep)));
    return run.at(branch);
  }

  /** GitHub does not know the ref: if it was looked up, it may be out of date. */
  public void forget(Run run) {
    branches.computeIfPresent(
        key(run), (name, known) -> known.branch.equals(run.target().ref()) ? null : known);
  }

  private static String key(Run run) {
    return run.target().repositoryKey();
  }
}
