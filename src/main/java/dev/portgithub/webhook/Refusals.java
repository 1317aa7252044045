package dev.portgithub.webhook;

import dev.portgithub.signals.Counters;
import dev.portgithub.webhook.WebhookRefused.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the webhooks that are refused, and logs the first of each reason, then at most one a
 * minute: anybody can send some.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<Reason, Told> told = new ConcurrentHashMap<>();

  private record Told(Instant at, int since) {}

  public Refusals(Clock clock) {
    this.clock = clock;
  }

  public void note(WebhookRefused refusal) {
    Counters.add("webhook.refused", "reason", refusal.reason().tag());
    Instant now = Instant.now(clock);
    told.compute(
        refusal.reason(),
        (reason, before) -> {
          if (before != null && now.isBefore(before.at.plus(PAUSE))) {
            return new Told(before.at, before.since + 1);
          }
          LOG.warn(
              "A webhook was refused with {}: {}; {} more since it was last logged. If GitHub sent"
                  + " it, look at the webhook's recent deliveries there; meanwhile ends are found"
                  + " by polling",
              refusal.status(),
              refusal.getMessage(),
              before == null ? 0 : before.since);
          return new Told(now, 0);
        });
  }
}
