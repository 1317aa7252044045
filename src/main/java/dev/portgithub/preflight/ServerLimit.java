package dev.portgithub.preflight;

import dev.portgithub.remote.RemoteRefused;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many inputs the GitHub server takes: 25 on github.com, 10 on older Enterprise servers, which
 * say so when they refuse. Believed for a day, since a server may be updated.
 */
final class ServerLimit {
  static final int USUAL = 25;

  private static final Duration KEEP = Duration.ofDays(1);
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)(?:no more than|at most|maximum(?: of)?|up to)\\s+(\\d{1,2})\\s+(?:properties|inputs)");

  private final Supplier<Instant> clock;
  private volatile Said said = new Said(USUAL, Instant.MAX);

  private record Said(int most, Instant until) {}

  ServerLimit(Supplier<Instant> clock) {
    this.clock = clock;
  }

  int most() {
    if (!clock.get().isBefore(said.until)) {
      said = new Said(USUAL, Instant.MAX);
    }
    return said.most;
  }

  /**
   * @throws Misfit when the server has said that it takes fewer
   */
  void require(int inputs) {
    if (inputs > most() && most() < USUAL) {
      throw new Misfit(
          "The action sends " + inputs + " inputs; this GitHub server takes " + most() + ".",
          "Put several of them into one object, which arrives as one input in JSON.");
    }
  }

  void learn(RemoteRefused refusal) {
    Matcher words = SAID.matcher(refusal.getMessage());
    if ((refusal.status() == 422 || refusal.status() == 400) && words.find()) {
      said = new Said(Integer.parseInt(words.group(1)), clock.get().plus(KEEP));
    }
  }
}
