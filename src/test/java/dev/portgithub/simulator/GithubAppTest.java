package dev.portgithub.simulator;

import static dev.portgithub.simulator.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GithubAppTest {

  private static final String REPO = "/repos/acme-inc/infra";

  private final TestClock clock = TestClock.now();
  private KeyPair keys;
  private GithubSimulator github;

  @BeforeEach
  void start() throws GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    github =
        GithubSimulator.builder()
            .clock(clock)
            .app("4711", "Iv23abc", "port-runner", pem)
            .installation("acme-inc")
            .start();
    github.repository("acme-inc", "infra").workflow("w.yml");
    github.repository("somebody", "else").workflow("w.yml");
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private String jwt(String issuer, long iat, long exp) throws GeneralSecurityException {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String claims = "{\"iss\":\"" + issuer + "\",\"iat\":" + iat + ",\"exp\":" + exp + "}";
    String signed =
        base64.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + base64.encodeToString(signature.sign());
  }

  private Caller app(String issuer, long iat, long exp) throws GeneralSecurityException {
    long now = clock.instant().getEpochSecond();
    return new Caller(github.url())
        .with("Authorization", "Bearer " + jwt(issuer, now + iat, now + exp));
  }

  @Test
  void an_installation_token_dispatches_as_the_bot_and_lives_an_hour() throws Exception {
    Caller app = app("Iv23abc", -60, 540);
    long id = json(app.get(REPO + "/installation")).get("id").asLong();
    assertThat(json(app.get("/orgs/acme-inc/installation")).get("id").asLong()).isEqualTo(id);
    HttpResponse<String> made = app.post("/app/installations/" + id + "/access_tokens", "");
    assertThat(made.statusCode()).isEqualTo(201);
    JsonNode token = json(made);
    Caller bot =
        new Caller(github.url()).with("Authorization", "Bearer " + token.get("token").asText());
    String path = REPO + "/actions/workflows/w.yml/dispatches";
    assertThat(bot.post(path, "{\"ref\":\"main\"}").statusCode()).isEqualTo(204);
    assertThat(github.runs().get(0).actor()).isEqualTo("port-runner[bot]");
    assertThat(bot.get("/repos/somebody/else").statusCode()).isEqualTo(404);
    clock.tick(Duration.ofHours(1));
    assertThat(bot.get(REPO).statusCode()).isEqualTo(401);
  }

  @Test
  void a_token_can_do_no_more_than_it_asked_for() throws Exception {
    Caller app = app("4711", -60, 540);
    String path = "/app/installations/" + github.install("acme-inc") + "/access_tokens";
    String token =
        json(app.post(path, "{\"permissions\":{\"actions\":\"read\"}}")).get("token").asText();
    Caller bot = new Caller(github.url()).with("Authorization", "Bearer " + token);
    HttpResponse<String> refused =
        bot.post(REPO + "/actions/workflows/w.yml/dispatches", "{\"ref\":\"main\"}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Resource not accessible by integration");
    assertThat(refused.headers().firstValue("X-Accepted-GitHub-Permissions"))
        .contains("actions=write");
    assertThat(app.post(path, "{\"permissions\":{\"contents\":\"write\"}}").statusCode())
        .isEqualTo(422);
  }

  @Test
  void a_jwt_is_checked() throws Exception {
    assertThat(app("4711", -60, 540).get("/app").statusCode()).isEqualTo(200);
    assertThat(app("other", -60, 540).get("/app").statusCode()).isEqualTo(401);
    assertThat(app("4711", -60, 660).get("/app").body()).contains("too far in the future");
    assertThat(app("4711", -60, -1).get("/app").body()).contains("'exp'");
    assertThat(app("4711", 60, 540).get("/app").body()).contains("'iat'");
    assertThat(app("4711", -60, 540).get(REPO).statusCode()).isEqualTo(401);
    keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    assertThat(app("4711", -60, 540).get("/app").statusCode()).isEqualTo(401);
    github.uninstall("acme-inc");
  }
}
