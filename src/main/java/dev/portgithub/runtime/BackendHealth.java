package dev.portgithub.runtime;

import dev.portgithub.pause.StagePauses;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Camel's own health, for a runtime with camel-health, also says whether the backend can do its
 * job: every route of {@link Backend#ROUTES} is there, and the store answers. It is about
 * readiness; no restart brings back a store.
 *
 * <p>The details name the stages that an operator has paused; that is no failure.
 *
 * <p>Our Spring Boot host has indicators of its own instead.
 */
public final class BackendHealth implements HealthCheck {
  private static final int PATIENCE_SECONDS = 2;

  private final CamelContext camel;
  private final DataSource store;
  private volatile boolean enabled = true;

  BackendHealth(CamelContext camel, DataSource store) {
    this.camel = camel;
    this.store = store;
  }

  @Override
  public String getId() {
    return "port-github-backend";
  }

  @Override
  public String getGroup() {
    return "app";
  }

  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  public boolean isEnabled() {
    return enabled;
  }

  @Override
  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  @Override
  public Result call(Map<String, Object> options) {
    HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
    StagePauses pauses = camel.getRegistry().lookupByNameAndType("stagePauses", StagePauses.class);
    if (pauses != null) {
      pauses.list().forEach(each -> result.detail("paused." + each.stage().word(), each.text()));
    }
    List<String> missing = Backend.missingRoutes(camel);
    if (!missing.isEmpty()) {
      return result.down().message("Routes are missing: " + String.join(", ", missing)).build();
    }
    try (Connection connection = store.getConnection()) {
      return connection.isValid(PATIENCE_SECONDS)
          ? result.up().build()
          : result.down().message("The store does not answer").build();
    } catch (SQLException e) {
      return result.down().message("The store cannot be reached: " + e.getMessage()).build();
    }
  }
}
