package dev.portgithub.github;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.remote.Token;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The App proves itself with a JWT of its key; the key and the tokens stay inside. */
class GitHubAccessTest {
  private static KeyPair rsa;

  private final TestBackend backend = TestBackend.on(StoreUnderTest.H2);

  @BeforeAll
  static void makeAKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    rsa = generator.generateKeyPair();
  }

  @Test
  void a_personal_token_serves_every_owner() {
    GitHubAccess access = backend.bean(GitHubAccess.class);

    assertThat(access.credential("acme-inc")).isEqualTo(access.credential("other"));
    assertThat(access.of(access.credential("acme-inc"))).isEqualTo("Bearer ghp_tokenOfTheTests");
    assertThat(access.drop(RemoteCall.get("/x", access.credential("acme-inc")))).isFalse();
  }

  @Test
  void an_app_has_a_token_for_each_owner_in_whatever_case_he_is_written() {
    GitHubAccess access = app(pem("RSA PRIVATE KEY", "unused".getBytes(StandardCharsets.UTF_8)));

    assertThat(access.credential("Acme-Inc")).isEqualTo(access.credential("acme-inc"));
    assertThat(access.credential("other")).isNotEqualTo(access.credential("acme-inc"));
    assertThat(access.of(access.credential("acme-inc"))).isNull();
    assertThat(access.findInstallation(access.credential("Acme-Inc")))
        .hasToString("GET /users/acme-inc/installation")
        .returns(GitHubAccess.APP, RemoteCall::credential);
  }

  @Test
  void the_jwt_of_a_key_as_github_delivers_it_is_genuine() throws Exception {
    byte[] pkcs1 =
        PrivateKeyInfo.getInstance(rsa.getPrivate().getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();

    requireGenuine(app(pem("RSA PRIVATE KEY", pkcs1)));
  }

  @Test
  void the_jwt_of_a_converted_key_is_genuine() throws Exception {
    requireGenuine(app(pem("PRIVATE KEY", rsa.getPrivate().getEncoded())));
  }

  @Test
  void the_jwt_of_a_key_on_one_line_is_genuine() throws Exception {
    requireGenuine(app(pem("PRIVATE KEY", rsa.getPrivate().getEncoded()).replace("\n", "\\n")));
  }

  private void requireGenuine(GitHubAccess access) throws Exception {
    String header = access.of(GitHubAccess.APP);
    assertThat(header).startsWith("Bearer ");
    SignedJWT jwt = SignedJWT.parse(header.substring(7));

    assertThat(jwt.verify(new RSASSAVerifier((RSAPublicKey) rsa.getPublic()))).isTrue();
    assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("4711");
    assertThat(jwt.getJWTClaimsSet().getIssueTime()).isEqualTo(Date.from(START.minusSeconds(60)));
    assertThat(jwt.getJWTClaimsSet().getExpirationTime())
        .isAfter(Date.from(START.plusSeconds(300)))
        .isBeforeOrEqualTo(Date.from(START.plusSeconds(600)));
  }

  @Test
  @Tag("P5")
  void a_key_that_cannot_be_read_is_never_in_the_text_of_the_failure() throws Exception {
    String half = pem("PRIVATE KEY", rsa.getPrivate().getEncoded()).substring(0, 500);
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    for (String key :
        new String[] {
          half + "\n-----END PRIVATE KEY-----",
          half,
          pem("PRIVATE KEY", "no key at all, but secret".getBytes(StandardCharsets.UTF_8)),
          pem("RSA PRIVATE KEY", rsa.getPrivate().getEncoded()),
          pem("PRIVATE KEY", ec.generateKeyPair().getPrivate().getEncoded()),
          "-----BEGIN PRIVATE KEY-----\n!!! secret !!!\n-----END PRIVATE KEY-----"
        }) {
      Throwable failure = catchThrowable(() -> app(key).of(GitHubAccess.APP));

      assertThat(failure)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("GITHUB_APP_PRIVATE_KEY is not an RSA key in PEM");
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString())
          .doesNotContain(key.lines().skip(1).findFirst().orElseThrow(), "secret");
    }
  }

  @Test
  void an_installation_leads_to_its_token() {
    GitHubAccess access = app(pem("PRIVATE KEY", new byte[0]));

    assertThat(access.createToken(answer(200, "{'id':36000000001}")))
        .hasToString("POST /app/installations/36000000001/access_tokens")
        .returns(GitHubAccess.APP, RemoteCall::credential);
    assertThat(access.token(answer(201, "{'token':'ghs_x','expires_at':'2026-11-22T11:00:00Z'}")))
        .isEqualTo(new Token("ghs_x", START.plusSeconds(3600)));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "soon"})
  void a_token_whose_end_is_not_known_is_used_for_some_minutes(String end) {
    String json = end == null ? "{'token':'x'}" : "{'token':'x','expires_at':'" + end + "'}";

    assertThat(app(pem("PRIVATE KEY", new byte[0])).token(answer(201, json)).expiresAt())
        .isEqualTo(START.plusSeconds(600));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 422})
  void an_app_that_is_not_installed_is_a_refusal(int status) {
    GitHubAccess access = app(pem("PRIVATE KEY", new byte[0]));
    RemoteAnswer refusal = answer(status, "{'message':'Not Found'}");

    assertThatThrownBy(() -> access.createToken(refusal)).isInstanceOf(RemoteRefused.class);
    assertThatThrownBy(() -> access.token(refusal)).isInstanceOf(RemoteRefused.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 408, 429, 500, 502, 503})
  void a_passing_failure_on_the_way_to_a_token_refuses_no_run(int status) {
    GitHubAccess access = app(pem("PRIVATE KEY", new byte[0]));

    assertThatThrownBy(() -> access.createToken(answer(status, null)))
        .isInstanceOf(RemoteBusy.class);
    assertThatThrownBy(() -> access.token(answer(status, null))).isInstanceOf(RemoteBusy.class);
  }

  @Test
  void a_limit_on_the_way_to_a_token_refuses_no_run() {
    GitHubAccess access = app(pem("PRIVATE KEY", new byte[0]));
    RemoteAnswer limited = answer(403, "{'message':'You have exceeded a secondary rate limit.'}");

    assertThatThrownBy(() -> access.createToken(limited)).isInstanceOf(RemoteBusy.class);
    assertThatThrownBy(() -> access.token(answer(403, "{}", "Retry-After", "5")))
        .isInstanceOfSatisfying(
            RemoteBusy.class, busy -> assertThat(busy.until()).isEqualTo(START.plusSeconds(5)));
  }

  private GitHubAccess app(String key) {
    return backend
        .another("github.token", null, "github.app-id", "4711", "github.app-private-key", key)
        .bean(GitHubAccess.class);
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
