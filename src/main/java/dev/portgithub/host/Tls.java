package dev.portgithub.host;

import dev.portgithub.Settings.InvalidSetting;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * TLS for the port: two settings of ours become those of Spring Boot, which serves the certificate
 * and takes a new one without a restart. Registered in META-INF/spring.factories.
 */
class Tls implements EnvironmentPostProcessor, Ordered {
  private static final String BUNDLE = "spring.ssl.bundle.pem.host.";

  @Override
  public int getOrder() {
    return ConfigDataEnvironmentPostProcessor.ORDER + 1;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    String certificate = environment.getProperty("host.tls-certificate", "").strip();
    String key = environment.getProperty("host.tls-private-key", "").strip();
    if (certificate.isEmpty() && key.isEmpty()) {
      return;
    }
    Map<String, Object> tls = new LinkedHashMap<>();
    tls.put("server.ssl.bundle", "host");
    tls.put(BUNDLE + "reload-on-update", "true");
    tls.put(BUNDLE + "keystore.certificate", file("host.tls-certificate", certificate));
    tls.put(BUNDLE + "keystore.private-key", file("host.tls-private-key", key));
    environment.getPropertySources().addFirst(new MapPropertySource("tls", tls));
  }

  private static String file(String setting, String name) {
    try {
      if (!name.isEmpty() && Files.isReadable(Path.of(name))) {
        return Path.of(name).toAbsolutePath().toUri().toString();
      }
    } catch (InvalidPathException e) {
      // Reported below.
    }
    throw new InvalidSetting(setting, "must name a file in PEM that can be read");
  }
}
