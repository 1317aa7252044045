package dev.portgithub.remote;

import dev.portgithub.NetworkAccess;
import dev.portgithub.Settings;
import dev.portgithub.Settings.InvalidSetting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whose certificates are believed: the authorities of the JDK, and those of the file
 * network.ca-file. The names in certificates are checked as always.
 */
public final class Trust {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final NetworkAccess network;

  public Trust(Settings settings) {
    this(settings.network());
  }

  private Trust(NetworkAccess network) {
    this.network = network;
  }

  public static Trust of(NetworkAccess network) {
    return new Trust(network);
  }

  /** Is there anybody besides the JDK's? */
  boolean isExtended() {
    return network.caFile().isPresent();
  }

  /**
   * @throws InvalidSetting when the file holds no certificates
   */
  public SSLContext context() {
    try {
      if (network.caFile().isEmpty()) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store()).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** All of them in PEM; empty when those of the JDK are enough. */
  public Optional<String> pem() {
    return network
        .caFile()
        .map(file -> authorities(file).map(Trust::pem).collect(Collectors.joining()));
  }

  private KeyStore store() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate each : authorities(network.caFile().orElseThrow()).toList()) {
      store.setCertificateEntry(String.valueOf(number++), each);
    }
    return store;
  }

  private static Stream<X509Certificate> authorities(Path file) {
    return Stream.concat(ofJdk().stream(), read(file).stream());
  }

  private static List<X509Certificate> ofJdk() {
    try {
      return Stream.of(managers(null).getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
          .toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK's authorities cannot be read", e);
    }
  }

  private static TrustManagerFactory managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    return managers;
  }

  private static List<X509Certificate> read(Path file) {
    List<X509Certificate> found = new ArrayList<>();
    try (InputStream pem = Files.newInputStream(file)) {
      CertificateFactory.getInstance("X.509")
          .generateCertificates(pem)
          .forEach(each -> found.add((X509Certificate) each));
    } catch (GeneralSecurityException | IOException e) {
      found.clear();
    }
    if (found.isEmpty()) {
      throw new InvalidSetting("network.ca-file", "must name a file with certificates in PEM");
    }
    return found;
  }

  private static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + new String(LINES.encode(certificate.getEncoded()), StandardCharsets.US_ASCII)
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
