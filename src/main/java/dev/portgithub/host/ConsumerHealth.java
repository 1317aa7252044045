package dev.portgithub.host;

import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheckRegistry;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
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

  @Override
  public Health health() {
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
