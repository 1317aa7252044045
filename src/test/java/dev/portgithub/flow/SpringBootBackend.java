package dev.portgithub.flow;

import dev.portgithub.host.Application;
import dev.portgithub.world.BackendSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The backend as it ships, on Spring Boot, in this process. */
public final class SpringBootBackend implements BackendUnderTest {
  public final ConfigurableApplicationContext spring;

  public SpringBootBackend(Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    // Several may run in the JVM of the tests.
    all.putIfAbsent("spring.jmx.unique-names", "true");
    spring = SpringApplication.run(Application.class, BackendSettings.asArguments(all));
  }

  @Override
  public CamelContext camel() {
    return spring.getBean(CamelContext.class);
  }

  /** The port of health, metrics and Hawtio. */
  public int port() {
    return Integer.parseInt(spring.getEnvironment().getProperty("local.server.port"));
  }

  @Override
  public void close() {
    spring.close();
  }
}
