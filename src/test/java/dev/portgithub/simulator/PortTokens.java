package dev.portgithub.simulator;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Port's access token: one at a time, the same one for everybody until it expires. */
final class PortTokens {
  private static final Duration LIFETIME = Duration.ofHours(3);

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private String token;
  private Instant expires = Instant.MIN;

  PortTokens(Clock clock) {
    this.clock = clock;
  }

  synchronized void expire() {
    token = null;
    expires = Instant.MIN;
  }

  synchronized String current() {
    if (token == null || !clock.instant().isBefore(expires)) {
      byte[] noise = new byte[96];
      random.nextBytes(noise);
      token = "port." + Base64.getUrlEncoder().withoutPadding().encodeToString(noise);
      expires = clock.instant().plus(LIFETIME);
    }
    return token;
  }

  /** Whole seconds that the current token still lives. */
  synchronized long secondsLeft() {
    return Math.max(0, Duration.between(clock.instant(), expires).toSeconds());
  }

  synchronized void check(Request request) {
    String header = request.header("authorization");
    boolean valid =
        token != null && clock.instant().isBefore(expires) && ("Bearer " + token).equals(header);
    if (!valid) {
      throw PortErrors.refused(401, "unauthorized", "The access token is missing or not valid");
    }
  }
}
