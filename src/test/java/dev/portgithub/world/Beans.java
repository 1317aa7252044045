package dev.portgithub.world;

import dev.portgithub.Settings;
import dev.portgithub.runtime.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * The beans of routes/01-beans.camel.yaml with the defaults of config/application.properties,
 * without routes: what tests use is wired as what runs.
 */
public final class Beans {
  private Beans() {}

  public static Registry of(Settings settings, DataSource store, Clock clock) {
    return of(settings, store, clock, Map.of());
  }

  /**
   * @param changes other values than the defaults; null: not set
   */
  public static Registry of(
      Settings settings, DataSource store, Clock clock, Map<String, String> changes) {
    DefaultCamelContext camel = new DefaultCamelContext();
    Properties properties = Backend.defaults();
    changes.forEach(
        (name, value) -> {
          if (value == null) {
            properties.remove(name);
          } else {
            properties.put(name, value);
          }
        });
    camel.getPropertiesComponent().setInitialProperties(properties);
    camel.getRegistry().bind("settings", settings);
    camel.getRegistry().bind("dataSource", store);
    camel.getRegistry().bind("clock", clock);
    try {
      camel.build();
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(ResourceHelper.fromString("file:01-beans.camel.yaml", text()));
    } catch (Exception e) {
      throw new IllegalStateException("The beans cannot be made", e);
    }
    return camel.getRegistry();
  }

  private static String text() throws IOException {
    return Files.readString(Path.of("routes/01-beans.camel.yaml"));
  }
}
