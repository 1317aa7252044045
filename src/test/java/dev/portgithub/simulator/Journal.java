package dev.portgithub.simulator;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Every call that a simulator received, in order of arrival.
 *
 * <p>A call is listed from the moment it arrives, with status 0; its status is filled in before the
 * answer leaves, so a client that has its answer finds the status here. Status 0 for good means
 * that the connection was closed without an answer. Secrets are kept as they came: tests look for
 * them. Only the newest {@link #keep(int)} calls are kept (default 100,000). Human pages and {@code
 * /_sim} are not listed.
 */
public final class Journal {

  /** One call. Header names are lower case; path and query are as they came over the wire. */
  public record Call(
      long number,
      Instant at,
      String method,
      String path,
      String query,
      Map<String, String> headers,
      String body,
      int status) {

    /** The header's value, or null; the name's case does not matter. */
    public String header(String name) {
      return headers.get(name.toLowerCase());
    }
  }

  private final Clock clock;
  private final AtomicLong numbers = new AtomicLong();
  private final ConcurrentSkipListMap<Long, Call> calls = new ConcurrentSkipListMap<>();
  private final AtomicLong size = new AtomicLong();
  private volatile int keep = 100_000;

  Journal(Clock clock) {
    this.clock = clock;
  }

  /** All calls, oldest first. */
  public List<Call> calls() {
    return List.copyOf(calls.values());
  }

  /** The calls that match, oldest first. */
  public List<Call> calls(Predicate<Call> which) {
    return calls.values().stream().filter(which).toList();
  }

  /** The calls of a method ("*" for any) whose raw path contains a match of the expression. */
  public List<Call> calls(String method, String pathRegex) {
    Pattern pattern = Pattern.compile(pathRegex);
    return calls(c -> Request.isMethod(method, c.method()) && pattern.matcher(c.path()).find());
  }

  /** How many calls {@link #calls(String, String)} would return. */
  public long count(String method, String pathRegex) {
    return calls(method, pathRegex).size();
  }

  /** Forgets everything; numbers go on. */
  public void clear() {
    calls.clear();
    size.set(0);
  }

  /** Limits how many calls are remembered; a long benchmark needs few. */
  public void keep(int newest) {
    keep = newest;
  }

  long arrived(Request r) {
    long number = numbers.incrementAndGet();
    calls.put(
        number,
        new Call(
            number, clock.instant(), r.method(), r.path(), r.query(), r.headers(), r.body(), 0));
    if (size.incrementAndGet() > keep && calls.pollFirstEntry() != null) {
      size.decrementAndGet();
    }
    return number;
  }

  void answered(long number, int status) {
    calls.computeIfPresent(
        number,
        (n, c) ->
            new Call(n, c.at(), c.method(), c.path(), c.query(), c.headers(), c.body(), status));
  }
}
