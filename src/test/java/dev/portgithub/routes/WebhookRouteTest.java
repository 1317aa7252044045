package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.poll.Polling;
import dev.portgithub.run.Repository;
import dev.portgithub.webhook.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 15-webhook: what is signed makes a run of ours due, and nothing else does anything. */
class WebhookRouteTest extends RouteTest {
  private static final Duration LATER = Duration.ofHours(1);

  private String runId;
  private Instant before;

  @BeforeEach
  void a_run_that_is_polled_later() {
    runId = running();
    before = CLOCK.instant().plus(LATER);
    execute("update repository set due_at = ?", before);
    execute("update run set due_at = ?", before);
  }

  @Test
  void an_end_makes_the_run_and_its_repository_due_and_wakes_the_polls() {
    assertThat(status(send("completed", workflowRunId(runId)))).isEqualTo(202);

    assertThat(dueAt(runId)).isEqualTo(CLOCK.instant());
    assertThat(repositoryDueAt()).isEqualTo(CLOCK.instant());
    assertThat(state(runId)).isEqualTo("RUNNING");
    await().until(this::pollsAreAwake);
  }

  @Test
  @Tag("P3")
  void the_verdict_is_what_github_answers_and_not_what_the_webhook_says() {
    send("completed", workflowRunId(runId));
    poll();
    assertThat(state(runId)).isEqualTo("RUNNING");

    GITHUB.complete(workflowRunId(runId), "failure", "deploy", "Roll out");
    send("completed", workflowRunId(runId));
    poll();
    assertThat(state(runId)).isEqualTo("FINISHED");
    assertThat(reports(runId)).last().asString().contains("FAILURE");
  }

  @Test
  void a_hint_that_comes_again_or_after_the_end_changes_nothing() {
    GITHUB.complete(workflowRunId(runId), "success");
    send("completed", workflowRunId(runId));
    poll();
    List<String> reports = reports(runId);

    assertThat(status(send("completed", workflowRunId(runId)))).isEqualTo(202);
    assertThat(state(runId)).isEqualTo("FINISHED");
    assertThat(reports(runId)).isEqualTo(reports);
    assertThat(count("repository where repo = ? and due_at is null", repo)).isEqualTo(1);
  }

  @Test
  void a_hint_that_comes_while_the_repository_is_polled_makes_it_due_when_that_poll_has_ended() {
    execute("update repository set due_at = ?", CLOCK.instant());
    Repository polled = bean("polling", Polling.class).claim(1).get(0);
    send("completed", workflowRunId(runId));
    assertThat(bean("polling", Polling.class).claim(1)).isEmpty();

    process("seda:poll-repository", polled);
    assertThat(repositoryDueAt()).isEqualTo(CLOCK.instant());
  }

  @Test
  void a_foreign_workflow_run_makes_nothing_due() {
    assertThat(status(send("completed", workflowRunId(runId) + 1))).isEqualTo(202);
    assertThat(dueAt(runId)).isEqualTo(before);
    assertThat(repositoryDueAt()).isEqualTo(before);
    assertThat(pollsAreAwake()).isFalse();
  }

  @Test
  void that_it_runs_is_read_soon_with_others_unless_it_is_known() {
    send("in_progress", workflowRunId(runId));
    assertThat(repositoryDueAt()).isEqualTo(CLOCK.instant().plusSeconds(2));

    execute("update run set status = 'in_progress'");
    execute("update repository set due_at = ?, wanted_at = null", before);
    send("in_progress", workflowRunId(runId));
    assertThat(repositoryDueAt()).isEqualTo(before);
  }

