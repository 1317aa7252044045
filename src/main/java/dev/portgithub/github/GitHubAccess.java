package dev.portgithub.github;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.portgithub.Settings;
import dev.portgithub.remote.Authorization;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.remote.Token;
import dev.portgithub.remote.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.HexFormat;
import org.apache.camel.CamelContext;

/**
 * Access to GitHub: a personal access token, or a GitHub App with one token for each owner that has
 * installed it.
 *
 * <p>The name of a credential is {@code token}, or {@code app:} and the owner. Rate limits are per
 * credential.
 */
public final class GitHubAccess implements Authorization {
  /** Calls that the App makes as itself. */
  public static final String APP = "app";

  private static final String TOKEN = "token";
  private static final String INSTALLATION = "app:";

  private final Settings settings;
  private final Clock clock;
  private final Tokens tokens;

  public GitHubAccess(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.tokens = new Tokens("renew-github-token", clock);
  }

  /** The credential that serves an owner's repositories. */
  public String credential(String owner) {
    return settings.gitHubToken().isEmpty()
        ? INSTALLATION + owner.toLowerCase(java.util.Locale.ROOT)
        : TOKEN;
  }

  /**
   * The same, and whose it is: another token may belong to another login. What is known of the one
   * says nothing about the other.
   */
  public String identity(String owner) {
    String secret = settings.gitHubToken();
    return credential(owner) + "#" + (secret.isEmpty() ? settings.gitHubAppId() : digest(secret));
  }

  /** Enough to tell tokens apart, and far too little to find one. */
  private static String digest(String secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  /** Is it a token that is fetched from GitHub when it is needed? */
  static boolean isRenewable(String credential) {
    return credential.startsWith(INSTALLATION);
  }

  public void ensure(CamelContext camel, RemoteCall call) throws Exception {
    ensure(camel, call.credential());
  }

  /** Makes sure that an owner's repositories can be called without fetching a token first. */
  public void ensureFor(CamelContext camel, String owner) throws Exception {
    ensure(camel, credential(owner));
  }

  private void ensure(CamelContext camel, String credential) throws Exception {
    if (isRenewable(credential)) {
      tokens.ensure(camel, credential);
    }
  }

  /** An installation token that GitHub refuses is fetched anew; a personal one cannot be. */
  public boolean drop(RemoteCall call) {
    String refused = tokens.valueOf(call.credential());
    if (refused == null) {
      return false;
    }
    tokens.drop(call.credential(), refused);
    return true;
  }

  public RemoteCall findInstallation(String credential) {
    String owner = credential.substring(INSTALLATION.length());
    // Serves organisations as well: an installation on an organisation is found by its account
    // name.
    return RemoteCall.get(RemoteCall.pathOf("users", owner, "installation"), APP);
  }

  public RemoteCall createToken(RemoteAnswer installation) {
    requirePassable(installation);
    if (!installation.ok()) {
      throw new RemoteRefused(
          installation.status(),
          installation.message(),
          "The GitHub App is not installed for this owner, or GITHUB_APP_ID or its key is wrong.");
    }
    long id = installation.json().path("id").asLong();
    return RemoteCall.post(RemoteCall.pathOf("app", "installations", id, "access_tokens"), APP);
  }

  public Token token(RemoteAnswer answer) {
    requirePassable(answer);
    String value = answer.json().path("token").asText("");
    if (!answer.ok() || value.isEmpty()) {
      throw new RemoteRefused(
          answer.status(), answer.message(), "GitHub gives this App no token for the owner.");
    }
    return new Token(value, expiry(answer.json().path("expires_at").asText("")));
  }

  /**
   * An outage or a limit on the way to a token must not refuse the run that needs it.
   *
   * @throws RemoteBusy when the token may be had later
   */
  private void requirePassable(RemoteAnswer answer) {
    Refusal refusal = Refusal.of(answer, Instant.now(clock));
    int status = answer.status();
    boolean garbled = answer.ok() && !answer.json().isObject();
    if (refusal.meaning() == Refusal.Meaning.LIMIT || garbled || status >= 500 || status == 408) {
      throw new RemoteBusy(
          "GitHub gives no token at present: " + answer.message(), refusal.until());
    }
  }

  private Instant expiry(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      // GitHub's tokens live an hour; a shorter life only costs a call more.
      return Instant.now(clock).plusSeconds(600);
    }
  }

  /** The Authorization header of a credential, or null when its token has to be fetched first. */
  @Override
  public String of(String credential) {
    return switch (credential) {
      case TOKEN -> "Bearer " + settings.gitHubToken();
      case APP -> "Bearer " + appToken();
      default -> {
        String token = tokens.valueOf(credential);
        yield token == null ? null : "Bearer " + token;
      }
    };
  }

  /**
   * Valid nine minutes, of the ten that GitHub allows, and since a minute ago, for clocks that
   * differ.
   */
  private String appToken() {
    try {
      Instant now = Instant.now(clock);
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader(JWSAlgorithm.RS256),
              new JWTClaimsSet.Builder()
                  .issuer(settings.gitHubAppId())
                  .issueTime(Date.from(now.minusSeconds(60)))
                  .expirationTime(Date.from(now.plusSeconds(540)))
                  .build());
      jwt.sign(new RSASSASigner(PemKey.read(settings.gitHubAppPrivateKey())));
      return jwt.serialize();
    } catch (JOSEException | IllegalArgumentException e) {
      // Its message may quote the key.
      throw new IllegalStateException("GITHUB_APP_PRIVATE_KEY is not an RSA key in PEM");
    }
  }
}
