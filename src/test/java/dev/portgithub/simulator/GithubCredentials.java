package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who may call: personal tokens, the App's JWT, and the installation tokens made from it. */
final class GithubCredentials {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Map<String, String> GRANTED =
      Map.of(
          "actions",
          "write",
          "checks",
          "read",
          "contents",
          "read",
          "issues",
          "write",
          "metadata",
          "read");

  /** The App that may ask for installation tokens. */
  record App(String id, String clientId, String slug, PublicKey key) {
    String bot() {
      return slug + "[bot]";
    }
  }

  record Installation(long id, String owner) {}

  private record Issued(GithubPrincipal principal, Instant expires) {}

  /**
   * @param expires null for never
   */
  private record Personal(GithubPrincipal principal, Instant expires) {}

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Personal> tokens = new ConcurrentHashMap<>();
  private final Map<String, Issued> issued = new ConcurrentHashMap<>();
  private final Map<String, Installation> installations = new ConcurrentHashMap<>();
  private volatile App app;

  GithubCredentials(Clock clock) {
    this.clock = clock;
  }

  void token(String value, String login, Instant expires) {
    GithubPrincipal principal =
        new GithubPrincipal(GithubPrincipal.Kind.TOKEN, "user:" + login, login, null, null, null);
    tokens.put(value, new Personal(principal, expires));
  }

  /** What GitHub tells with each answer to a personal token that expires. */
  Map<String, String> expiry(Request request) {
    String header = request.header("authorization");
    Personal personal = header == null ? null : tokens.get(header.replaceFirst("^\\S+ +", ""));
    return personal == null || personal.expires() == null
        ? Map.of()
        : Map.of("GitHub-Authentication-Token-Expiration", EXPIRY.format(personal.expires()));
  }

  void revoke(String value) {
    tokens.remove(value);
    issued.remove(value);
  }

  void revokeInstallationTokens() {
    issued.clear();
  }

  void app(App app) {
    this.app = app;
  }

  App app() {
    return app;
  }

  long install(String owner) {
    return installations
        .computeIfAbsent(
            owner.toLowerCase(), o -> new Installation(51_000_000L + installations.size(), owner))
        .id();
  }

  void uninstall(String owner) {
    installations.remove(owner.toLowerCase());
    issued.values().removeIf(i -> owner.equalsIgnoreCase(i.principal().owner()));
  }

  Installation installation(String owner) {
    return installations.get(owner.toLowerCase());
  }

  /** Finds out who calls, or refuses with 401. */
  GithubPrincipal authenticate(Request request, boolean appCall) {
    String header = request.header("authorization");
    if (header == null) {
      throw GithubErrors.refused(401, "Requires authentication");
    }
    String[] parts = header.split(" ", 2);
    boolean known = parts[0].equalsIgnoreCase("Bearer") || parts[0].equalsIgnoreCase("token");
    if (parts.length != 2 || !known || parts[1].isBlank()) {
      throw GithubErrors.refused(401, "Bad credentials");
    }
    if (appCall) {
      return appCaller(parts[1].trim());
    }
    String token = parts[1].trim();
    Personal personal = tokens.get(token);
    if (personal != null
        && (personal.expires() == null || clock.instant().isBefore(personal.expires()))) {
      return personal.principal();
    }
    Issued made = issued.get(token);
    if (made == null || !clock.instant().isBefore(made.expires())) {
      throw GithubErrors.refused(401, "Bad credentials");
    }
    return made.principal();
  }

