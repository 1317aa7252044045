package dev.portgithub.host;

import dev.portgithub.runtime.Backend;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Not ready while a route that the job needs is missing: Camel itself is healthy with an empty
 * routes folder, and a wrong mount must not look so. A route that an operator has stopped is there,
 * and shown as stopped.
 */
@Component("routes")
class RoutesHealth implements HealthIndicator {
  private final CamelContext camel;

  RoutesHealth(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public Health health() {
    List<String> present = camel.getRoutes().stream().map(Route::getRouteId).toList();
    List<String> missing = Backend.ROUTES.stream().filter(id -> !present.contains(id)).toList();
    Health.Builder health = missing.isEmpty() ? Health.up() : Health.down();
    return health.withDetail("present", present.size()).withDetail("missing", missing).build();
  }
}
