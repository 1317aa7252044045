package dev.portgithub;

import dev.portgithub.Settings.InvalidSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How Port, GitHub and the brokers are reached from inside a company: a proxy with exceptions, an
 * authority that the JDK does not know, and a certificate of our own for the brokers.
 *
 * <p>Files are named here and read by those who need them.
 */
public final class NetworkAccess {

  private final UnaryOperator<String> properties;

  /**
   * @param properties looks a property up, null when it is not set
   */
  public NetworkAccess(UnaryOperator<String> properties) {
    this.properties = properties;
  }

  /**
   * A proxy, and what it wants to know of us.
   *
   * @param user null when it asks nobody
   * @param password never printed
   */
  public record Proxy(String host, int port, String user, String password) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * @throws InvalidSetting naming what is malformed, without its value, which may hold a password
   */
  void require() {
    proxy();
    requireReadable("network.ca-file", caFile());
    requireReadable("kafka.certificate-file", brokerCertificateFile());
    requireReadable("kafka.private-key-file", brokerKeyFile());
    if (text("kafka.certificate-file").isEmpty() != text("kafka.private-key-file").isEmpty()) {
      throw new InvalidSetting(
          "kafka.certificate-file",
          "and KAFKA_PRIVATE_KEY_FILE belong together: set both, or neither");
    }
  }

  /** Empty when Port and GitHub are called directly. */
  public Optional<Proxy> proxy() {
    String address = text("network.proxy");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(address);
      if ("http".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() > 0
          && uri.getPath().matches("/?")
          && uri.getQuery() == null) {
        String[] login =
            uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
        return Optional.of(
            new Proxy(
                uri.getHost(),
                uri.getPort(),
                login.length == 0 ? null : decoded(login[0]),
                login.length < 2 ? "" : decoded(login[1])));
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // Reported below, without what it quotes.
    }
    throw new InvalidSetting(
        "network.proxy",
        "must be http://host:port, or http://user:password@host:port with percent-encoded characters");
  }

  /** Is this host called without the proxy? Addresses of this machine always are. */
  public boolean isDirect(String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    return wanted.equals("localhost")
        || wanted.startsWith("127.")
        || wanted.equals("::1")
        || exceptions().anyMatch(each -> covers(each, wanted));
  }

  private Stream<String> exceptions() {
    return List.of(text("network.no-proxy").split("[,\\s]+")).stream()
        .map(each -> each.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""))
        .filter(each -> !each.isEmpty());
  }

  /** As curl reads NO_PROXY: a name stands for itself and for all below it. */
  private static boolean covers(String exception, String host) {
    String name = exception.replaceFirst("^\\*?\\.", "");
    return exception.equals("*") || host.equals(name) || host.endsWith("." + name);
  }

  /** Authorities in PEM that are trusted besides those of the JDK. */
  public Optional<Path> caFile() {
    return file(text("network.ca-file"));
  }

  /** In PEM; what the brokers are shown. */
  public Optional<Path> brokerCertificateFile() {
    return file(text("kafka.certificate-file"));
  }

  /** In PEM, PKCS#8. */
  public Optional<Path> brokerKeyFile() {
    return file(text("kafka.private-key-file"));
  }

  /** Empty when the key is not encrypted. */
  public String brokerKeyPassword() {
    return text("kafka.private-key-password");
  }

  private static Optional<Path> file(String name) {
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      // No file has such a name.
      return Optional.of(Path.of(""));
    }
  }

  private static void requireReadable(String setting, Optional<Path> file) {
    if (file.filter(each -> !Files.isRegularFile(each) || !Files.isReadable(each)).isPresent()) {
      throw new InvalidSetting(setting, "must name a file in PEM that can be read");
    }
  }

  private String text(String name) {
    String value = properties.apply(name);
    return value == null ? "" : value.strip();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