  private GithubPrincipal appCaller(String jwt) {
    JsonNode claims = verified(jwt);
    String issuer = claims.path("iss").asText();
    if (!issuer.equals(app.id()) && !issuer.equals(app.clientId())) {
      throw GithubErrors.refused(401, "A JSON web token could not be decoded");
    }
    long now = clock.instant().getEpochSecond();
    if (!claims.path("exp").isIntegralNumber() || claims.path("exp").asLong() <= now) {
      throw GithubErrors.refused(
          401,
          "'Expiration time' claim ('exp') must be a numeric value representing a future time");
    }
    if (claims.path("exp").asLong() > now + 600) {
      throw GithubErrors.refused(401, "'Expiration time' claim ('exp') is too far in the future");
    }
    if (!claims.path("iat").isIntegralNumber() || claims.path("iat").asLong() > now) {
      throw GithubErrors.refused(
          401, "'Issued at' claim ('iat') must be an Integer that is the time of the assertion");
    }
    return new GithubPrincipal(
        GithubPrincipal.Kind.APP, "app:" + app.id(), app.bot(), null, null, null);
  }

  private JsonNode verified(String jwt) {
    String[] parts = jwt.split("\\.");
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      if (app != null && parts.length == 3) {
        JsonNode header = JSON.readTree(base64.decode(parts[0]));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(app.key());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        boolean fits = signature.verify(base64.decode(parts[2]));
        if (fits && header.path("alg").asText().equals("RS256")) {
          return JSON.readTree(base64.decode(parts[1]));
        }
      }
    } catch (GeneralSecurityException | java.io.IOException | IllegalArgumentException e) {
      // Falls through to the refusal: GitHub does not say what was wrong either.
    }
    throw GithubErrors.refused(401, "A JSON web token could not be decoded");
  }

  /** Makes an installation token that can do what the body asks for, at most what was granted. */
  Answer mint(String installationId, String body) {
    Installation installation =
        installations.values().stream()
            .filter(i -> String.valueOf(i.id()).equals(installationId))
            .findFirst()
            .orElseThrow(GithubErrors::notFound);
    JsonNode wanted = GithubBodies.optionalObject(body);
    Map<String, String> permissions = permissions(wanted.path("permissions"));
    Set<String> names = null;
    if (wanted.path("repositories").isArray() && !wanted.path("repositories").isEmpty()) {
      names = new HashSet<>();
      for (JsonNode name : wanted.path("repositories")) {
        names.add(name.asText().toLowerCase());
      }
    }
    byte[] noise = new byte[180];
    random.nextBytes(noise);
    String token =
        "ghs_" + app.id() + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(noise);
    Instant expires = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
    issued.put(
        token,
        new Issued(
            new GithubPrincipal(
                GithubPrincipal.Kind.INSTALLATION,
                "installation:" + installation.id(),
                app.bot(),
                installation.owner(),
                permissions,
                names),
            expires));
    ObjectNode answer = JSON.createObjectNode();
    answer.put("token", token);
    answer.put("expires_at", expires.toString());
    answer.set("permissions", JSON.valueToTree(permissions));
    answer.put("repository_selection", names == null ? "all" : "selected");
    return Answer.json(201, answer);
  }

  private static Map<String, String> permissions(JsonNode wanted) {
    if (!wanted.isObject() || wanted.isEmpty()) {
      return GRANTED;
    }
    Map<String, String> permissions = new LinkedHashMap<>();
    wanted
        .properties()
        .forEach(
            p -> {
              String most = GRANTED.get(p.getKey());
              if (most == null || most.equals("read") && p.getValue().asText().equals("write")) {
                throw GithubErrors.refused(
                    422, "The permissions requested are not granted to this installation.");
              }
              permissions.put(p.getKey(), p.getValue().asText());
            });
    return permissions;
  }

  /** What GitHub tells the App about one of its installations. */
  Answer describe(String owner) {
    Installation installation = installation(owner);
    if (installation == null) {
      throw GithubErrors.notFound();
    }
    ObjectNode body = JSON.createObjectNode();
    body.put("id", installation.id());
    body.putObject("account").put("login", installation.owner()).put("type", "Organization");
    body.put("app_slug", app.slug());
    body.put("repository_selection", "all");
    body.set("permissions", JSON.valueToTree(GRANTED));
    body.putNull("suspended_at");
    return Answer.json(200, body);
  }
}
