package dev.portgithub.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.simulator.TestClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.core5.http.HttpEntity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing from outside steers a call, and nothing of its body or token is printed. */
class RemoteCallTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deploy.yml|deploy.yml",
        "a b|a%20b",
        "a+b|a%2Bb",
        "../../user|..%2F..%2Fuser",
        "a/b|a%2Fb",
        "a?b=c&d#e|a%3Fb%3Dc%26d%23e",
        "100%|100%25",
        "%2F|%252F",
        "grün|gr%C3%BCn",
        "a;b:c@d|a%3Bb%3Ac%40d",
        "a\\b|a%5Cb"
      })
  @Tag("P6")
  void a_segment_stays_one_segment(String segment, String encoded) {
    assertThat(RemoteCall.pathOf("repos", segment, 7L)).isEqualTo("/repos/" + encoded + "/7");
  }

  @Test
  void line_ends_do_not_break_out_of_a_segment() {
    assertThat(RemoteCall.pathOf("a\r\nHost: evil")).isEqualTo("/a%0D%0AHost%3A%20evil");
  }

  @Test
  void a_call_prints_its_address_and_neither_its_body_nor_its_credential() {
    RemoteCall call =
        RemoteCall.post("/v1/x", "app:acme").withJson("{\"secret\":1}").withQuery("version=v2");

    assertThat(call).hasToString("POST /v1/x?version=v2");
    assertThat(RemoteCall.get("/v1/x", null)).hasToString("GET /v1/x");
    assertThat(call.entity().toString()).doesNotContain("secret");
  }

  @Test
  void a_body_goes_over_the_wire_as_json_in_utf_8() throws Exception {
    var entity = RemoteCall.patch("/x", "port").withJson("{\"a\":\"grün €\"}").entity();

    assertThat(entity.getContentType()).isEqualTo("application/json; charset=UTF-8");
    assertThat(entity.getContent().readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"a\":\"grün €\"}");
    assertThat(RemoteCall.get("/x", null).entity()).isNull();
  }

  @Test
  @Tag("P2")
  void a_call_with_a_deadline_looks_at_the_clock_when_its_body_is_written_and_not_before()
      throws Exception {
    TestClock clock = TestClock.now();
    HttpEntity entity =
        RemoteCall.post("/x", null)
            .withJson("{}")
            .notAfter(clock.instant().plusSeconds(20), clock)
            .entity();

    ByteArrayOutputStream inTime = new ByteArrayOutputStream();
    entity.writeTo(inTime);
    assertThat(inTime).hasToString("{}");

    clock.tick(Duration.ofSeconds(21));
    ByteArrayOutputStream tooLate = new ByteArrayOutputStream();
    assertThatThrownBy(() -> entity.writeTo(tooLate))
        .isInstanceOf(RemoteCall.NotSent.class)
        .hasMessage("POST /x was not sent: it had waited too long");
    assertThat(tooLate.size()).isZero();
  }

  @Test
  void only_a_post_is_not_safe_to_repeat() {
    assertThat(RemoteCall.post("/x", null).repeatable()).isFalse();
    assertThat(RemoteCall.get("/x", null).repeatable()).isTrue();
    assertThat(RemoteCall.patch("/x", null).repeatable()).isTrue();
  }

  @Test
  void a_condition_and_a_query_change_nothing_else() {
    RemoteCall call = RemoteCall.get("/x", "token").withQuery("a=b").ifNoneMatch("W/\"1\"");

    assertThat(call)
        .isEqualTo(
            new RemoteCall(
                "GET", "/x", "a=b", null, "token", "W/\"1\"", null, null, RemoteCall.Need.USUAL));
  }
}
