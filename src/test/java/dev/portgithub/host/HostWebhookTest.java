package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.webhook.WebhookSignature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** /webhooks/github, as GitHub and everybody else can reach it: without a login. */
class HostWebhookTest {
  private static final Path EXAMPLE =
      Path.of("src", "test", "resources", "github-webhooks", "workflow_run.completed.success.json");

  private final RunningHost host = RunningHost.get();

  @Test
  void a_signed_webhook_is_taken_without_the_login() throws IOException {
    HttpResponse<String> answer = post(Files.readAllBytes(EXAMPLE), "application/json", true);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  @Tag("P6")
  void another_body_under_the_same_signature_is_refused() throws IOException {
    byte[] body = Files.readAllBytes(EXAMPLE);
    String signature = WebhookSignature.of(body, RunningHost.WEBHOOK_SECRET);
    body[100] ^= 1;
    HttpResponse<String> answer =
        RunningHost.send(
            RunningHost.browser(),
            request("application/json", BodyPublishers.ofByteArray(body))
                .header("X-Hub-Signature-256", signature));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("its signature is missing or wrong");
  }

  @Test
  void what_is_not_signed_is_refused() {
    assertThat(post(new byte[] {'{', '}'}, "application/json", false).statusCode()).isEqualTo(401);
    assertThat(post(new byte[0], "application/json", false).statusCode()).isEqualTo(401);
  }

  @Test
  void a_body_beyond_the_limit_is_not_read_to_its_end_however_long_it_says_it_is() {
    byte[] large = new byte[1_048_577];
    assertThat(post(large, "application/json", true).statusCode()).isEqualTo(413);
    // Chunked: it does not say how long it is.
    BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
    assertThat(
            RunningHost.send(RunningHost.browser(), request("application/json", chunked))
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void a_form_is_refused_with_the_content_type_to_choose() {
    HttpResponse<String> answer =
        post("payload=%7B%7D".getBytes(), "application/x-www-form-urlencoded", true);
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("application/json");
    assertThat(post(new byte[] {'{', '}'}, "nonsense", true).statusCode()).isEqualTo(415);
  }

  @Test
  void nobody_can_read_there_and_nothing_else_is_open() {
    assertThat(host.get("/webhooks/github").statusCode()).isEqualTo(405);
    assertThat(host.get("/webhooks").statusCode()).isEqualTo(401);
    assertThat(host.get("/webhooks/github/x").statusCode()).isEqualTo(401);
    assertThat(host.get("/webhooks/github;x=/../jolokia").statusCode()).isIn(400, 401, 405);
  }

  @Test
  void without_a_secret_the_door_is_closed() throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", WebhookDoor.PATH);
    request.setContentType("application/json");
    request.setContent(new byte[] {'{', '}'});
    MockHttpServletResponse answer = new MockHttpServletResponse();
    MockFilterChain chain = new MockFilterChain();
    new WebhookDoor.Guard(false, 100).doFilter(request, answer, chain);
    assertThat(answer.getStatus()).isEqualTo(404);
    assertThat(answer.getContentAsString()).contains("GITHUB_WEBHOOK_SECRET is not set");
    assertThat(chain.getRequest()).isNull();
  }

  private HttpResponse<String> post(byte[] body, String contentType, boolean signed) {
    HttpRequest.Builder request = request(contentType, BodyPublishers.ofByteArray(body));
    if (signed) {
      request.header("X-Hub-Signature-256", WebhookSignature.of(body, RunningHost.WEBHOOK_SECRET));
    }
    return RunningHost.send(RunningHost.browser(), request);
  }

  private HttpRequest.Builder request(String contentType, BodyPublisher body) {
    return HttpRequest.newBuilder(host.uri("/webhooks/github"))
        .header("Content-Type", contentType)
        .header("X-GitHub-Event", "workflow_run")
        .header("User-Agent", "GitHub-Hookshot/test")
        .POST(body);
  }
}
