package com.example.deployments;

import dev.portgithub.Settings;
import dev.portgithub.runtime.Backend;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * Runs the routes of Port GitHub Backend in Camel Main. Nothing is configured here: settings come
 * from the environment and from application.properties, defaults from the library.
 */
public final class Deployments {
  private Deployments() {}

  public static void main(String[] args) throws Exception {
    Main main = new Main();
    main.setInitialProperties(Backend.defaults());
    main.configure().withRoutesIncludePattern(Backend.ROUTES_ON_CLASSPATH);
    WithBackend backend = new WithBackend();
    main.addMainListener(backend);
    try {
      main.run(args);
      if (!backend.started) {
        // Camel Main has logged why, and would leave running what it had begun.
        main.stop();
        System.exit(1);
      }
    } catch (Exception e) {
      main.stop();
      String reason = reason(e);
      if (reason == null) {
        throw e;
      }
      System.err.println("Deployments cannot start: " + reason);
      System.exit(1);
    }
  }

  /** What somebody who operates this can put right, in one line; else null. */
  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Settings.InvalidSetting || cause instanceof IllegalStateException) {
        return cause.getMessage();
      }
    }
    return null;
  }

  private static final class WithBackend extends MainListenerSupport {
    private volatile boolean started;

    /**
     * Before the routes are loaded. From here on Camel's stop closes the store, as its last act.
     */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
      Backend.bind(main.getCamelContext());
    }

    /** The routes are loaded, and nothing has begun yet. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
      Backend.requireRoutes(main.getCamelContext());
    }

    @Override
    public void afterStart(BaseMainSupport main) {
      started = true;
    }
  }
}
