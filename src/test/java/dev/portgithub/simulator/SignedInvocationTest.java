package dev.portgithub.simulator;

import static dev.portgithub.simulator.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignedInvocationTest {

  private static final String SECRET = "a-secret";
  private static final long AT = 1772442942;

  private final ObjectNode message =
      SignedInvocation.v2(
          "org_1",
          "deploy",
          "r_1",
          "acme-inc",
          "infra",
          "deploy.yml",
          (ObjectNode) json("{\"ref\":\"main\",\"note\":\"é\",\"replicas\":3}"),
          "true");

  @Test
  void signs_like_port_does() {
    // Computed with OpenSSL: printf '1713277889.{}' | openssl dgst -sha256 -hmac test -binary |
    // base64
    assertThat(SignedInvocation.sign("test", "1713277889", "{}"))
        .isEqualTo("v1,IYniwnWpSxtmN3k1Ygcnr04e0U3MxSRh8nCWwF5Ihqg=");
  }

  @Test
  void form_a_signs_the_text_without_headers() {
    String wire = text(SignedInvocation.formA(message, SECRET, AT));
    String signed = wire.substring(0, wire.indexOf(",\"headers\"")) + "}";
    assertThat(signature(wire)).isEqualTo(SignedInvocation.sign(SECRET, "" + AT, signed));
    assertThat(json(wire).at("/context/runId").asText()).isEqualTo("r_1");
    assertThat(json(wire).at("/payload/action/invocationMethod/reportWorkflowStatus").isTextual())
        .isTrue();
  }

  @Test
  void form_b_signs_the_text_with_empty_headers() {
    String wire = text(SignedInvocation.formB(message, SECRET, AT));
    String signed = wire.replaceFirst("\"headers\":\\{.*}}$", "\"headers\":{}}");
    assertThat(signature(wire)).isEqualTo(SignedInvocation.sign(SECRET, "" + AT, signed));
  }

  @Test
  void the_others_do_not_verify() {
    assertThat(json(text(SignedInvocation.unsigned(message))).has("headers")).isFalse();
    assertThat(signature(text(SignedInvocation.forged(message, AT))))
        .isNotEqualTo(signature(text(SignedInvocation.formA(message, SECRET, AT))));
    String tampered = text(SignedInvocation.tampered(message, SECRET, AT));
    assertThat(tampered).contains("\"workflow\":\"xdeploy.yml\"");
  }

  @Test
  void the_older_kind_carries_the_users_inputs() {
    ObjectNode old =
        SignedInvocation.v1(
            "org_1",
            "create",
            "r_2",
            "acme-inc",
            "infra",
            "create.yml",
            (ObjectNode) json("{\"name\":\"qa-7\"}"),
            true,
            false,
            true);
    assertThat(old.at("/payload/properties/name").asText()).isEqualTo("qa-7");
    assertThat(old.at("/payload/action/invocationMethod").has("workflowInputs")).isFalse();
    assertThat(old.at("/payload/action/invocationMethod/omitPayload").asBoolean()).isTrue();
  }

  private static String signature(String wire) {
    JsonNode headers = json(wire).get("headers");
    assertThat(headers.get("X-Port-Timestamp").asLong()).isEqualTo(AT);
    return headers.get("X-Port-Signature").asText();
  }

  private static String text(byte[] wire) {
    return new String(wire, StandardCharsets.UTF_8);
  }
}
