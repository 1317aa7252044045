package dev.portgithub.host;

import dev.portgithub.Settings;
import dev.portgithub.runtime.Backend;
import java.time.Clock;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Hosts the routes on Spring Boot: gives them their three beans, and people health, metrics and
 * Hawtio.
 */
@SpringBootApplication
public class Application {
  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(Application.class);
    // Before anything is built: a mistake shows within a second or two.
    application.addListeners(
        (ApplicationListener<ApplicationEnvironmentPreparedEvent>)
            event -> new Settings(event.getEnvironment()::getProperty));
    try {
      application.run(args);
    } catch (RuntimeException e) {
      if (!StartFailures.isKnown(e)) {
        throw e;
      }
      // Told in one line by StartFailures.
      System.exit(1);
    }
  }

  @Bean
  Settings settings(Environment environment) {
    return new Settings(environment::getProperty);
  }

  @Bean(destroyMethod = "close")
  DataSource dataSource(Settings settings, @Value("${database.connections}") int connections) {
    return Backend.openStore(settings, connections);
  }

  @Bean
  Clock clock() {
    return Clock.tickMillis(ZoneOffset.UTC);
  }
}
