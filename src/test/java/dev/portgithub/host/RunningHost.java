package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.flow.SpringBootBackend;
import dev.portgithub.simulator.OidcServer;
import dev.portgithub.simulator.PrivateCa;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.Folder;
import dev.portgithub.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** One started backend, shared by the tests of the host, as a browser or a probe sees it. */
final class RunningHost {
  static final String USER = "admin";
  static final String PASSWORD = "operator-password";
  static final String DATABASE_PASSWORD = "database-password-9c1f";
  static final String KAFKA_PASSWORD = "kafka-password-77ab";

  static final String VIEWER = "vera";
  static final String SECOND_OPERATOR = "otto";

  static final String WEBHOOK_SECRET = "webhook-secret-51d0";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static RunningHost shared;

  final World world = new World();
  private final PrivateCa company = new PrivateCa("company");
  final OidcServer oidc = new OidcServer(company);
  final SpringBootBackend backend;

  private RunningHost() {
    Path folder = Folder.temporary("running-host");
    Map<String, String> settings = world.settings(BackendSettings.h2(folder));
    settings.put("host.users", VIEWER + ":viewer:" + new BCryptPasswordEncoder(4).encode(PASSWORD));
    settings.put("host.users-file", usersFile(folder).toString());
    settings.put("network.ca-file", company.file(folder).toString());
    settings.put("host.oidc.issuer", oidc.issuer());
    settings.put("host.oidc.client-id", OidcServer.CLIENT_ID);
    settings.put("host.oidc.client-secret", OidcServer.CLIENT_SECRET);
    settings.put("host.oidc.operators", "night-shift");
    settings.put("host.oidc.viewers", "developers");
    settings.put("database.username", "operator");
    settings.put("database.password", DATABASE_PASSWORD);
    settings.put("kafka.username", "kafka-user");
    settings.put("kafka.password", KAFKA_PASSWORD);
    settings.put("kafka.security-protocol", "PLAINTEXT");
    settings.put("github.webhook-secret", WEBHOOK_SECRET);
    // The names that an operator sees.
    settings.put("spring.jmx.unique-names", "false");
    backend = new SpringBootBackend(settings);
  }

  private static Path usersFile(Path folder) {
    try {
      return Files.writeString(
          folder.resolve("users"),
          "# The night shift\n\n" + SECOND_OPERATOR + ":OPERATOR:" + PASSWORD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static synchronized RunningHost get() {
    if (shared == null) {
      shared = new RunningHost();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  private void close() {
    backend.close();
    oidc.close();
    world.close();
  }

  URI uri(String path) {
    return uri(backend, path);
  }

  static URI uri(SpringBootBackend backend, String path) {
    return URI.create("http://127.0.0.1:" + backend.port() + path);
  }

  /** A client with cookies of its own, which follows no redirect. */
  static HttpClient browser() {
    return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  }

  static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Without a login. */
  HttpResponse<String> get(String path) {
    return send(browser(), HttpRequest.newBuilder(uri(path)));
  }

  static HttpRequest.Builder withLogin(HttpRequest.Builder request) {
    return withLogin(USER, request);
  }

  static HttpRequest.Builder withLogin(String user, HttpRequest.Builder request) {
    byte[] login = (user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    return request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
  }

  /** With basic authentication. */
  HttpResponse<String> getWithLogin(String path) {
    return send(browser(), withLogin(HttpRequest.newBuilder(uri(path))));
  }

  /** Calls an operation of an MBean as an operator does, and expects that it is done. */
  String operate(String mbean, String operation, Object... arguments) {
    JsonNode answer =
        jolokia(
            Map.of(
                "type",
                "exec",
                "mbean",
                mbean,
                "operation",
                operation,
                "arguments",
                List.of(arguments)));
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
    return answer.path("value").asText();
  }

  JsonNode jolokia(Map<String, Object> question) {
    return jolokia(USER, question);
  }

  JsonNode jolokia(String user, Map<String, Object> question) {
    HttpClient browser = browser();
    send(browser, withLogin(user, HttpRequest.newBuilder(uri("/observe/jolokia"))));
    HttpResponse<String> answer =
        send(
            browser,
            withLogin(user, HttpRequest.newBuilder(uri("/observe/jolokia")))
                .header("X-XSRF-TOKEN", cookie(browser, "XSRF-TOKEN"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.valueToTree(question).toString())));
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException("Jolokia answered " + answer + ": " + answer.body(), e);
    }
  }

  static String cookie(HttpClient browser, String name) {
    CookieManager cookies = (CookieManager) browser.cookieHandler().orElseThrow();
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElseThrow();
  }
}
