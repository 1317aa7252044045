package dev.portgithub.simulator;

import static dev.portgithub.simulator.Caller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortSimulatorTest {

  private static final String RUN = "/v1/actions/runs/r_1";

  private final TestClock clock = new TestClock(Instant.parse("2026-03-02T09:15:42.118Z"));
  private PortSimulator port;
  private Caller caller;

  @BeforeEach
  void start() {
    port = PortSimulator.builder().clock(clock).start();
    port.createRun("r_1", "deploy", json("{\"type\":\"GITHUB\",\"org\":\"acme-inc\"}"));
    caller = new Caller(port.url()).with("Authorization", "Bearer " + token());
  }

  @AfterEach
  void stop() {
    port.close();
  }

  private String token() {
    return json(signIn(port.clientSecret())).get("accessToken").asText();
  }

  private HttpResponse<String> signIn(String secret) {
    String body = "{\"clientId\":\"" + port.clientId() + "\",\"clientSecret\":\"" + secret + "\"}";
    return new Caller(port.url()).post("/v1/auth/access_token", body);
  }

  private void refuses(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).get("ok").asBoolean()).isFalse();
    assertThat(json(answer).get("message").asText()).isNotBlank();
    assertThat(answer.headers().firstValue("X-Trace-Id")).isPresent();
  }

  @Test
  void there_is_one_token_until_it_expires() {
    String first = token();
    clock.tick(Duration.ofHours(1));
    HttpResponse<String> again = signIn(port.clientSecret());
    assertThat(json(again).get("accessToken").asText()).isEqualTo(first);
    assertThat(json(again).get("expiresIn").asLong()).isEqualTo(7200);
    clock.tick(Duration.ofHours(2));
    refuses(caller.get(RUN), 401);
    assertThat(token()).isNotEqualTo(first);
    port.expireTokens();
    refuses(caller.get(RUN), 401);
    refuses(signIn("wrong"), 401);
    refuses(new Caller(port.url()).post("/v1/auth/access_token", "{\"clientId\":\"x\"}"), 422);
  }

  @Test
  void a_patch_writes_until_the_run_ends() {
    String link = "{\"link\":\"http://a/1\",\"externalRunId\":\"gh_1\"}";
    assertThat(caller.patch(RUN + "?version=v2", link).statusCode()).isEqualTo(200);
    caller.patch(RUN, "{\"link\":[\"http://a/2\",\"http://a/3\"],\"statusLabel\":\"Running\"}");
    assertThat(port.run("r_1").link()).containsExactly("http://a/2", "http://a/3");
    assertThat(port.run("r_1").status()).isEqualTo("IN_PROGRESS");
    caller.patch(RUN, "{\"status\":\"SUCCESS\",\"summary\":\"done\"}");
    PortRun run = port.run("r_1");
    assertThat(run.status()).isEqualTo("SUCCESS");
    assertThat(run.endedAt()).isEqualTo(clock.instant());
    assertThat(run.externalRunId()).isEqualTo("gh_1");
    assertThat(run.history())
        .extracting(PortRun.Write::kind)
        .containsExactly("patch", "patch", "patch");
    refuses(caller.patch(RUN, "{\"summary\":\"late\"}"), 422);
    refuses(caller.post(RUN + "/logs", "{\"message\":\"late\"}"), 422);
  }

  @Test
  void refuses_what_the_schema_does_not_know() {
    for (String body :
        List.of(
            "{}",
            "[]",
            "{\"description\":\"x\"}",
            "{\"status\":\"IN_PROGRESS\"}",
            "{\"status\":null}",
            "{\"link\":[1]}",
            "{\"summary\":5}")) {
      refuses(caller.patch(RUN, body), 422);
    }
    refuses(caller.post(RUN + "/logs", "{\"statusLabel\":\"x\"}"), 422);
    refuses(caller.post(RUN + "/logs", "{\"message\":\"x\",\"level\":\"INFO\"}"), 422);
    refuses(caller.patch("/v1/actions/runs/r_none", "{\"status\":\"SUCCESS\"}"), 404);
    refuses(caller.patch(RUN, "{\"summary\":\"" + "x".repeat(1024 * 1024) + "\"}"), 413);
    refuses(new Caller(port.url()).patch(RUN, "{\"status\":\"SUCCESS\"}"), 401);
    refuses(caller.get("/v1/nothing"), 404);
    assertThat(port.run("r_1").history()).isEmpty();
  }

  @Test
  void log_lines_keep_their_order_and_may_end_the_run() {
    for (int i = 1; i <= 60; i++) {
      String body = "{\"message\":\"line " + i + "\",\"statusLabel\":\"Step " + i + "\"}";
      assertThat(caller.post(RUN + "/logs", body).statusCode()).isEqualTo(201);
    }
    JsonNode page = json(caller.get(RUN + "/logs?limit=50&offset=50"));
    assertThat(page.get("runLogs")).hasSize(10);
    refuses(caller.get(RUN + "/logs?limit=51"), 422);
    assertThat(port.run("r_1").logs()).hasSize(60).last().isEqualTo("line 60");
    assertThat(port.run("r_1").statusLabel()).isEqualTo("Step 60");
    caller.post(RUN + "/logs", "{\"message\":\"bye\",\"terminationStatus\":\"FAILURE\"}");
    assertThat(port.run("r_1").status()).isEqualTo("FAILURE");
  }

  @Test
  void a_user_may_end_a_run_first() {
    port.endRun("r_1", "FAILURE");
    refuses(caller.patch(RUN, "{\"status\":\"SUCCESS\"}"), 422);
    JsonNode run = json(caller.get(RUN + "?version=v2")).get("run");
    assertThat(run.get("status").asText()).isEqualTo("FAILURE");
    assertThat(run.get("updatedBy").asText()).startsWith("auth0|");
    assertThat(run.at("/action/identifier").asText()).isEqualTo("deploy");
    assertThat(json(caller.get(RUN)).at("/run/action").asText()).isEqualTo("deploy");
  }

  @Test
  void runs_are_found_by_their_external_id() {
    port.createRun("r_2", "deploy", json("{}"));
    caller.patch("/v1/actions/runs/r_2", "{\"externalRunId\":\"gh_2\"}");
    JsonNode found = json(caller.get("/v1/actions/runs?version=v2&external_run_id=gh_2"));
    assertThat(found.at("/runs/0/id").asText()).isEqualTo("r_2");
    port.endRun("r_1", "SUCCESS");
    assertThat(json(caller.get("/v1/actions/runs?active=true")).get("runs")).hasSize(1);
    assertThat(json(caller.get("/v1/actions/runs?limit=1")).at("/runs/0/id").asText())
        .isEqualTo("r_2");
    refuses(caller.get("/v1/actions/runs?limit=1001"), 422);
  }

  @Test
  void a_started_action_has_its_templates_filled_in() {
    ObjectNode method =
        (ObjectNode)
            json(
                "{\"type\":\"GITHUB\",\"org\":\"acme-inc\",\"repo\":\"r\",\"workflow\":\"w.yml\","
                    + "\"workflowInputs\":{\"replicas\":\"{{ .inputs.replicas }}\","
                    + "\"note\":\"run {{ .run.id }}!\",\"none\":\"{{ .inputs.none }}\"},"
                    + "\"reportWorkflowStatus\":true}");
    port.defineAction("scale", "Scale", method);
    List<PortRun> created = new ArrayList<>();
    port.onRunCreated(created::add);
    HttpResponse<String> answer =
        caller.post("/v1/actions/scale/runs", "{\"properties\":{\"replicas\":3}}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(created).hasSize(1);
    JsonNode inputs = created.get(0).payload().get("workflowInputs");
    assertThat(inputs.get("replicas").isInt()).isTrue();
    assertThat(inputs.get("note").asText()).isEqualTo("run " + created.get(0).id() + "!");
    assertThat(inputs.get("none").isNull()).isTrue();
    refuses(caller.post("/v1/actions/none/runs", "{\"properties\":{}}"), 404);
    refuses(caller.post("/v1/actions/scale/runs", "{}"), 422);
  }

  @Test
  void entities_are_tied_to_runs_in_progress_only() {
    String path = "/v1/blueprints/deployment/entities";
    String body = "{\"identifier\":\"d1\",\"title\":\"D1\",\"properties\":{\"version\":\"1\"}}";
    refuses(caller.post(path, body), 422);
    assertThat(caller.post(path + "?upsert=true&run_id=r_1", body).statusCode()).isEqualTo(201);
    assertThat(port.entities("deployment")).hasSize(1);
    assertThat(port.run("r_1").history()).extracting(PortRun.Write::kind).containsExactly("entity");
    refuses(caller.post(path + "?upsert=false", body), 409);
    port.endRun("r_1", "SUCCESS");
    refuses(caller.post(path + "?upsert=true&run_id=r_1", body), 422);
    assertThat(json(caller.get(path)).at("/entities/0/properties/version").asText()).isEqualTo("1");
  }

  @Test
  void tells_organisation_and_kafka_credentials() {
    assertThat(json(caller.get("/v1/organization")).at("/organization/id").asText())
        .isEqualTo(port.orgId());
    assertThat(json(caller.get("/v1/kafka-credentials")).get("credentials").isNull()).isTrue();
    port.kafkaCredentials(List.of("127.0.0.1:9092"), "user", "secret");
    assertThat(json(caller.get("/v1/kafka-credentials")).at("/credentials/brokers/0").asText())
        .isEqualTo("127.0.0.1:9092");
  }

  @Test
  void pages_show_runs_and_escape_what_they_show() {
    caller.patch(RUN, "{\"link\":\"javascript:alert(1)\",\"summary\":\"<script>x\"}");
    caller.post(RUN + "/logs", "{\"message\":\"a & b\"}");
    Caller browser = new Caller(port.url());
    assertThat(browser.get("/").body())
        .contains("&lt;script&gt;x")
        .doesNotContain("<script>x")
        .doesNotContain("href=\"javascript");
    assertThat(browser.get("/runs/r_1").body()).contains("a &amp; b");
    assertThat(browser.get("/runs/none").statusCode()).isEqualTo(404);
    assertThat(browser.post("/actions/none", "version=1").statusCode()).isEqualTo(404);
  }
}
