package dev.portgithub.finish;

import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is noted at the job that made a workflow run fail: one call for a run, on which nothing
 * depends. A credential may read all else and not this, so a refusal is no failure.
 */
public final class Annotations {
  private static final Logger LOG = LoggerFactory.getLogger(Annotations.class);
  private static final Duration REFUSED_FOR = Duration.ofHours(1);
  private static final int MOST_REMEMBERED = 10_000;

  private final Clock clock;
  private final GitHubCalls calls;

  /** Repositories whose annotations this credential may not read. */
  private final Map<String, Instant> refusedUntil = new ConcurrentHashMap<>();

  public Annotations(Clock clock, GitHubCalls calls) {
    this.clock = clock;
    this.calls = calls;
  }

  /**
   * Is it worth a call?
   *
   * @param jobs null when they could not be read
   */
  public boolean wanted(Ended ended, FailedJobs jobs) {
    Instant refused = refusedUntil.get(repository(ended));
    return jobs != null
        && jobs.culprit().isPresent()
        && (refused == null || Instant.now(clock).isAfter(refused));
  }

  public RemoteCall call(Ended ended, FailedJobs jobs) {
    return calls.annotations(ended.run(), jobs.culprit().orElseThrow().id());
  }

  /** The same jobs with what is noted at the culprit. */
  public FailedJobs read(FailedJobs jobs, RemoteAnswer answer) {
    return jobs.with(Annotation.failures(answer.json()));
  }

  /** GitHub does not show them; 404 says that there are none. */
  public void refused(Ended ended, RemoteRefused refusal) {
    if (refusal.status() == 404) {
      return;
    }
    if (refusedUntil.size() >= MOST_REMEMBERED) {
      refusedUntil.clear();
    }
    refusedUntil.put(repository(ended), Instant.now(clock).plus(REFUSED_FOR));
    LOG.info(
        "GitHub does not show what is noted at failed jobs of {} ({}); for that the credential needs the permission Checks: read. Ends are reported without it, and it is asked again in an hour",
        repository(ended),
        refusal.getMessage());
  }

  private static String repository(Ended ended) {
    return ended.run().target().repositoryKey();
  }
}
