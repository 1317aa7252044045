package dev.portgithub.flow;

import dev.portgithub.runtime.Backend;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** The library in a runtime that has no Spring, Camel Main, without a file beside it. */
public final class CamelMainBackend implements BackendUnderTest {
  private final Main main = new Main();

  public CamelMainBackend(Map<String, String> settings) {
    // The class path of the tests also holds the file of our own host.
    main.setDefaultPropertyPlaceholderLocation("false");
    main.setInitialProperties(Backend.defaults());
    main.configure().withRoutesIncludePattern(Backend.ROUTES_ON_CLASSPATH);
    settings.forEach(main::addOverrideProperty);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport support) {
            Backend.bind(support.getCamelContext());
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
  }
}
