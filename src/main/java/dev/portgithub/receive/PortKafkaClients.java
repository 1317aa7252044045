package dev.portgithub.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.Settings;
import dev.portgithub.remote.RemoteAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Connects the consumer to the configured brokers, or to those that Port names; Port is asked anew
 * with each connection.
 *
 * <p>The credentials are given to the client here, so that no endpoint, MBean or health answer
 * shows them. While Port or the brokers are out of reach, Camel calls again by itself.
 */
public final class PortKafkaClients extends DefaultKafkaClientFactory implements CamelContextAware {
  /** What Port's brokers speak. */
  private static final String PORT_PROTOCOL = "SASL_SSL";

  private static final String MECHANISM = "SCRAM-SHA-512";

  private final Settings settings;
  private final BrokerTls tls;
  private CamelContext camel;

  public PortKafkaClients(Settings settings, BrokerTls tls) {
    this.settings = settings;
    this.tls = tls;
  }

  /** How to reach the brokers. Never printed. */
  private record Connection(String brokers, String protocol, String username, String password) {
    @Override
    public String toString() {
      return brokers;
    }
  }

  /** Only for Camel to show; the true brokers are known when the consumer is made. */
  @Override
  public String getBrokers(KafkaConfiguration configuration) {
    return settings.kafkaBrokers().isEmpty() ? "named-by-port" : settings.kafkaBrokers();
  }

  @Override
  public Consumer<?, ?> getConsumer(Properties kafkaProperties) {
    Connection connection = settings.kafkaBrokers().isEmpty() ? fromPort() : fromSettings();
    Properties properties = new Properties();
    properties.putAll(kafkaProperties);
    requireOwnGroup(properties.getProperty(ConsumerConfig.GROUP_ID_CONFIG, ""), connection);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, connection.brokers());
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, connection.protocol());
    if (connection.protocol().endsWith("SSL")) {
      tls.addTo(properties);
    }
    if (connection.protocol().startsWith("SASL")) {
      properties.put(SaslConfigs.SASL_MECHANISM, MECHANISM);
      properties.put(SaslConfigs.SASL_JAAS_CONFIG, jaas(connection));
    }
    return super.getConsumer(properties);
  }

  /** Port's brokers refuse any other in words that name no setting. */
  private void requireOwnGroup(String group, Connection connection) {
    boolean ownBrokers = !settings.kafkaBrokers().isEmpty();
    if (!ownBrokers
        && !group.startsWith(settings.portOrgId() + ".")
        && !group.equals(connection.username())) {
      throw new IllegalStateException(
          "KAFKA_GROUP_ID is %s: with Port's brokers it must begin with %s. or be the Kafka user"
              .formatted(group, settings.portOrgId()));
    }
  }

  private Connection fromSettings() {
    boolean login = !settings.kafkaUsername().isEmpty();
    String protocol = settings.kafkaSecurityProtocol();
    if (protocol.isEmpty()) {
      protocol = login ? PORT_PROTOCOL : "PLAINTEXT";
    }
    return new Connection(
        settings.kafkaBrokers(), protocol, settings.kafkaUsername(), settings.kafkaPassword());
  }

  private Connection fromPort() {
    JsonNode credentials = askPort().json().path("credentials");
    List<String> brokers = new ArrayList<>();
    credentials.path("brokers").forEach(broker -> brokers.add(broker.asText()));
    if (brokers.isEmpty()) {
      throw new IllegalStateException(
          "Port names no Kafka brokers for this organisation: ask Port's support to provision Kafka, or set KAFKA_BROKERS");
    }
    String protocol = settings.kafkaSecurityProtocol();
    return new Connection(
        String.join(",", brokers),
        protocol.isEmpty() ? PORT_PROTOCOL : protocol,
        credentials.path("username").asText(""),
        credentials.path("password").asText(""));
  }

  private RemoteAnswer askPort() {
    try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
      var answer = template.to("direct:read-kafka-credentials").send();
      if (answer.getException() != null) {
        throw new IllegalStateException(
            "Port gives no Kafka credentials: " + answer.getException().getMessage());
      }
      return answer.getMessage().getBody(RemoteAnswer.class);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(
          "Port could not be asked for Kafka credentials: " + e.getMessage());
    }
  }

  private static String jaas(Connection connection) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + quoted(connection.username())
        + "\" password=\""
        + quoted(connection.password())
        + "\";";
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camel = camelContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }
}
