package dev.portgithub.host;

import dev.portgithub.policy.Policy;
import dev.portgithub.receive.Backlog;
import dev.portgithub.validate.UnsignedRecords;
import org.apache.camel.CamelContext;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Says whether records are taken, or left in Kafka because enough runs wait already. Pausing is
 * normal operation, so the status {@code PAUSED} does not affect readiness.
 *
 * <p>Shown as {@code intake}; without the suffix the name would be that of a bean of the routes.
 */
@Component("intakeHealthIndicator")
class IntakeHealth implements HealthIndicator {
  private static final Status PAUSED =
      new Status("PAUSED", "Enough runs wait to be started; records stay in Kafka until fewer do");

  private final CamelContext camel;

  IntakeHealth(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public Health health() {
    Backlog backlog = camel.getRegistry().lookupByNameAndType("backlog", Backlog.class);
    if (backlog == null) {
      return Health.unknown().withDetail("error", "routes/01-beans declares no backlog").build();
    }
    Backlog.State state = backlog.state();
    Health.Builder health = state.paused() ? Health.status(PAUSED) : Health.up();
    health
        .withDetail("paused", state.paused())
        .withDetail("waiting", state.waiting())
        .withDetail("pauseAbove", state.pauseAbove())
        .withDetail("resumeBelow", state.resumeBelow());
    if (state.paused()) {
      health.withDetail(
          "why",
          "%d runs wait to be started, more than receive.pause-above=%d; records stay in Kafka until fewer than %d do"
              .formatted(state.waiting(), state.pauseAbove(), state.resumeBelow()));
      health.withDetail("pausedSince", state.pausedSince().toString());
    }
    UnsignedRecords unsigned =
        camel.getRegistry().lookupByNameAndType("unsignedRecords", UnsignedRecords.class);
    if (unsigned != null && unsigned.advice() != null) {
      health.withDetail("unsigned", unsigned.advice());
    }
    Policy policy = camel.getRegistry().lookupByNameAndType("policy", Policy.class);
    if (policy != null && policy.problem() != null) {
      health.withDetail("policy", policy.problem());
    }
    if (state.countedAt() != null) {
      health.withDetail("countedAt", state.countedAt().toString());
    }
    return health.build();
  }
}
