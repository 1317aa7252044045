package dev.portgithub.host;

import dev.portgithub.Settings;
import dev.portgithub.runtime.Backend;
import dev.portgithub.runtime.RequiredRoutes;
import dev.portgithub.runtime.StartLine;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.kafka.common.protocol.ApiKeys;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Hosts the routes on Spring Boot: gives them their three beans, and people health, metrics and
 * Hawtio.
 */
@SpringBootApplication
public class Application {
  private static final String ROUTES = "camel.main.routes-include-pattern";

  public static void main(String[] args) {
    // The JDK would give no password to a proxy that tunnels; it has one only if NETWORK_PROXY
    // does.
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    SpringApplication application = new SpringApplication(Application.class);
    // Before anything is built: a mistake shows within a second or two.
    application.addListeners(
        (ApplicationListener<ApplicationEnvironmentPreparedEvent>)
            event -> prepare(event.getEnvironment()));
    try {
      ConfigurableApplicationContext host = application.run(args);
      if (host.getEnvironment().getProperty("host.exit-when-ready", boolean.class, false)) {
        // Kafka's consumer loads some 450 classes with its first broker, which this start has not.
        ApiKeys.values();
        System.exit(SpringApplication.exit(host));
      }
    } catch (RuntimeException e) {
      if (!StartFailures.isKnown(e)) {
        throw e;
      }
      // Reported in one line by StartFailures.
      System.exit(1);
    }
  }

  private static void prepare(ConfigurableEnvironment environment) {
    new Settings(environment::getProperty);
    String routes = environment.getProperty(ROUTES, "");
    RequiredRoutes.requireFiles(routes);
    String all =
        RequiredRoutes.withExtensions(routes, environment.getProperty("host.extensions", ""));
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("routes and extensions", Map.of(ROUTES, all)));
  }

  @Bean
  Settings settings(Environment environment) {
    return new Settings(environment::getProperty);
  }

  @Bean(destroyMethod = "close")
  DataSource dataSource(Settings settings, @Value("${database.connections}") int connections) {
    return Backend.openStore(settings, connections);
  }

  /** Not as Camel's listener: Camel would log the failure with a stack trace. */
  @Bean
  CamelContextConfiguration requiredRoutes() {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext camel) {
        RequiredRoutes.require(camel);
      }

      @Override
      public void afterApplicationStart(CamelContext camel) {
        StartLine.write(camel);
      }
    };
  }

  @Bean
  Clock clock() {
    return Clock.tickMillis(ZoneOffset.UTC);
  }
}
