package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Messages for the tests of this package. */
final class Sample {
  static final String TARGET =
      "\"type\":\"GITHUB\",\"org\":\"acme-inc\",\"repo\":\"infra\",\"workflow\":\"deploy.yml\"";

  private Sample() {}

  static String text(String fixture) {
    try (InputStream in = Sample.class.getResourceAsStream("/validate/" + fixture)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonRecord message(String json) {
    return new MessageReader(20_000_000).read(json.getBytes(StandardCharsets.UTF_8));
  }

  static JsonRecord fixture(String name) {
    return message(text(name));
  }

  /** An invocation with these members of invocationMethod and these properties. */
  static JsonRecord invocation(String method, String properties) {
    return message(
        "{\"context\":{\"runId\":\"r_1\"},\"payload\":{\"action\":{\"invocationMethod\":{"
            + method
            + "}},\"properties\":"
            + properties
            + "}}");
  }

  static JsonRecord v2(String workflowInputs) {
    return invocation(TARGET + ",\"workflowInputs\":" + workflowInputs, "{}");
  }

  static JsonRecord v1(String flags, String properties) {
    return invocation(TARGET + flags, properties);
  }

  /** With the settings by default. */
  static final InvocationRules RULES =
      new InvocationRules(new InputSettings("port-expressions", "leave-out", "inputs.ref", ""));

  static Invocation check(JsonRecord message) {
    return RULES.check(message);
  }

  static InvalidInvocation refusal(JsonRecord message) {
    return refusal(RULES, message);
  }

  static InvalidInvocation refusal(InvocationRules rules, JsonRecord message) {
    InvalidInvocation refusal =
        catchThrowableOfType(InvalidInvocation.class, () -> rules.check(message));
    if (refusal == null) {
      throw new AssertionError("was not refused");
    }
    return refusal;
  }
}
