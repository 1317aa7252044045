package dev.portgithub.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocket;

/**
 * The proxy of a company: it asks for name and password, tunnels to hosts that only it can find,
 * and shows a certificate of the company's own authority for them.
 */
public final class CompanyProxy implements AutoCloseable {
  private final PrivateCa ca;
  private final String login;
  private final ServerSocket door;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, URI> behind = new ConcurrentHashMap<>();
  private final Map<String, PrivateCa.Issued> shown = new ConcurrentHashMap<>();
  private final List<String> tunnels = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  /**
   * @param login name:password; null when it asks nobody
   */
  public CompanyProxy(PrivateCa ca, String login) {
    this.ca = ca;
    this.login = login;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::serve);
  }

  /** From now on the host is found, and is this server in clear. */
  public CompanyProxy with(String host, String server) {
    behind.put(host, URI.create(server));
    return this;
  }

  public int port() {
    return door.getLocalPort();
  }

  /** The hosts to which somebody with the right login was let. */
  public List<String> tunnels() {
    return tunnels;
  }

  /** All that it was told in clear. */
  public List<String> heads() {
    return heads;
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      for (String head = head(client); !head.isEmpty(); head = head(client)) {
        heads.add(head);
        String host = head.replaceFirst("(?s)^CONNECT ([^: ]+).*", "$1");
        if (!mayPass(head)) {
          say(
              client,
              "407 Proxy Authentication Required",
              "Proxy-Authenticate: Basic realm=\"company\"\r\n");
        } else if (!behind.containsKey(host)) {
          say(client, "502 Bad Gateway", "");
        } else {
          client
              .getOutputStream()
              .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          tunnels.add(host);
          tunnel(client, host);
          return;
        }
      }
    } catch (IOException e) {
      // The client has left, or does not believe our certificate.
    }
  }

  private boolean mayPass(String head) {
    return login == null
        || head.contains(
            "Proxy-Authorization: Basic "
                + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))
                + "\r\n");
  }

  private static void say(Socket client, String status, String header) throws IOException {
    client
        .getOutputStream()
        .write(
            ("HTTP/1.1 " + status + "\r\n" + header + "Content-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** Byte by byte: what follows belongs to the tunnel. */
  private static String head(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  private void tunnel(Socket client, String host) throws IOException {
    PrivateCa.Issued certificate = shown.computeIfAbsent(host, ca::issue);
    URI server = behind.get(host);
    try (SSLSocket tls =
            (SSLSocket) certificate.server().getSocketFactory().createSocket(client, null, true);
        Socket behindIt = new Socket(server.getHost(), server.getPort())) {
      tls.setUseClientMode(false);
      threads.execute(() -> copy(behindIt, tls));
      copy(tls, behindIt);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[8192];
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        out.write(some, 0, read);
        out.flush();
      }
      to.close();
    } catch (IOException e) {
      // One side has left.
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
