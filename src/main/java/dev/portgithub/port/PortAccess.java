package dev.portgithub.port;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portgithub.Settings;
import dev.portgithub.remote.Authorization;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.Token;
import dev.portgithub.remote.Tokens;
import java.time.Clock;
import java.time.Instant;
import org.apache.camel.CamelContext;

/** The organisation's access to Port: one token for all calls, until it expires. */
public final class PortAccess implements Authorization {
  /** The only credential there is; calls without a token name none. */
  public static final String CREDENTIAL = "port";

  private final Settings settings;
  private final Clock clock;
  private final Tokens tokens;

  public PortAccess(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.tokens = new Tokens("renew-port-token", clock);
  }

  public void ensure(CamelContext camel, RemoteCall call) throws Exception {
    tokens.ensure(camel, call.credential());
  }

  /** Port no longer takes the token that the last call carried. */
  public void drop() {
    String refused = tokens.valueOf(CREDENTIAL);
    if (refused != null) {
      tokens.drop(CREDENTIAL, refused);
    }
  }

  public RemoteCall login() {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("clientId", settings.portClientId())
            .put("clientSecret", settings.portClientSecret())
            .toString();
    return RemoteCall.post("/v1/auth/access_token", null).withJson(body);
  }

  /** The brokers and credentials of the organisation. */
  public RemoteCall kafkaCredentials() {
    return RemoteCall.get("/v1/kafka-credentials", CREDENTIAL);
  }

  /**
   * @throws RemoteBusy always when there is no token in the answer: reports wait until the
   *     credentials are right
   */
  public Token token(RemoteAnswer answer) {
    String value = answer.json().path("accessToken").asText("");
    if (!answer.ok() || value.isEmpty()) {
      throw new RemoteBusy(
          "Port gives no access token ("
              + answer.message()
              + "): check PORT_CLIENT_ID and PORT_CLIENT_SECRET",
          PortAnswers.retryAt(answer, Instant.now(clock)));
    }
    long seconds = answer.json().path("expiresIn").asLong(60);
    return new Token(value, Instant.now(clock).plusSeconds(seconds));
  }

  /** The Authorization header, or null while there is no token. */
  @Override
  public String remote() {
    return "port";
  }

  @Override
  public String of(String credential) {
    String token = tokens.valueOf(credential);
    return token == null ? null : "Bearer " + token;
  }
}