  @Test
  void a_job_that_waits_for_an_approval_is_read_soon() {
    String body =
        "{\"action\":\"waiting\",\"workflow_job\":{\"id\":1,\"run_id\":%d}}"
            .formatted(workflowRunId(runId));
    assertThat(status(send("workflow_job", body, signature(body)))).isEqualTo(202);
    assertThat(repositoryDueAt()).isEqualTo(CLOCK.instant().plusSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "star", "workflow_dispatch"})
  void another_event_is_taken_and_makes_nothing_due(String event) {
    String body = "{\"zen\":\"Keep it logically awesome.\",\"hook_id\":7}";
    assertThat(status(send(event, body, signature(body)))).isEqualTo(202);
    assertThat(repositoryDueAt()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256=", "sha256=00", "sha1=0123456789abcdef"})
  @Tag("P6")
  void what_is_not_signed_is_refused_with_401_and_makes_nothing_due(String signature) {
    Exchange answer = send("workflow_run", completed(workflowRunId(runId)), signature);
    assertThat(status(answer)).isEqualTo(401);
    assertThat(answer.getMessage().getBody(String.class))
        .isEqualTo("its signature is missing or wrong");
    assertThat(dueAt(runId)).isEqualTo(before);
  }

  @Test
  void what_is_signed_and_no_webhook_is_refused_with_400() {
    assertThat(status(send("workflow_run", "[]", signature("[]")))).isEqualTo(400);
  }

  @Test
  void what_is_too_large_is_refused_with_413() {
    String body = " ".repeat(1_048_577);
    assertThat(status(send("workflow_run", body, signature(body)))).isEqualTo(413);
  }

  @Test
  @Tag("P6")
  void no_header_from_outside_passes_the_door() {
    WATCH.start();
    String body = completed(workflowRunId(runId));
    Map<String, Object> headers = headers("workflow_run", signature(body));
    headers.put("CamelHttpPath", "/repos/evil/evil");
    headers.put("CamelHttpUri", "http://evil.example/");
    Exchange answer = send("direct:webhook", bytes(body), headers);
    WATCH.stop();
    assertThat(answer.getMessage().getHeaders()).containsOnlyKeys("CamelHttpResponseCode");
    assertThat(WATCH.seen())
        .filteredOn(seen -> seen.startsWith("take-hint"))
        .isNotEmpty()
        .allSatisfy(seen -> assertThat(seen).doesNotContain("evil"));
    poll();
    assertThat(GITHUB.journal().calls("*", "evil")).isEmpty();
  }

  @Test
  void while_the_store_is_away_the_answer_is_503() {
    execute("alter table run rename to run_away");
    try {
      assertThat(status(send("completed", 7))).isEqualTo(503);
    } finally {
      execute("alter table run_away rename to run");
    }
  }

  // --- helpers ----------------------------------------------------------------------------------

  private Exchange send(String action, long workflowRunId) {
    String body =
        "{\"action\":\"%s\",\"workflow_run\":{\"id\":%d,\"conclusion\":\"success\"}}"
            .formatted(action, workflowRunId);
    return send("workflow_run", body, signature(body));
  }

  private static String completed(long workflowRunId) {
    return "{\"action\":\"completed\",\"workflow_run\":{\"id\":" + workflowRunId + "}}";
  }

  private Exchange send(String event, String body, String signature) {
    return send("direct:webhook", bytes(body), headers(event, signature));
  }

  private static Map<String, Object> headers(String event, String signature) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("X-GitHub-Event", event);
    headers.put("X-Hub-Signature-256", signature);
    return headers;
  }

  private static String signature(String body) {
    return WebhookSignature.of(bytes(body), WEBHOOK_SECRET);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int status(Exchange answer) {
    return answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
  }

  private Instant repositoryDueAt() {
    return value(Instant.class, "select due_at from repository where repo = ?", repo);
  }

  private boolean pollsAreAwake() {
    return !camel.getEndpoint("seda:claim-polls", SedaEndpoint.class).getQueue().isEmpty();
  }

  private void poll() {
    for (Repository repository : bean("polling", Polling.class).claim(4)) {
      process("seda:poll-repository", repository);
    }
  }
}
