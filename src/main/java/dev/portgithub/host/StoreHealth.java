package dev.portgithub.host;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Not ready while the store is unavailable: the intake stops, and later goes on by itself. */
@Component("store")
class StoreHealth implements HealthIndicator {
  private static final int PATIENCE_SECONDS = 2;

  private static final String WHY =
      "Nothing goes on until the store (DATABASE_URL) can be used, and everything does then: ";

  private final DataSource store;

  StoreHealth(DataSource store) {
    this.store = store;
  }

  @Override
  public Health health() {
    try (Connection connection = store.getConnection()) {
      boolean answers = connection.isValid(PATIENCE_SECONDS);
      return answers
          ? Health.up().build()
          : Health.down().withDetail("why", WHY + "it does not answer").build();
    } catch (SQLException e) {
      return Health.down().withDetail("why", WHY + e.getMessage()).build();
    }
  }
}
