package dev.portgithub;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a deployment sets from outside, checked once at the start: addresses, names and secrets.
 *
 * <p>Each is a property of the runtime (Spring Boot or Camel); the environment variable of the same
 * name in capitals, with underscores, wins over the file. Everything else that can be tuned stands
 * in config/application.properties. Secrets are handed to beans by this object only, never through
 * placeholders of a route, where JMX and Hawtio would show them.
 */
public final class Settings {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("[A-Za-z0-9._-]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}");
  private static final List<String> SECURITY_PROTOCOLS =
      List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");

  private final UnaryOperator<String> properties;

  /**
   * @param properties looks a property up, null when it is not set
   * @throws InvalidSetting naming the first setting that is missing or malformed
   */
  public Settings(UnaryOperator<String> properties) {
    this.properties = properties;
    requireUrl("port.api-url");
    require("port.org-id", "the organisation's id in Port, org_...");
    require("port.client-id", "the client id of the organisation's credentials in Port");
    require("port.client-secret", "the client secret of the organisation's credentials in Port");
    if (!portInstallationId().matches("[\\x21-\\x7e]{0,200}")) {
      throw new InvalidSetting(
          "port.installation-id", "holds blanks or characters that no installation id has");
    }
    requireUrl("github.api-url");
    gitHubCredential().require();
    requireBrokers();
    requireOneOf("kafka.security-protocol", SECURITY_PROTOCOLS);
    network().require();
    requireWithin("github.writes-per-minute", 1, 100_000);
    // A runtime without our host has none; 0 is any free port.
    if (!text("server.port").isEmpty()) {
      requireWithin("server.port", 0, 65_535);
    }
    try {
      database();
    } catch (IllegalArgumentException e) {
      throw new InvalidSetting("database.url", e.getMessage());
    }
  }

  public String portApiUrl() {
    return withoutTrailingSlash(text("port.api-url"));
  }

  public String portOrgId() {
    return text("port.org-id");
  }

  public String portClientId() {
    return text("port.client-id");
  }

  public String portClientSecret() {
    return text("port.client-secret");
  }

  /** The client secret before its last rotation, or empty. */
  public String previousPortClientSecret() {
    return text("port.previous-client-secret");
  }

  public String gitHubApiUrl() {
    return withoutTrailingSlash(text("github.api-url"));
  }

  /** A token, or the key of an App; it may be in a file, which is read anew each time. */
  public GitHubCredential gitHubCredential() {
    return new GitHubCredential(this::text);
  }

  /** The secret of GitHub's webhooks, or empty: then none are received. */
  public String gitHubWebhookSecret() {
    return text("github.webhook-secret");
  }

  /** Is the route of webhooks loaded? */
  public boolean receivesWebhooks() {
    return !gitHubWebhookSecret().isEmpty();
  }

  public int gitHubWritesPerMinute() {
    return Integer.parseInt(text("github.writes-per-minute"));
  }

  /** For which installation runs are claimed from Port's API, or empty: then none are. */
  public String portInstallationId() {
    return text("port.installation-id");
  }

  /** Are runs claimed from Port's API? */
  public boolean claimsRuns() {
    return !portInstallationId().isEmpty();
  }

  /** Are records read from Kafka? Whoever claims runs needs Kafka only if brokers are named. */
  public boolean readsKafka() {
    return !claimsRuns() || !kafkaBrokers().isEmpty();
  }

  /** Brokers as host:port, comma separated, or empty: then Port names them. */
  public String kafkaBrokers() {
    return text("kafka.brokers");
  }

  /** Empty when it follows from the other settings. */
  public String kafkaSecurityProtocol() {
    return text("kafka.security-protocol").toUpperCase(Locale.ROOT);
  }

  /** Does TLS prove to us which broker we talk to? */
  public boolean kafkaIsEncrypted() {
    boolean plain = !kafkaBrokers().isEmpty() && kafkaUsername().isEmpty();
    String protocol = kafkaSecurityProtocol();
    return protocol.isEmpty() ? !plain : protocol.endsWith("SSL");
  }

  public String kafkaUsername() {
    return text("kafka.username");
  }

  public String kafkaPassword() {
    return text("kafka.password");
  }

  /** How all of these are reached: a proxy, an extra authority, a certificate of our own. */
  public NetworkAccess network() {
    return new NetworkAccess(properties);
  }

  /** Of H2 or PostgreSQL; the H2 file when no URL is set. */
  public DatabaseAccess database() {
    return new DatabaseAccess(
        text("database.url"), text("database.username"), text("database.password"));
  }

  private String text(String name) {
    String value = properties.apply(name);
    return value == null ? "" : value.strip();
  }

  private void require(String name, String meaning) {
    if (text(name).isEmpty()) {
      throw new InvalidSetting(name, "is missing: " + meaning);
    }
  }

  private void requireUrl(String name) {
    require(name, "the base address of the API, for example https://api.example.com");
    try {
      URI uri = new URI(text(name));
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return;
      }
    } catch (URISyntaxException e) {
      // Reported below, in the same words as any other malformed address.
    }
    throw new InvalidSetting(
        name, "must be an http or https address with a host, without user and query");
  }

  private void requireBrokers() {
    if (kafkaBrokers().isEmpty()) {
      return;
    }
    for (String broker : kafkaBrokers().split(",")) {
      if (!HOST_AND_PORT.matcher(broker.strip()).matches()) {
        throw new InvalidSetting("kafka.brokers", "must be host:port, several separated by commas");
      }
    }
  }

  private void requireOneOf(String name, List<String> allowed) {
    String value = text(name).toUpperCase(Locale.ROOT);
    if (!value.isEmpty() && !allowed.contains(value)) {
      throw new InvalidSetting(name, "must be one of " + String.join(", ", allowed));
    }
  }

  private void requireWithin(String name, int lowest, int highest) {
    try {
      int value = Integer.parseInt(text(name));
      if (value >= lowest && value <= highest) {
        return;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new InvalidSetting(name, "must be a whole number from " + lowest + " to " + highest);
  }

  private static String withoutTrailingSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** A setting is missing or malformed; the message names it and never holds its value. */
  public static final class InvalidSetting extends RuntimeException {
    public InvalidSetting(String property, String problem) {
      super(property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + " " + problem);
    }
  }
}
