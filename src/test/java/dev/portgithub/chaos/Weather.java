package dev.portgithub.chaos;

import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Faults;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.PortSimulator;
import dev.portgithub.simulator.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * How Port and GitHub fail: in every way of their contracts, before and after they have done what
 * was asked; answers are lost, cut, late (and so in another order than they were asked for), or are
 * no answers at all.
 */
final class Weather {
  private static final Predicate<Request> DISPATCH = Request.of("POST", "/dispatches$");
  private static final Predicate<Request> READ = Request.of("GET", "");
  private static final Predicate<Request> GRAPHQL = Request.of("POST", "/graphql$");

  /** Nothing of the first run, which says nothing about it. */
  private static final String PARTIAL =
      "{\"data\":{\"nodes\":[null]},\"errors\":[{\"type\":\"NOT_FOUND\",\"path\":[\"nodes\",0],"
          + "\"message\":\"Could not resolve to a node\"}]}";

  private static final String LIMITED =
      "{\"errors\":[{\"type\":\"RATE_LIMITED\",\"message\":\"API rate limit exceeded\"}]}";

  private static final Predicate<Request> ANY = Request.any();
  private static final Predicate<Request> WRITE_OF_RUN =
      Request.of("PATCH", "/v1/actions/runs/").or(Request.of("POST", "/logs$"));
  private static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "1");

  /** Longer than the backend waits for an answer. */
  private static final Duration TOO_LATE = Duration.ofSeconds(3);

  private final Random random;
  private volatile double strength;

  Weather(Random random, GithubSimulator github, PortSimulator port) {
    this.random = random;
    gitHub(github.faults());
    port(port.faults());
  }

  /** 0 is calm; 1 lets about one call in seven fail. */
  void strength(double value) {
    strength = value;
  }

  private void gitHub(Faults faults) {
    arm(faults, DISPATCH, 10, Fault.status(500));
    arm(faults, DISPATCH, 10, Fault.statusAfter(502));
    arm(faults, DISPATCH, 5, limit(429));
    arm(faults, DISPATCH, 5, limit(403));
    arm(faults, DISPATCH, 2, Fault.status(401));
    common(faults, DISPATCH);
    arm(faults, READ, 10, Fault.status(502));
    arm(faults, READ, 3, limit(429));
    arm(faults, READ, 3, Fault.status(401));
    arm(faults, READ, 5, Fault.status(404));
    common(faults, READ);
    arm(faults, GRAPHQL, 30, Fault.status(502));
    arm(faults, GRAPHQL, 10, limit(403));
    arm(faults, GRAPHQL, 30, Fault.status(200, PARTIAL, "application/json", Map.of()));
    arm(faults, GRAPHQL, 10, Fault.status(200, LIMITED, "application/json", Map.of()));
    common(faults, GRAPHQL);
  }

  private void port(Faults faults) {
    arm(faults, WRITE_OF_RUN, 3, Fault.status(422));
    arm(faults, ANY, 15, Fault.status(500));
    arm(faults, ANY, 10, Fault.statusAfter(503));
    arm(faults, ANY, 10, Fault.status(401));
    arm(faults, ANY, 10, limit(429));
    common(faults, ANY);
  }

  private void common(Faults faults, Predicate<Request> which) {
    arm(faults, which, 15, Fault.dropBefore());
    arm(faults, which, 15, Fault.dropAfter());
    arm(faults, which, 15, Fault.cutAfter());
    arm(faults, which, 5, Fault.html(503));
    arm(faults, which, 5, Fault.garbage());
    arm(faults, which, 5, Fault.emptyAnswer());
    arm(faults, which, 7, Fault.delay(TOO_LATE));
    arm(faults, which, 7, Fault.delayAfter(TOO_LATE));
    arm(faults, which, 50, Fault.delay(Duration.ofMillis(150)));
    arm(faults, which, 50, Fault.delayAfter(Duration.ofMillis(400)));
  }

  private static Fault limit(int status) {
    return Fault.status(
        status,
        "{\"message\":\"You have exceeded a secondary rate limit\"}",
        "application/json",
        RETRY_SOON);
  }

  private void arm(Faults faults, Predicate<Request> which, int perThousand, Fault fault) {
    faults.always(request -> which.test(request) && hits(perThousand), fault);
  }

  private synchronized boolean hits(int perThousand) {
    return random.nextInt(1000) < perThousand * strength;
  }
}
