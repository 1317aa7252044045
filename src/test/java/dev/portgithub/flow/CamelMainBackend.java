package dev.portgithub.flow;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.runtime.Backend;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** The same routes in a runtime that has no Spring: Camel Main. */
public final class CamelMainBackend implements BackendUnderTest {
  private final Main main = new Main();
  private HikariDataSource store;

  public CamelMainBackend(Map<String, String> settings) {
    main.setDefaultPropertyPlaceholderLocation("file:config/application.properties");
    settings.forEach(main::addOverrideProperty);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport support) {
            store = Backend.bind(support.getCamelContext());
          }
        });
    main.start();
  }

  @Override
  public CamelContext camel() {
    return main.getCamelContext();
  }

  @Override
  public void close() {
    main.stop();
    store.close();
  }
}
