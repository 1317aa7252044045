package dev.portgithub.runtime;

import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.properties.PropertiesComponent;

/**
 * Does what a host does in Java, as a bean of a YAML file, for runtimes in which nobody writes any:
 * the Camel CLI. See examples/camel-cli. Its file must be read before the routes.
 *
 * <p>Camel makes the beans of YAML files twice at the start; only the first of them binds anything.
 */
public final class WithoutHost implements CamelContextAware {
  private CamelContext camel;

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext camel) {
    this.camel = camel;
  }

  /**
   * Adds the {@linkplain Backend#defaults defaults} at the lowest rank, and {@linkplain
   * Backend#bind binds} what the routes need.
   */
  public void bind() {
    if (camel.getRegistry().lookupByName("backendHealth") != null) {
      return;
    }
    PropertiesComponent properties = (PropertiesComponent) camel.getPropertiesComponent();
    Properties initial = Backend.defaults();
    if (properties.getInitialProperties() != null) {
      initial.putAll(properties.getInitialProperties());
    }
    properties.setInitialProperties(initial);
    Backend.bind(camel);
  }
}
