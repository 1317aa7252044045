package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An OpenID Connect provider, strict: the code flow with PKCE, a client with a secret, signed ID
 * tokens. Whoever comes to its page is logged in at once as {@link #person}.
 */
public final class OidcServer implements AutoCloseable {
  public static final String CLIENT_ID = "port-github-backend";
  public static final String CLIENT_SECRET = "oidc-secret-3f2a";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpsServer server;
  private final RSAKey key;
  private final Map<String, Map<String, String>> requests = new ConcurrentHashMap<>();
  private volatile Map<String, Object> person = Map.of();

  /**
   * @param company whose authority vouches for it
   */
  public OidcServer(PrivateCa company) {
    try {
      key = new RSAKeyGenerator(2048).keyID("1").generate();
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(company.issue("127.0.0.1").server()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public String issuer() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Who logs in from now on: the claims of the ID token, with sub. */
  public void person(Map<String, Object> claims) {
    person = claims;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/.well-known/openid-configuration" -> send(exchange, 200, configuration());
        case "/authorize" -> authorize(exchange);
        case "/token" -> token(exchange);
        case "/keys" -> send(exchange, 200, new JWKSet(key.toPublicJWK()).toJSONObject());
        default -> send(exchange, 404, Map.of());
      }
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> configuration() {
    return Map.of(
        "issuer", issuer(),
        "authorization_endpoint", issuer() + "/authorize",
        "token_endpoint", issuer() + "/token",
        "jwks_uri", issuer() + "/keys",
        "response_types_supported", List.of("code"),
        "subject_types_supported", List.of("public"),
        "id_token_signing_alg_values_supported", List.of("RS256"),
        "token_endpoint_auth_methods_supported", List.of("client_secret_basic"));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
    if (!CLIENT_ID.equals(asked.get("client_id"))
        || !"code".equals(asked.get("response_type"))
        || !"S256".equals(asked.get("code_challenge_method"))
        || !asked.getOrDefault("scope", "").contains("openid")) {
      send(exchange, 400, Map.of("error", "invalid_request"));
      return;
    }
    String code = UUID.randomUUID().toString();
    requests.put(code, asked);
    exchange
        .getResponseHeaders()
        .add(
            "Location",
            asked.get("redirect_uri")
                + "?code="
                + code
                + "&state="
                + URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(302, -1);
  }

  private void token(HttpExchange exchange)
      throws IOException, JOSEException, GeneralSecurityException {
    Map<String, String> given =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> asked = requests.remove(given.getOrDefault("code", ""));
    String login = CLIENT_ID + ":" + CLIENT_SECRET;
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    if (asked == null
        || !basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || !asked.get("redirect_uri").equals(given.get("redirect_uri"))
        || !asked.get("code_challenge").equals(challenge(given.get("code_verifier")))) {
      send(exchange, 400, Map.of("error", "invalid_grant"));
      return;
    }
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience(CLIENT_ID)
            .issueTime(new Date())
            .expirationTime(Date.from(Instant.now().plusSeconds(60)))
            .claim("nonce", asked.get("nonce"));
    person.forEach(claims::claim);
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            claims.build());
    token.sign(new RSASSASigner(key));
    send(
        exchange,
        200,
        Map.of(
            "access_token",
            UUID.randomUUID().toString(),
            "token_type",
            "Bearer",
            "expires_in",
            60,
            "id_token",
            token.serialize()));
  }

  private static String challenge(String verifier) throws GeneralSecurityException {
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(String.valueOf(verifier).getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  private static Map<String, String> form(String encoded) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : String.valueOf(encoded).split("&")) {
      String[] field = pair.split("=", 2);
      fields.put(
          field[0], URLDecoder.decode(field.length > 1 ? field[1] : "", StandardCharsets.UTF_8));
    }
    return fields;
  }

  private void send(HttpExchange exchange, int status, Map<String, Object> body)
      throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
