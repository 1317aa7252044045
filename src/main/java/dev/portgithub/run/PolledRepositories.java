package dev.portgithub.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * How many repositories are polled with each credential; one that is spelt in several ways counts
 * once. Counted again after some seconds: the pace of the polls follows a little later.
 */
public final class PolledRepositories {
  private static final Duration KEEP = Duration.ofSeconds(5);

  private final Clock clock;
  private final Credentials credentials;
  private volatile Counted counted = new Counted(Instant.MIN, Map.of());

  private record Counted(Instant at, Map<String, Integer> byCredential) {}

  public PolledRepositories(Clock clock, Credentials credentials) {
    this.clock = clock;
    this.credentials = credentials;
  }

  /** Those that are polled with the credential of this one, itself included. */
  public int withCredentialOf(Handle handle, Repository repository) {
    Instant now = Instant.now(clock);
    Counted known = counted;
    if (now.isBefore(known.at) || !now.isBefore(known.at.plus(KEEP))) {
      known = new Counted(now, count(handle));
      counted = known;
    }
    String credential = credentials.credential(repository.org());
    return Math.max(1, known.byCredential.getOrDefault(credential, 0));
  }

  private Map<String, Integer> count(Handle handle) {
    Map<String, Integer> byCredential = new HashMap<>();
    handle
        .select(
            """
            select owner, count(*) as repositories from
              (select distinct repository_key, substring(repository_key from 1 for position('/' in repository_key) - 1) as owner
                from repository where due_at is not null) polled
            group by owner
            """)
        .map(
            (row, context) ->
                byCredential.merge(
                    credentials.credential(row.getString("owner")),
                    row.getInt("repositories"),
                    Integer::sum))
        .list();
    return byCredential;
  }
}
