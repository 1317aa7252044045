package dev.portgithub.host;

import dev.portgithub.Settings;
import dev.portgithub.runtime.RequiredRoutes;
import java.sql.SQLException;
import org.apache.camel.NoSuchBeanException;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.SpringBootExceptionReporter;

/**
 * Reports a start that failed for a reason that an operator can fix, in one line that names the
 * reason, without a stack trace. Registered in META-INF/spring.factories.
 */
class StartFailures implements SpringBootExceptionReporter {
  @Override
  public boolean reportException(Throwable failure) {
    String line = line(failure);
    if (line != null) {
      System.err.println("Port GitHub Backend cannot start: " + line);
    }
    return line != null;
  }

  static boolean isKnown(Throwable failure) {
    return line(failure) != null;
  }

  private static String line(Throwable failure) {
    FlywayException migration = null;
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof Settings.InvalidSetting) {
        return cause.getMessage();
      }
      if (cause instanceof RequiredRoutes.Missing) {
        return cause.getMessage();
      }
      if (cause instanceof NoSuchBeanException missing) {
        return "the routes name a bean that is not declared: "
            + missing.getName()
            + "; beans are declared in routes/01-beans.camel.yaml, and routes and jar belong together";
      }
      if (cause instanceof FlywayException flyway) {
        migration = flyway;
      }
      if (cause instanceof SQLException && cause.getCause() == null && migration != null) {
        return "the store (DATABASE_URL) cannot be used: " + oneLine(cause.getMessage());
      }
    }
    if (migration != null) {
      return "the store (DATABASE_URL) cannot be used: " + oneLine(migration.getMessage());
    }
    // A bean or a route did not take what config/application.properties gives it.
    return root instanceof IllegalArgumentException
        ? "a setting is malformed: " + oneLine(root.getMessage())
        : null;
  }

  private static String oneLine(String text) {
    return String.valueOf(text).replaceAll("\\s+", " ").strip();
  }
}
