package dev.portgithub.receive;

import dev.portgithub.NetworkAccess;
import dev.portgithub.Settings;
import dev.portgithub.remote.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.config.SslConfigs;

/**
 * How the brokers are believed, and what they are shown. Files are read for each connection, so
 * that a renewed certificate counts from the next one.
 */
public final class BrokerTls {
  private final NetworkAccess network;
  private final Trust trust;

  public BrokerTls(Settings settings, Trust trust) {
    this.network = settings.network();
    this.trust = trust;
  }

  /** The content, never the name of a file: Kafka hides it when it prints its settings. */
  void addTo(Properties client) {
    trust
        .pem()
        .ifPresent(
            authorities -> {
              client.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
              client.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, authorities);
            });
    network
        .brokerCertificateFile()
        .ifPresent(
            certificate -> {
              client.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
              client.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, content(certificate));
              client.put(
                  SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
                  content(network.brokerKeyFile().orElseThrow()));
              if (!network.brokerKeyPassword().isEmpty()) {
                client.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, network.brokerKeyPassword());
              }
            });
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The certificate or the key for the brokers (KAFKA_CERTIFICATE_FILE, KAFKA_PRIVATE_KEY_FILE) cannot be read");
    }
  }
}
