package dev.portgithub.host;

import dev.portgithub.compare.ComparisonRow;
import dev.portgithub.port.PortPause;
import dev.portgithub.remote.SharedPause;
import java.util.List;
import org.apache.camel.CamelContext;
import org.jdbi.v3.core.JdbiException;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Says whether Port takes calls. While it does not, reports and confirmations wait and everything
 * else goes on, so the status {@code PAUSED} does not affect readiness.
 */
@Component("portHealthIndicator")
class PortHealth implements HealthIndicator {
  private static final Status PAUSED =
      new Status("PAUSED", "Port takes no calls; reports and confirmations wait until it does");

  private final CamelContext camel;

  PortHealth(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public Health health() {
    PortPause pause = camel.getRegistry().lookupByNameAndType("portPause", PortPause.class);
    if (pause == null) {
      return Health.unknown().withDetail("error", "routes/01-beans declares no portPause").build();
    }
    SharedPause.State state = pause.state();
    if (state == null) {
      Health.Builder up = Health.up().withDetail("credential", "client of PORT_CLIENT_ID");
      return withMisfits(up).build();
    }
    return Health.status(PAUSED)
        .withDetail("pausedSince", state.pausedSince().toString())
        .withDetail("nextTry", state.pausedUntil().toString())
        .withDetail("reason", state.pauseReason())
        .build();
  }

  /** Runs that are open in Port and do not fit what is known here affect nothing else. */
  private Health.Builder withMisfits(Health.Builder health) {
    ComparisonRow row =
        camel.getRegistry().lookupByNameAndType("comparisonRow", ComparisonRow.class);
    List<String> misfits;
    try {
      misfits = row == null ? List.of() : row.last().sentences();
    } catch (JdbiException e) {
      // That the store cannot be read is for its own health to say.
      misfits = List.of();
    }
    return misfits.isEmpty() ? health : health.withDetail("doNotFit", misfits);
  }
}
