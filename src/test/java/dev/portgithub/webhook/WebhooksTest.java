package dev.portgithub.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.remote.RemoteJson;
import dev.portgithub.webhook.Hint.What;
import dev.portgithub.webhook.WebhookRefused.Reason;
import dev.portgithub.world.TestSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GitHub's own examples, with the signatures of their exact bytes. */
class WebhooksTest {
  private static final Path EXAMPLES = Path.of("src", "test", "resources", "github-webhooks");
  private static final JsonNode SIGNATURES = signatures();
  private static final int MOST_BYTES = 1_000_000;

  private final Webhooks webhooks =
      webhooks("github.webhook-secret", SIGNATURES.path("secret").asText());

  private static Webhooks webhooks(String... settings) {
    return new Webhooks(
        new WebhookSignature(TestSettings.with(settings)), RemoteJson.mapper(), MOST_BYTES);
  }

  @Test
  void every_example_of_github_has_the_signature_that_it_was_given() {
    List<String> files = new ArrayList<>();
    SIGNATURES
        .path("files")
        .properties()
        .forEach(
            file -> {
              open(webhooks, example(file.getKey()), headers(file.getKey()));
              files.add(file.getKey());
            });
    assertThat(files).hasSizeGreaterThan(20);
  }

  @Test
  void the_vector_that_github_publishes_is_genuine() {
    WebhookSignature signature =
        new WebhookSignature(
            TestSettings.with("github.webhook-secret", "It's a Secret to Everybody"));
    byte[] body = "Hello, World!".getBytes(StandardCharsets.UTF_8);
    String known = SIGNATURES.path("_vector").path("x_hub_signature_256").asText();
    assertThat(signature.isGenuine(body, known)).isTrue();
    assertThat(signature.isGenuine(body, known.replace("sha256=", "sha1="))).isFalse();
    assertThat(signature.isGenuine(body, known.substring(0, 70))).isFalse();
    assertThat(signature.isGenuine(body, known + "0")).isFalse();
    assertThat(signature.isGenuine(body, "")).isFalse();
    assertThat(signature.isGenuine(body, null)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "workflow_run.completed.success.json, ENDED",
    "workflow_run.completed.success-2.json, ENDED",
    "workflow_run.completed.legacy-status-queued.json, ENDED",
    "derived.workflow_run.3-completed.startup_failure.json, ENDED",
    "derived.workflow_run.5-rerun-attempt2-completed.success.json, ENDED",
    "workflow_run.requested.queued.json, APPEARED",
    "workflow_run.requested.action_required.json, APPEARED",
    "derived.workflow_run.2-in_progress.json, BEGAN",
    "derived.workflow_run.4-rerun-attempt2-in_progress.json, BEGAN",
    "workflow_job.in_progress.json, BEGAN",
    "workflow_job.waiting.json, WAITS"
  })
  void an_example_says_what_has_happened_to_which_workflow_run(String file, What what) {
    Hint hint = open(webhooks, example(file), headers(file));
    assertThat(hint.what()).isEqualTo(what);
    assertThat(hint.workflowRunId()).isPositive();
    assertThat(hint.repository()).contains("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "workflow_job.queued.json",
        "workflow_job.completed.success.json",
        "workflow_job.completed.failure.json",
        "workflow_dispatch.json",
        "ping.0.json",
        "ping.1.json"
      })
  void an_example_that_says_nothing_that_we_need_is_no_hint(String file) {
    assertThat(open(webhooks, example(file), headers(file))).isNull();
  }

  @Test
  void the_id_of_a_job_is_not_taken_for_that_of_its_workflow_run() {
    String file = "workflow_job.waiting.json";
    assertThat(open(webhooks, example(file), headers(file)).workflowRunId()).isEqualTo(4747967848L);
  }

  @Test
  @Tag("P6")
  void one_bit_less_and_nothing_is_read() {
    String file = "workflow_run.completed.success.json";
    byte[] changed = example(file);
    changed[changed.length - 2] ^= 1;
    assertRefused(webhooks, changed, headers(file), Reason.SIGNATURE);
  }

  @Test
  @Tag("P6")
  void what_is_not_signed_is_not_parsed() {
    assertRefused(webhooks, bytes("[".repeat(100_000)), Map.of(), Reason.SIGNATURE);
    assertRefused(webhooks, null, Map.of(), Reason.SIGNATURE);
  }

  @Test
  void without_a_secret_of_ours_nothing_is_genuine() {
    byte[] body = bytes("{}");
    String empty = WebhookSignature.of(body, "x");
    assertRefused(webhooks(), body, Map.of("X-Hub-Signature-256", empty), Reason.SIGNATURE);
  }

  @Test
  void what_is_too_large_is_not_even_signed() {
    byte[] body = new byte[MOST_BYTES + 1];
    assertRefused(webhooks, body, signed(body, "workflow_run"), Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}",
        "{\"action\":\"completed\"}",
        "{\"action\":\"completed\",\"workflow_run\":{\"id\":\"1\"}}",
        "{\"action\":\"completed\",\"workflow_run\":[]}",
        "payload=%7B%7D"
      })
  void what_is_signed_and_no_webhook_is_garbage(String body) {
    assertRefused(webhooks, bytes(body), signed(bytes(body), "workflow_run"), Reason.GARBAGE);
  }

  @Test
  void nesting_without_end_is_garbage() {
    byte[] body = bytes("{\"a\":" + "[".repeat(100_000));
    assertRefused(webhooks, body, signed(body, "workflow_run"), Reason.GARBAGE);
  }

  @Test
  void an_action_or_an_event_that_is_not_known_yet_is_no_hint() {
    byte[] body = bytes("{\"action\":\"postponed\",\"workflow_run\":{\"id\":7}}");
    assertThat(open(webhooks, body, signed(body, "workflow_run"))).isNull();
    assertThat(open(webhooks, body, signed(body, "star"))).isNull();
    Map<String, Object> unnamed = signed(body, "x");
    unnamed.remove("X-GitHub-Event");
    assertThat(open(webhooks, body, unnamed)).isNull();
  }

  private static Hint open(Webhooks webhooks, byte[] body, Map<String, Object> headers) {
    try {
      return webhooks.open(body == null ? null : new ByteArrayInputStream(body), headers);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(
      Webhooks webhooks, byte[] body, Map<String, Object> headers, Reason reason) {
    assertThatThrownBy(() -> open(webhooks, body, headers))
        .isInstanceOfSatisfying(
            WebhookRefused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private static Map<String, Object> headers(String file) {
    JsonNode facts = SIGNATURES.path("files").path(file);
    Map<String, Object> headers = new HashMap<>();
    headers.put("X-GitHub-Event", facts.path("x_github_event").asText());
    headers.put("X-Hub-Signature-256", facts.path("x_hub_signature_256").asText());
    return headers;
  }

  private static Map<String, Object> signed(byte[] body, String event) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("X-GitHub-Event", event);
    headers.put(
        "X-Hub-Signature-256", WebhookSignature.of(body, SIGNATURES.path("secret").asText()));
    return headers;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] example(String file) {
    try {
      return Files.readAllBytes(EXAMPLES.resolve(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode signatures() {
    return read("signatures.json");
  }

  private static JsonNode read(String file) {
    try {
      return new ObjectMapper().readTree(example(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
