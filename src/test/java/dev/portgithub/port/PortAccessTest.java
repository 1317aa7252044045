package dev.portgithub.port;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.remote.Token;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.world.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One token of Port serves all calls until Port's own end of it. */
class PortAccessTest {
  private final PortAccess access = new PortAccess(TestSettings.with(), new TestClock(START));

  @Test
  void the_login_sends_the_credentials_in_the_body_and_carries_no_token() {
    RemoteCall login = access.login();

    assertThat(login).hasToString("POST /v1/auth/access_token").returns(null, c -> c.credential());
    assertThat(json(login.json()))
        .isEqualTo(
            json("{'clientId':'clientId','clientSecret':'" + TestSettings.CLIENT_SECRET + "'}"));
  }

  @Test
  void a_token_ends_when_port_says() {
    assertThat(access.token(answer(200, "{'accessToken':'t','expiresIn':10800}")))
        .isEqualTo(new Token("t", START.plusSeconds(10_800)));
    assertThat(access.token(answer(200, "{'accessToken':'t'}")).expiresAt())
        .isEqualTo(START.plusSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 401, 403, 404, 500})
  void reports_wait_until_the_credentials_are_right(int status) {
    assertThatThrownBy(() -> access.token(answer(status, "{'message':'no'}")))
        .isInstanceOf(RemoteBusy.class)
        .hasMessageContaining("PORT_CLIENT_SECRET")
        .hasMessageNotContaining(TestSettings.CLIENT_SECRET);
  }

  @Test
  void without_a_token_there_is_nothing_to_send_or_to_drop() {
    access.drop();

    assertThat(access.of(PortAccess.CREDENTIAL)).isNull();
  }
}
