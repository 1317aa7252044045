package dev.portgithub.host;

import dev.portgithub.runtime.Backend;
import dev.portgithub.runtime.RouteFileWatch;
import java.util.List;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Not ready while a route that the job needs is missing: Camel itself is healthy with an empty
 * routes folder, and a wrong mount must not look healthy. A route that an operator has stopped is
 * there, and shown as stopped.
 */
@Component("routes")
class RoutesHealth implements HealthIndicator {
  private final CamelContext camel;
  private final RouteFileWatch files;

  RoutesHealth(CamelContext camel, @Value("${camel.main.routes-include-pattern}") String patterns) {
    this.camel = camel;
    this.files = new RouteFileWatch(patterns);
  }

  @Override
  public Health health() {
    List<String> missing = Backend.missingRoutes(camel);
    Health.Builder health = missing.isEmpty() ? Health.up() : Health.down();
    if (!missing.isEmpty()) {
      health.withDetail(
          "why",
          "Routes are missing, and what they do is not done: copy them from the release that the"
              + " jar is of, and restart");
    }
    return health
        .withDetail("present", camel.getRoutesSize())
        .withDetail("missing", missing)
        .withDetail("checksum", files.checksum())
        .withDetail("edited", files.edited())
        .withDetail("changedSinceStart", files.changed())
        .build();
  }
}
