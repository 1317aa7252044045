package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {
  private static final String SECRET = "tést-secret";
  private static final String TIME = "1772442942";

  private final SignatureVerifier verifier = new SignatureVerifier(SECRET, null);

  static List<JsonNode> vectors() throws Exception {
    List<JsonNode> vectors = new ArrayList<>();
    new ObjectMapper().readTree(Sample.text("signature-vectors.json")).forEach(vectors::add);
    return vectors;
  }

  private static SignatureVerifier verifierOf(JsonNode vector) {
    return new SignatureVerifier(vector.path("secret").textValue(), "");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void accepts_the_published_shape(JsonNode vector) {
    JsonRecord message = Sample.message(vector.path("wireText").textValue());

    assertThat(verifierOf(vector).verify(message).genuine()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void accepts_it_with_blanks_between_the_tokens(JsonNode vector) {
    String spaced = Spaces.between(vector.path("wireText").textValue());

    assertThat(spaced).isNotEqualTo(vector.path("wireText").textValue());
    assertThat(verifierOf(vector).verify(Sample.message(spaced)).genuine()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  @Tag("P6")
  void refuses_it_after_any_change(JsonNode vector) {
    SignatureVerifier verifier = verifierOf(vector);
    String wire = vector.path("wireText").textValue();
    String time = vector.path("timestamp").asText();
    String later = Long.toString(Long.parseLong(time) + 1);
    String signature = vector.path("signature").textValue();
    String other = (signature.charAt(3) == 'A' ? "v1,B" : "v1,A") + signature.substring(4);

    refused(verifier, wire.replace(time, later));
    refused(verifier, wire.replace("\"GITHUB\"", "\"GITHUC\""));
    refused(verifier, wire.replace(signature, signature.replace("v1,", "v2,")));
    refused(verifier, wire.replace(signature, signature.replace("v1,", "")));
    refused(verifier, wire.replace(signature, signature.replace("=", "")));
    refused(verifier, wire.replace(signature, signature + ","));
    refused(verifier, wire.replace(signature, other));
    refused(verifier, wire.replace("\"X-Port-Timestamp\"", "\"X-Other\""));
    refused(verifier, wire.replace("\"X-Port-Signature\"", "\"X-Other\""));
    refused(new SignatureVerifier("another secret", null), wire);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void cuts_out_exactly_the_text_that_was_signed(JsonNode vector) {
    String wire = vector.path("wireText").textValue();
    int form = vector.path("form").textValue().equals("A") ? 0 : 1;

    List<String> forms = SignatureVerifier.forms(JsonText.of(Spaces.between(wire)));

    assertThat(forms.get(form)).isEqualTo(vector.path("signedText").textValue());
    assertThat(
            sign(
                vector.path("secret").textValue(),
                vector.path("timestamp").asText(),
                forms.get(1 - form)))
        .isNotEqualTo(vector.path("signature").textValue());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void refuses_a_signature_over_any_third_form(JsonNode vector) {
    // Both forms are one exact text; headers turned into null is neither.
    String wire = vector.path("wireText").textValue();
    String signature = vector.path("signature").textValue();
    String signed = vector.path("signedText").textValue();
    String wrong =
        vector.path("form").textValue().equals("A")
            ? signed.substring(0, signed.length() - 1) + ",\"headers\":null}"
            : signed.replaceFirst("\"headers\":\\{[^}]*},", "\"headers\":null,");
    String secret = vector.path("secret").textValue();
    String time = vector.path("timestamp").asText();

    assertThat(wrong).isNotEqualTo(signed);
    refused(verifierOf(vector), wire.replace(signature, sign(secret, time, wrong)));
  }

  @Test
  void accepts_the_previous_secret_during_a_rotation() {
    JsonRecord message = Sample.message(signed("{\"a\":1%s}", "{\"a\":1}"));

    assertThat(new SignatureVerifier("new", SECRET).verify(message).genuine()).isTrue();
    assertThat(new SignatureVerifier(SECRET, "old").verify(message).genuine()).isTrue();
    refused(new SignatureVerifier("new", "old"), message.text());
  }

  @Test
  void says_when_port_signed_it_by_the_clock_of_port() {
    Instant signedAt =
        verifier.verify(Sample.message(signed("{\"a\":1%s}", "{\"a\":1}"))).signedAt();

    assertThat(signedAt).isEqualTo(Instant.ofEpochSecond(Long.parseLong(TIME)));
  }

  @Test
  void takes_a_time_beyond_all_calendars_for_the_last_one() {
    String time = "9999999999999999999";
    String headers =
        "\"X-Port-Signature\":\"%s\",\"X-Port-Timestamp\":\"%s\""
            .formatted(sign(SECRET, time, "{\"a\":1}"), time);

    assertThat(
            verifier.verify(Sample.message("{\"a\":1,\"headers\":{" + headers + "}}")).signedAt())
        .isAfter(Instant.parse("+999999999-12-31T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void needs_a_secret(String secret) {
    assertThatThrownBy(() -> new SignatureVerifier(secret, "old"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PORT_CLIENT_SECRET");
    assertThatThrownBy(() -> new SignatureVerifier(null, "old"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"headers\":{}}",
        "{\"headers\":null}",
        "{\"headers\":\"X-Port-Signature\"}",
        "{\"headers\":[{\"X-Port-Signature\":\"v1,x\"}]}",
        "{\"headers\":{\"RUN_ID\":\"r_1\"}}",
        "{\"Headers\":{\"X-Port-Signature\":\"v1,x\",\"X-Port-Timestamp\":1}}",
        "{\"payload\":{\"headers\":{\"X-Port-Signature\":\"v1,x\",\"X-Port-Timestamp\":1}}}",
      })
  void calls_a_message_without_both_members_unsigned(String json) {
    assertThat(verifier.verify(Sample.message(json))).isEqualTo(Proof.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"X-Port-Signature\":\"v1,x\"",
        "\"X-Port-Timestamp\":1",
        "\"X-Port-Signature\":null,\"X-Port-Timestamp\":null",
        "\"X-Port-Signature\":[\"v1,x\"],\"X-Port-Timestamp\":1",
        "\"X-Port-Signature\":\"\",\"X-Port-Timestamp\":1",
        "\"X-Port-Signature\":\"v1,\",\"X-Port-Timestamp\":1",
        "\"X-Port-Signature\":\"V1,x\",\"X-Port-Timestamp\":1",
        "\"X-Port-Signature\":\"v1,x\",\"X-Port-Timestamp\":{}",
        "\"X-Port-Signature\":\"v1,x\",\"X-Port-Timestamp\":\"\"",
        "\"X-Port-Signature\":\"v1,x\",\"X-Port-Timestamp\":1.5",
        "\"X-Port-Signature\":\"v1,x\",\"X-Port-Timestamp\":-1",
      })
  void parks_what_looks_signed_but_is_not(String members) {
    refused(verifier, "{\"headers\":{" + members + "}}");
  }

  @Test
  void parks_a_member_that_is_repeated_in_another_case() {
    String proof = proof("{}");

    refused(verifier, "{\"headers\":{" + proof + ",\"x-port-signature\":\"v1,x\"}}");
    refused(verifier, "{\"headers\":{" + proof + ",\"X-PORT-TIMESTAMP\":1}}");
  }

  @Test
  void matches_the_two_members_in_any_case_and_with_escapes() {
    String proof = proof("{\"a\":1}");
    String lower = proof.replace("X-Port", "x-port");
    String escaped = proof.replace("X-Port", "X-\\u0050ort");

    assertThat(verifier.verify(Sample.message("{\"a\":1,\"headers\":{" + lower + "}}")).genuine())
        .isTrue();
    assertThat(verifier.verify(Sample.message("{\"a\":1,\"headers\":{" + escaped + "}}")).genuine())
        .isTrue();
    assertThat(
            verifier
                .verify(Sample.message("{\"a\":1,\"he\\u0061ders\":{" + proof + "}}"))
                .genuine())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{%s,\"a\":1,\"b\":{}}", "{\"a\":1,%s,\"b\":{}}", "{\"a\":1,\"b\":{},%s}"})
  void finds_headers_in_any_position(String wire) {
    String formB = wire.formatted("\"headers\":{}");

    assertThat(verifier.verify(at(wire, proof("{\"a\":1,\"b\":{}}"))).genuine()).isTrue();
    assertThat(verifier.verify(at(wire, proof(formB))).genuine()).isTrue();
  }

  @Test
  void does_not_cut_a_member_that_is_called_headers_in_another_case() {
    String other = "{\"Headers\":{\"X-Port-Timestamp\":1},%s}";

    assertThat(
            verifier.verify(at(other, proof("{\"Headers\":{\"X-Port-Timestamp\":1}}"))).genuine())
        .isTrue();
    refused(verifier, at(other, proof("{}")).text());
  }

  @Test
  void accepts_a_message_that_holds_nothing_but_headers() {
    assertThat(verifier.verify(at("{%s}", proof("{}"))).genuine()).isTrue();
    assertThat(verifier.verify(at("{%s}", proof("{\"headers\":{}}"))).genuine()).isTrue();
  }

  @Test
  void keeps_other_headers_in_form_b_wherever_they_stand() {
    String signed = "{\"headers\":{\"A\":\"1\",\"B\":[ ],\"C\":\"3\"}}".replace(" ", "");
    String[] proof = proof(signed).split(",(?=\"X-Port-Timestamp)");
    String wire =
        "{\"headers\":{\"A\":\"1\"," + proof[0] + ",\"B\":[ ]," + proof[1] + ",\"C\":\"3\"}}";

    assertThat(verifier.verify(Sample.message(wire)).genuine()).isTrue();
  }

  @Test
  void does_not_let_the_dot_move_between_timestamp_and_text() {
    String text = "{\"a\":1}";
    String moved = sign(SECRET, TIME, "7." + text);

    refused(
        verifier,
        "{\"a\":1,\"headers\":{\"X-Port-Signature\":\""
            + moved
            + "\",\"X-Port-Timestamp\":\""
            + TIME
            + ".7\"}}");
  }

  @Test
  void covers_half_of_an_emoji_as_it_was_received() {
    String wire = "{\"a\":\"\\ud83d\",\"\\ude00\":1%s}";

    assertThat(verifier.verify(Sample.message(signed(wire, wire.formatted("")))).genuine())
        .isTrue();
    refused(verifier, signed(wire, wire.formatted("").replace("ud83d", "ufffd")));
    refused(verifier, signed(wire, wire.formatted("").replace("ud83d", "uD83D")));
  }

  @Test
  void does_not_accept_a_changed_spelling_of_a_token() {
    String proof = proof("{\"a\":1e-7,\"b\":\"/\"}");

    assertThat(
            verifier
                .verify(Sample.message("{\"a\":1e-7,\"b\":\"/\",\"headers\":{" + proof + "}}"))
                .genuine())
        .isTrue();
    refused(verifier, "{\"a\":1E-7,\"b\":\"/\",\"headers\":{" + proof + "}}");
    refused(verifier, "{\"a\":1e-7,\"b\":\"\\/\",\"headers\":{" + proof + "}}");
    refused(verifier, "{\"b\":\"/\",\"a\":1e-7,\"headers\":{" + proof + "}}");
  }

  @Test
  void tells_the_operator_what_to_check_and_no_secret() {
    JsonRecord message = Sample.message("{\"a\":\"s3cr3t\",\"headers\":{" + proof("{}") + "}}");

    assertThatThrownBy(() -> verifier.verify(message))
        .hasMessageContaining("PORT_CLIENT_SECRET")
        .hasMessageContaining("port.previous-client-secret")
        .hasMessageNotContaining("s3cr3t")
        .hasMessageNotContaining(SECRET);
  }

  private static JsonRecord at(String wire, String proof) {
    return Sample.message(wire.formatted("\"headers\":{" + proof + "}"));
  }

  private static String signed(String wire, String signedText) {
    return wire.formatted(",\"headers\":{" + proof(signedText) + "}");
  }

  private static String proof(String signedText) {
    return "\"X-Port-Signature\":\""
        + sign(SECRET, TIME, signedText)
        + "\",\"X-Port-Timestamp\":"
        + TIME;
  }

  private static String sign(String secret, String time, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] hmac = mac.doFinal((time + "." + text).getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(hmac);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void refused(SignatureVerifier verifier, String json) {
    JsonRecord message = Sample.message(json);
    Unprovable refusal = catchThrowableOfType(Unprovable.class, () -> verifier.verify(message));
    assertThat(refusal).as(json).isNotNull();
    assertThat(refusal.reason()).isEqualTo("WRONG_SIGNATURE");
  }
}
