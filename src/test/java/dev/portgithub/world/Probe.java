package dev.portgithub.world;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Asks a backend on this machine, as a platform or an operator's script does. */
public final class Probe {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private Probe() {}

  /** The status of its readiness, 200 or 503; 0 when it does not answer in time. */
  public static int readiness(int port, Duration patience) {
    try {
      return get(port, "/observe/health/ready", patience).statusCode();
    } catch (IOException noAnswer) {
      return 0;
    }
  }

  /**
   * Without a login.
   *
   * @param port that it was told to listen at
   */
  public static HttpResponse<String> get(int port, String path, Duration patience)
      throws IOException {
    return send(request(port, path, patience));
  }

  /** With the login of the operator. */
  public static HttpResponse<String> getAsOperator(
      int port, String path, Duration patience, String password) throws IOException {
    byte[] login = ("admin:" + password).getBytes(StandardCharsets.UTF_8);
    return send(
        request(port, path, patience)
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login)));
  }

  private static HttpRequest.Builder request(int port, String path, Duration patience) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(patience);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
