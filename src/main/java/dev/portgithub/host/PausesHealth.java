package dev.portgithub.host;

import dev.portgithub.pause.Pause;
import dev.portgithub.pause.StagePauses;
import java.util.List;
import org.apache.camel.CamelContext;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Says which stages an operator has paused, and why. That is what was asked for, so the status
 * {@code PAUSED} does not affect readiness.
 *
 * <p>Shown as {@code pauses}.
 */
@Component("pausesHealthIndicator")
class PausesHealth implements HealthIndicator {
  private static final Status PAUSED =
      new Status("PAUSED", "An operator has paused stages; their work waits until it is resumed");

  private final CamelContext camel;

  PausesHealth(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public Health health() {
    StagePauses pauses = camel.getRegistry().lookupByNameAndType("stagePauses", StagePauses.class);
    if (pauses == null) {
      return Health.unknown()
          .withDetail("error", "routes/01-beans declares no stagePauses")
          .build();
    }
    List<Pause> present = pauses.list();
    Health.Builder health = present.isEmpty() ? Health.up() : Health.status(PAUSED);
    present.forEach(pause -> health.withDetail(pause.stage().word(), pause.text()));
    return health.build();
  }
}
