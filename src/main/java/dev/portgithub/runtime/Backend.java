package dev.portgithub.runtime;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.Settings;
import dev.portgithub.store.Database;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.camel.CamelContext;

/**
 * What the routes need from the runtime that hosts them: three beans in Camel's registry, {@code
 * settings}, {@code dataSource} and {@code clock}. Everything else they declare themselves, in
 * routes/01-beans.camel.yaml.
 */
public final class Backend {
  /**
   * The routes that must be there for the backend to do its job; their ids are an operational
   * contract.
   */
  public static final List<String> ROUTES =
      List.of(
          "tick",
          "measure-backlog",
          "receive-invocations",
          "validate-invocation",
          "claim-confirmations",
          "confirm-run",
          "claim-dispatches",
          "dispatch-workflow",
          "call-once",
          "claim-locating",
          "locate-run",
          "list-candidates",
          "claim-polls",
          "poll-repository",
          "read-overdue-run",
          "read-workflow-runs",
          "finish-run",
          "claim-reports",
          "report-run",
          "settle-refused-report",
          "call-github",
          "send-to-github",
          "renew-github-token",
          "call-port",
          "send-to-port",
          "renew-port-token",
          "read-kafka-credentials",
          "replay-record",
          "look-up-workflow-run",
          "notify-operations",
          "clean-up");

  private static final int CONNECT_RETRIES = 3;

  private Backend() {}

  /** Opens the store of the settings and brings its tables up to date. */
  public static HikariDataSource openStore(Settings settings, int connections) {
    HikariDataSource store =
        Database.open(
            settings.databaseUrl(),
            settings.databaseUsername(),
            settings.databasePassword(),
            connections);
    try {
      Database.migrate(store, CONNECT_RETRIES);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Binds the three beans in a runtime that has no other way to; call it before the routes are
   * loaded, and close the store after Camel has stopped.
   *
   * @throws Settings.InvalidSetting when a setting is missing or malformed
   */
  public static HikariDataSource bind(CamelContext camel) {
    Settings settings =
        new Settings(name -> camel.getPropertiesComponent().resolveProperty(name).orElse(null));
    int connections =
        Integer.parseInt(
            camel.getPropertiesComponent().resolveProperty("database.connections").orElse("24"));
    HikariDataSource store = openStore(settings, connections);
    camel.getRegistry().bind("settings", settings);
    camel.getRegistry().bind("dataSource", store);
    camel.getRegistry().bind("clock", Clock.tickMillis(ZoneOffset.UTC));
    return store;
  }
}
