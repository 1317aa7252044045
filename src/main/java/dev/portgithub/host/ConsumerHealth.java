package dev.portgithub.host;

import dev.portgithub.Settings;
import dev.portgithub.receive.PendingRuns;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheckRegistry;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Says in a sentence why no records are received. Readiness covers it by Camel's own check, which
 * names the exception alone.
 */
@Component("consumer")
class ConsumerHealth implements HealthIndicator {
  private static final String ROUTE = "receive-invocations";

  private final CamelContext camel;

  ConsumerHealth(CamelContext camel) {
    this.camel = camel;
  }

  private Health claims() {
    PendingRuns pending = camel.getRegistry().lookupByNameAndType("pendingRuns", PendingRuns.class);
    PendingRuns.State state = pending.state();
    if (state.failure() == null) {
      return Health.up().withDetail("claimedAt", String.valueOf(state.answeredAt())).build();
    }
    return Health.down()
        .withDetail(
            "why",
            "No runs are claimed from Port since %s: they wait there. Check PORT_INSTALLATION_ID, and that Port can be reached"
                .formatted(state.failingSince()))
        .withDetail("said", state.failure())
        .build();
  }

  @Override
  public Health health() {
    Settings settings = camel.getRegistry().lookupByNameAndType("settings", Settings.class);
    Health claims = settings != null && settings.claimsRuns() ? claims() : Health.up().build();
    if (settings != null && !settings.readsKafka() || claims.getStatus() != Status.UP) {
      return claims;
    }
    HealthCheckRegistry checks = HealthCheckRegistry.get(camel);
    HealthCheck check = checks == null ? null : checks.getCheck("consumer:" + ROUTE).orElse(null);
    if (check == null) {
      return Health.unknown().withDetail("why", "Camel has no check of its consumer").build();
    }
    Result result = check.call();
    if (result.getState() != HealthCheck.State.DOWN) {
      return Health.up().build();
    }
    String said =
        result.getError().map(Throwable::getMessage).or(result::getMessage).orElse("nothing");
    return Health.down()
        .withDetail(
            "why",
            "No records are received: the consumer has no connection, or its route is stopped. They"
                + " wait in Kafka. Check that the brokers can be reached, and KAFKA_BROKERS, or"
                + " what Port names")
        .withDetail("said", said)
        .build();
  }
}
