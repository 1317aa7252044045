package dev.portgithub.remote;

import dev.portgithub.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;

/**
 * Fetches a small file from an address that GitHub has named, which is usually of another host: so
 * no token, cookie or header of ours goes there, no redirect is followed, and no more is read than
 * is wanted.
 */
public final class Download {
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final int BLOCK = 8192;

  private final ProxyRoute proxy;
  private final Trust trust;
  private final URI api;
  private final int maxBytes;

  public Download(Settings settings, ProxyRoute proxy, Trust trust, int maxBytes) {
    this.proxy = proxy;
    this.trust = trust;
    this.api = URI.create(settings.gitHubApiUrl());
    this.maxBytes = maxBytes;
  }

  /**
   * @param redirect GitHub's answer, whose Location is the address
   * @throws IOException when it is not given, is too large, or takes longer than twenty seconds
   */
  public byte[] fetch(RemoteAnswer redirect) throws IOException {
    HttpURLConnection connection = proxy.open(address(redirect).toURL());
    if (trust.isExtended() && connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(trust.context().getSocketFactory());
    }
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) LONGEST.toMillis() / 4);
    connection.setReadTimeout((int) LONGEST.toMillis() / 2);
    connection.setRequestProperty("User-Agent", "port-github-backend");
    connection.setRequestProperty("Accept", "*/*");
    try {
      if (connection.getResponseCode() != 200) {
        throw new IOException("the host of the artifact answered " + connection.getResponseCode());
      }
      return read(connection.getInputStream());
    } finally {
      connection.disconnect();
    }
  }

  /** https, or the address of the API itself. */
  private URI address(RemoteAnswer redirect) throws IOException {
    URI address;
    try {
      address = URI.create(String.valueOf(redirect.headers().get("Location")));
    } catch (IllegalArgumentException e) {
      throw new IOException("GitHub named no address of the artifact");
    }
    boolean ofApi =
        api.getScheme().equalsIgnoreCase(address.getScheme())
            && api.getHost().equalsIgnoreCase(address.getHost())
            && api.getPort() == address.getPort();
    boolean secure = "https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null;
    if (address.getUserInfo() != null || !(secure || ofApi)) {
      throw new IOException("the address of the artifact is not of https");
    }
    return address;
  }

  private byte[] read(InputStream in) throws IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] block = new byte[BLOCK];
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      bytes.write(block, 0, read);
      if (bytes.size() > maxBytes) {
        throw new IOException("the artifact is larger than " + maxBytes + " bytes");
      }
      if (System.nanoTime() > end) {
        throw new IOException("the artifact took longer than " + LONGEST.toSeconds() + " s");
      }
    }
    return bytes.toByteArray();
  }
}
