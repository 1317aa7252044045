package dev.portgithub.runtime;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.Settings;
import dev.portgithub.operator.CurrentOperator;
import dev.portgithub.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The way into the library, for any Camel runtime. The routes need three beans in Camel's registry:
 * {@code settings}, {@code dataSource} and {@code clock}. Everything else they declare themselves,
 * in routes/01-beans.camel.yaml.
 *
 * <p>An embedding runtime gives Camel the {@link #defaults} at the lowest rank, calls {@link #bind}
 * before the routes are loaded, loads {@link #ROUTES_ON_CLASSPATH} or its own copy of these files,
 * calls {@link #requireRoutes}, and starts Camel. Give the backend a Camel context of its own:
 * names of beans, routes and settings are not prefixed.
 */
public final class Backend {
  /**
   * The route files inside the library, for {@code camel.main.routes-include-pattern} or the like.
   */
  public static final String ROUTES_ON_CLASSPATH =
      "classpath:port-github-backend/routes/*.camel.yaml";

  /**
   * The routes that must be there for the backend to do its job; their ids are an operational
   * contract.
   */
  public static final List<String> ROUTES =
      List.of(
          """
          tick wake-confirmations wake-dispatches wake-locating wake-polls wake-reports
          measure-backlog receive-invocations validate-invocation claim-confirmations
          confirm-run check-workflow look-at-workflow claim-dispatches dispatch-workflow start-workflow call-once claim-locating
          locate-run list-candidates claim-polls poll-repository read-overdue-run
          finish-ended-run settle-refusal read-workflow-runs claim-sweeps sweep-runs finish-run
          explain-failure fetch-results show-waits ask-about-run claim-cancellations cancel-workflow-run compare-with-port compare-runs claim-reports hand-over-reports report-run settle-refused-report read-remote-answer call-github check-credential
          send-to-github renew-github-token call-port send-to-port renew-port-token
          read-kafka-credentials replay-record look-up-workflow-run notify-operations clean-up
          watch-instances print-api-answer
          """
              .split("\\s+"));

  /** Needed as well with GITHUB_WEBHOOK_SECRET, and not loaded without. */
  public static final List<String> WEBHOOK_ROUTES = List.of("receive-webhook");

  /** Needed as well with PORT_INSTALLATION_ID, and not loaded without. */
  public static final List<String> CLAIM_ROUTES = List.of("claim-pending-runs", "take-pending");

  /**
   * Those of {@link #ROUTES} that are not loaded where runs are claimed and no brokers are named.
   */
  public static final List<String> KAFKA_ROUTES = List.of("receive-invocations");

  /** Needed as well where there is a login, and not loaded without. */
  public static final List<String> API_ROUTES =
      List.of(
          "read-overview",
          "list-runs",
          "read-run",
          "list-misfits",
          "describe-api",
          "sample-stages",
          "list-dead-letters",
          "list-reasons",
          "operate-on-dead-letter",
          "list-pauses",
          "pause-stage",
          "resume-stage",
          "list-operations",
          "end-in-port");

  private static final int CONNECT_RETRIES = 3;
  private static final String DEFAULTS = "/port-github-backend/config/application.properties";

  /** Settings of our own host, and those by which a runtime names itself and finds its routes. */
  private static final Pattern OF_A_HOST =
      Pattern.compile(
          "(spring|server|management|hawtio|logging|host|otel)\\..*"
              + "|camel\\.(main\\.(name|routes-include-pattern)|metrics\\..*)");

  private static final List<String> BEANS = List.of("settings", "dataSource", "clock");

  private Backend() {}

  /** Opens the store of the settings and brings its tables up to date. */
  public static HikariDataSource openStore(Settings settings, int connections) {
    HikariDataSource store = Database.open(settings.database(), connections);
    try {
      Database.migrate(store, CONNECT_RETRIES);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * The defaults of every setting that the routes and beans read, and of Camel's own that their
   * promises rest on; nothing of the host. They are those of config/application.properties, where
   * each is explained. Whatever else gives a value must win over them.
   */
  public static Properties defaults() {
    Properties all = new Properties();
    try (InputStream file = Backend.class.getResourceAsStream(DEFAULTS)) {
      all.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.keySet().removeIf(name -> OF_A_HOST.matcher(name.toString()).matches());
    return all;
  }

  /**
   * Opens the store, binds the three beans and a {@link BackendHealth}. Call it before the routes
   * are loaded. The store is closed when Camel has stopped: what is under way at a stop is still
   * stored. The start of Camel fails with {@link RequiredRoutes.Missing} unless all {@link #ROUTES}
   * are loaded by then.
   *
   * @return the store, which the caller need not close
   * @throws Settings.InvalidSetting when a setting is missing or malformed
   * @throws IllegalStateException when the registry holds a bean of one of the names already
   */
  public static HikariDataSource bind(CamelContext camel) {
    for (String name : BEANS) {
      if (camel.getRegistry().lookupByName(name) != null) {
        throw new IllegalStateException(
            "The registry holds a bean %s already: give the backend a Camel context of its own"
                .formatted(name));
      }
    }
    Settings settings =
        new Settings(name -> camel.getPropertiesComponent().resolveProperty(name).orElse(null));
    int connections =
        Integer.parseInt(
            camel.getPropertiesComponent().resolveProperty("database.connections").orElse("24"));
    refuseStartWithoutRoutes(camel);
    HikariDataSource store = openStore(settings, connections);
    camel.getRegistry().bind("settings", settings);
    camel.getRegistry().bind("dataSource", store);
    camel.getRegistry().bind("clock", Clock.tickMillis(ZoneOffset.UTC));
    camel.getRegistry().bind("backendHealth", new BackendHealth(camel, store));
    camel.addLifecycleStrategy(new StoreLast(store));
    return store;
  }

  private static void refuseStartWithoutRoutes(CamelContext camel) {
    try {
      camel.addStartupListener(new RequiredRoutes());
      camel.addStartupListener(new StartLine());
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeException(e);
    }
  }

  /**
   * Checks whether all routes and policies are loaded. Camel's start does so as well; a runtime
   * that calls it earlier gets the failure without a stack trace.
   *
   * @throws RequiredRoutes.Missing naming what is missing, and where it was searched for
   */
  public static void requireRoutes(CamelContext camel) {
    RequiredRoutes.require(camel);
  }

  /**
   * The ids of routes that are needed and do not run in Camel, in their order; empty when all is
   * well.
   */
  public static List<String> missingRoutes(CamelContext camel) {
    return neededRoutes(camel).stream().filter(id -> camel.getRoute(id) == null).toList();
  }

  static List<String> neededRoutes(CamelContext camel) {
    Settings settings = camel.getRegistry().lookupByNameAndType("settings", Settings.class);
    List<String> needed = new ArrayList<>(ROUTES);
    if (settings != null && !settings.readsKafka()) {
      needed.removeAll(KAFKA_ROUTES);
    }
    if (settings != null && settings.claimsRuns()) {
      needed.addAll(CLAIM_ROUTES);
    }
    if (settings != null && settings.receivesWebhooks()) {
      needed.addAll(WEBHOOK_ROUTES);
    }
    if (camel.getRegistry().findSingleByType(CurrentOperator.class) != null) {
      needed.addAll(API_ROUTES);
    }
    return needed;
  }

  private static final class StoreLast extends LifecycleStrategySupport {
    private final HikariDataSource store;

    StoreLast(HikariDataSource store) {
      this.store = store;
    }

    @Override
    public void onContextStopped(CamelContext camel) {
      store.close();
    }
  }
}
