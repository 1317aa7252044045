package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.deadletter.DeadLetterList;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.world.World;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator steers by the API; each answer is held against the description. */
class HostSteerTest {
  private final RunningHost host = RunningHost.get();
  private final ApiContract contract =
      new ApiContract(host.getWithLogin("/api/openapi.json").body());

  @Test
  void a_stage_is_paused_seen_and_resumed_and_the_journal_says_by_whom() {
    JsonNode pause =
        ok(
            "pauseStage",
            "PUT",
            "/api/pauses/confirm",
            "{'why':'a test','until':'2099-01-01T01:00:00+01:00'}");
    assertThat(pause.path("by").asText()).isEqualTo(RunningHost.USER);
    assertThat(pause.path("until").asText()).isEqualTo("2099-01-01T00:00:00Z");
    assertThat(ok("listPauses", "GET", "/api/pauses", "").path("pauses"))
        .filteredOn(each -> each.path("stage").asText().equals("confirm"))
        .containsExactly(pause);
    assertThat(ok("readOverview", "GET", "/api/overview", "").path("stages"))
        .filteredOn(stage -> stage.path("stage").asText().equals("confirm"))
        .allMatch(stage -> stage.at("/pause/why").asText().equals("a test"));

    assertThat(answer(ok("resumeStage", "DELETE", "/api/pauses/confirm", ""))).contains("goes on");
    assertThat(answer(ok("resumeStage", "DELETE", "/api/pauses/confirm", "")))
        .contains("not paused");
    JsonNode latest = ok("listOperations", "GET", "/api/operations?size=3", "");
    assertThat(latest.path("more").asBoolean()).isIn(true, false);
    assertThat(latest.path("operations"))
        .extracting(each -> each.path("what").asText() + " " + each.path("about").asText())
        .contains("resume stage confirm", "pause stage confirm");
    assertThat(latest.path("operations"))
        .allMatch(each -> each.path("by").asText().equals(RunningHost.USER));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT    | /api/pauses/sleep   | {'why':'x'}                       | stage must be one of"
            + " receive",
        "PUT    | /api/pauses/confirm | {}                                | why is missing",
        "PUT    | /api/pauses/confirm | {'why':'x','until':'soon'}        | until must be a time"
            + " such as",
        "PUT    | /api/pauses/confirm | {'why':'x','until':'2020-01-01T00:00:00Z'} | that is past",
        "PUT    | /api/pauses/confirm | {'why':'x','when':'now'}          | There is no member of"
            + " the body",
        "DELETE | /api/pauses/sleep   | ''                                | stage must be one of"
            + " receive"
      })
  void what_is_asked_wrongly_is_refused_and_changes_nothing(
      String method, String path, String body, String sentence) {
    HttpResponse<String> answer = send(RunningHost.USER, method, path, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    String operation = method.equals("PUT") ? "pauseStage" : "resumeStage";
    assertThat(contract.check(operation, answer).path("error").asText()).contains(sentence);
    assertThat(ok("listPauses", "GET", "/api/pauses", "").path("pauses")).isEmpty();
  }

  @Test
  void a_viewer_looks_and_pauses_nothing() {
    HttpResponse<String> answer =
        send(RunningHost.VIEWER, "PUT", "/api/pauses/confirm", "{'why':'x'}");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(send(RunningHost.VIEWER, "GET", "/api/operations", "").statusCode()).isEqualTo(200);
    assertThat(ok("listPauses", "GET", "/api/pauses", "").path("pauses")).isEmpty();
  }

  @Test
  void actions_that_do_not_fit_their_workflows_are_listed() {
    assertThat(ok("listMisfits", "GET", "/api/misfits?size=5", "").path("misfits").isArray())
        .isTrue();
    assertThat(send(RunningHost.USER, "GET", "/api/misfits?size=0", "").statusCode())
        .isEqualTo(400);
  }

  @Test
  void what_cannot_be_ended_in_port_is_answered_with_the_reason() {
    host.world.publish(
        SignedInvocation.unsigned(
            SignedInvocation.of(
                host.world.createRun("deploy.yml", World.inputs("checkout", "1"), true),
                host.world.port.orgId())));
    DeadLetterList letters =
        host.backend.camel().getRegistry().findSingleByType(DeadLetterList.class);
    await().until(() -> letters.countParked() > 0);
    String path = "/api/dead-letters/%d/end-in-port";
    long id = letters.parked(1).get(0).id();
    String body = "{'status':'FAILURE','sentence':'It was a test.'}";

    HttpResponse<String> record = send(RunningHost.USER, "POST", path.formatted(id), body);
    HttpResponse<String> unknown = send(RunningHost.USER, "POST", path.formatted(987654), body);
    HttpResponse<String> wrong =
        send(RunningHost.USER, "POST", path.formatted(id), "{'status':'DONE','sentence':'x'}");

    assertThat(record.statusCode()).as(record.body()).isEqualTo(409);
    assertThat(contract.check("endInPort", record).path("error").asText()).contains("a record");
    assertThat(unknown.statusCode()).isEqualTo(404);
    contract.check("endInPort", unknown);
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(contract.check("endInPort", wrong).path("error").asText()).contains("FAILURE");
    host.backend
        .camel()
        .getRegistry()
        .findSingleByType(dev.portgithub.operator.LetterOperations.class)
        .discard(id, "a test");
  }

  private static String answer(JsonNode body) {
    return body.path("answer").asText();
  }

  private JsonNode ok(String operation, String method, String path, String body) {
    HttpResponse<String> answer = send(RunningHost.USER, method, path, body);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(200);
    return contract.check(operation, answer);
  }

  /** As a page does: logged in, with the token of the cookie in a header. */
  private HttpResponse<String> send(String user, String method, String path, String body) {
    HttpClient browser = RunningHost.browser();
    RunningHost.send(
        browser, RunningHost.withLogin(user, HttpRequest.newBuilder(host.uri("/observe/jolokia"))));
    return RunningHost.send(
        browser,
        RunningHost.withLogin(user, HttpRequest.newBuilder(host.uri(path)))
            .header("X-XSRF-TOKEN", RunningHost.cookie(browser, "XSRF-TOKEN"))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }
}
