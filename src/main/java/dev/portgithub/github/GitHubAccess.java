package dev.portgithub.github;

import dev.portgithub.remote.Authorization;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.remote.Token;
import dev.portgithub.remote.Tokens;
import dev.portgithub.run.Credentials;
import dev.portgithub.run.Run;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.camel.CamelContext;

/**
 * Access to GitHub: a personal access token, or a GitHub App with one token for each owner that has
 * installed it.
 *
 * <p>The name of a credential is {@code token}, or {@code app:} and the owner. Rate limits are per
 * credential.
 */
public final class GitHubAccess implements Authorization, Credentials {
  /** Calls that the App makes as itself. */
  public static final String APP = "app";

  private static final String TOKEN = "token";
  private static final String INSTALLATION = "app:";

  private final GitHubSecret secret;
  private final Clock clock;
  private final ShutOuts shutOuts;
  private final Tokens tokens;

  public GitHubAccess(GitHubSecret secret, Clock clock, ShutOuts shutOuts) {
    this.secret = secret;
    this.clock = clock;
    this.shutOuts = shutOuts;
    this.tokens = new Tokens("renew-github-token", clock);
  }

  /** The credential that serves an owner's repositories. */
  @Override
  public String credential(String owner) {
    return secret.ofApp() ? INSTALLATION + owner.toLowerCase(java.util.Locale.ROOT) : TOKEN;
  }

  /** A GitHub App, not a personal token. */
  boolean isOfApp() {
    return secret.ofApp();
  }

  /**
   * The same, and whose it is: another token may belong to another login. What is known of the one
   * says nothing about the other.
   */
  public String identity(String owner) {
    return identityOf(credential(owner));
  }

  /** The same of a credential. */
  public String identityOf(String credential) {
    return credential + "#" + (secret.ofApp() ? secret.appId() : secret.digest());
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

  /**
   * The same before a dispatch, which is not made while GitHub shuts it out.
   *
   * @throws NoAccess then
   */
  public void ensureForDispatch(CamelContext camel, Run run) throws Exception {
    String credential = credential(run.target().org());
    shutOuts.admit(Scope.of(credential, run.target()), true);
    ensure(camel, credential);
  }

  private void ensure(CamelContext camel, String credential) throws Exception {
    if (!isRenewable(credential) || tokens.isUsable(credential)) {
      return;
    }
    Scope app = new Scope(APP, null, null);
    shutOuts.admit(app, false);
    try {
      tokens.ensure(camel, credential);
    } catch (TokenRefused e) {
      throw shutOuts.begin(e.ofApp() ? APP : credential, false, e.told());
    } catch (RemoteRefused e) {
      shutOuts.passed(app, false, e.status());
      throw e;
    }
    shutOuts.passed(app, false, 201);
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
   * An outage, a limit or a broken key on the way to a token must not refuse the run that needs it.
   *
   * @throws RemoteBusy when the token may be had later
   * @throws TokenRefused when the platform team has to do something first
   */
  private void requirePassable(RemoteAnswer answer) {
    Refusal refusal = Refusal.of(answer, Instant.now(clock));
    int status = answer.status();
    boolean garbled = answer.ok() && !answer.json().isObject();
    if (refusal.meaning() == Refusal.Meaning.LIMIT || garbled || status >= 500 || status == 408) {
      throw new RemoteBusy(
          "GitHub gives no token at present: " + answer.message(), refusal.until());
    }
    if (refusal.isForPlatformTeam()) {
      throw new TokenRefused(refusal, answer);
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
  public String remote() {
    return "github";
  }

  @Override
  public String of(String credential) {
    return switch (credential) {
      case TOKEN -> "Bearer " + secret.value();
      case APP -> "Bearer " + AppJwt.sign(secret, Instant.now(clock));
      default -> {
        String token = tokens.valueOf(credential);
        yield token == null ? null : "Bearer " + token;
      }
    };
  }

  /** GitHub does not take the App's signature, or gives no token for the owner. */
  private static final class TokenRefused extends RemoteRefused {
    private final transient Refusal refusal;
    private final transient ShutOuts.Told told;

    TokenRefused(Refusal refusal, RemoteAnswer answer) {
      super(answer.status(), answer.message(), GitHubHints.hint(answer));
      this.refusal = refusal;
      this.told = GitHubHints.told(answer);
    }

    boolean ofApp() {
      return refusal.meaning() == Refusal.Meaning.CREDENTIAL;
    }

    ShutOuts.Told told() {
      return told;
    }
  }
}
