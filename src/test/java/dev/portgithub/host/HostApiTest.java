package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.world.World;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API by HTTP; each answer is held against the description that is served. */
class HostApiTest {
  private final RunningHost host = RunningHost.get();
  private final ApiContract contract =
      new ApiContract(host.getWithLogin("/api/openapi.json").body());

  @Test
  void the_overview_has_the_stages_in_the_order_of_the_flow() {
    JsonNode overview = get("readOverview", "/api/overview");

    assertThat(overview.path("stages").findValuesAsText("stage"))
        .containsExactly("receive", "confirm", "dispatch", "locate", "poll", "finish", "report");
    assertThat(overview.at("/me/login").asText()).isEqualTo(RunningHost.USER);
    assertThat(overview.at("/me/role").asText()).isEqualTo("OPERATOR");
  }

  @Test
  void a_run_is_listed_while_it_is_open_and_found_by_its_id_for_ever() {
    PortRun run = host.world.deploy("seen-by-the-api");
    host.world.publish(run);
    host.world.awaitStarted("seen-by-the-api");

    await()
        .untilAsserted(
            () -> {
              JsonNode listed = find("/api/runs?action=" + run.action(), run.id());
              assertThat(listed.path("state").asText()).isEqualTo("RUNNING");
              assertThat(listed.at("/waitsFor/code").asText()).isEqualTo("WORKFLOW");
              assertThat(listed.path("workflowRunUrl").asText()).startsWith("http");
            });
    host.world.endWell(run, "seen-by-the-api");
    await()
        .untilAsserted(
            () -> {
              JsonNode whole = get("readRun", "/api/runs/" + run.id());
              assertThat(whole.path("state").asText()).isEqualTo("FINISHED");
              assertThat(whole.path("waitsFor").isNull()).isTrue();
            });
    assertThat(get("listRuns", "/api/runs?open=true&text=" + run.id()).path("runs")).isEmpty();
    assertThat(find("/api/runs?text=" + run.id().substring(0, 12), run.id()).path("workflowRunId"))
        .isEqualTo(find("/api/runs?open=false", run.id()).path("workflowRunId"));
  }

  private JsonNode find(String path, String runId) {
    JsonNode page = get("listRuns", path);
    for (JsonNode run : page.path("runs")) {
      if (run.path("runId").asText().equals(runId)) {
        return run;
      }
    }
    throw new AssertionError(path + " does not list " + runId + ": " + page);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listRuns    | /api/runs?size=0       | size must be a number from 1 to 200, not \"0\".",
        "listRuns    | /api/runs?state=LOST   | state must be one of CONFIRMING",
        "listRuns    | /api/runs?open=perhaps | open must be true or false",
        "listRuns    | /api/runs?page=1&page=2| The parameter page was given twice.",
        "listRuns    | /api/runs?stat=RUNNING | There is no parameter \"stat\"; there are: state, age,",
        "listRuns    | /api/runs?page=99999   | filter them instead",
        "readOverview| /api/overview?x        | There is no parameter \"x\"; there are: none."
      })
  void what_is_asked_wrongly_is_refused_with_what_would_be_right(
      String operation, String path, String sentence) {
    HttpResponse<String> answer = host.getWithLogin(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(contract.check(operation, answer).path("error").asText()).contains(sentence);
  }

  @Test
  void a_run_that_is_not_known_is_answered_with_404() {
    HttpResponse<String> answer = host.getWithLogin("/api/runs/r_unheardOf");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(contract.check("readRun", answer).path("error").asText())
        .contains("There is no run r_unheardOf here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "readOverview /api/overview",
        "listRuns /api/runs",
        "describeApi /api/openapi.json"
      })
  @Tag("P5")
  void nobody_is_told_anything_without_the_login(String call) {
    List<String> parts = List.of(call.split(" "));
    HttpResponse<String> answer = host.get(parts.get(1));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(contract.check(parts.get(0), answer).path("error").asText())
        .startsWith("Log in first");
  }

  @Test
  void a_parked_record_names_the_run_that_it_claims_to_be_and_is_replayed_and_discarded() {
    PortRun run = host.world.deploy("parked-and-seen");
    host.world.publish(
        SignedInvocation.unsigned(SignedInvocation.of(run, host.world.port.orgId())));
    String listed = "/api/dead-letters?text=" + run.id();
    await().until(() -> !get("listDeadLetters", listed).path("deadLetters").isEmpty());
    JsonNode letter = get("listDeadLetters", listed).path("deadLetters").get(0);
    assertThat(letter.path("claimedRunId").asText()).isEqualTo(run.id());
    assertThat(letter.path("runId").isNull()).isTrue();
    assertThat(get("listRuns", "/api/runs?text=" + run.id()).path("parkedRecords"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.path("deadLetterId")).isEqualTo(letter.path("id"));
              assertThat(record.path("claimedRunId").asText()).isEqualTo(run.id());
            });
    assertThat(get("listReasons", "/api/dead-letters/reasons").path("reasons")).isNotEmpty();

    String path = "/api/dead-letters/" + letter.path("id").asLong();
    assertThat(post("replayDeadLetter", path + "/replay", "{}", 200)).contains("parked");
    assertThat(post("discardDeadLetter", path + "/discard", "{}", 400)).contains("why is missing");
    assertThat(post("discardDeadLetter", path + "/discard", "{\"why\":\"a test\"}", 200))
        .contains("is discarded");
    assertThat(post("replayDeadLetter", path + "/replay", "{}", 409)).contains("nothing was done");
    assertThat(post("replayDeadLetter", "/api/dead-letters/4711/replay", "{}", 404))
        .contains("There is no dead letter 4711");
    assertThat(get("listDeadLetters", listed).path("deadLetters")).isEmpty();
    assertThat(get("listDeadLetters", listed + "&status=DISCARDED").path("deadLetters")).hasSize(1);
  }

  @Test
  void the_workflow_run_of_a_lost_answer_is_adopted_and_its_end_is_told() {
    host.world.github.faults().next(Request.of("POST", "/dispatches$"), Fault.dropAfter());
    PortRun run = host.world.deploy("adopted-by-http");
    GithubRun own = host.world.awaitStarted("adopted-by-http");
    host.world.github.addForeignRun(
        World.ORG, World.REPO, "deploy.yml", "main", own.actor(), own.inputs());
    String listed = "/api/dead-letters?text=" + run.id();
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> !get("listDeadLetters", listed).path("deadLetters").isEmpty());
    JsonNode letter = get("listDeadLetters", listed).path("deadLetters").get(0);
    assertThat(letter.path("reason").asText()).isEqualTo("AMBIGUOUS");
    assertThat(letter.path("operations").toString()).contains("\"adopt\"");

    String path = "/api/dead-letters/" + letter.path("id").asLong() + "/adopt";
    assertThat(post("adoptWorkflowRun", path, "{}", 400)).contains("workflowRunId is missing");
    assertThat(post("adoptWorkflowRun", path, "{\"workflowRunId\":\"x\"}", 400))
        .contains("workflowRunId must be a whole number");
    assertThat(post("adoptWorkflowRun", path, "{\"workflowRunId\":4711}", 409))
        .contains("GitHub shows no workflow run 4711");
    String body = "{\"workflowRunId\":%d,\"why\":\"seen\"}".formatted(own.id());
    assertThat(post("adoptWorkflowRun", path, body, 200)).contains("will be followed again");
    assertThat(post("adoptWorkflowRun", path, body, 409)).contains("othing was done");
    assertThat(post("adoptWorkflowRun", "/api/dead-letters/4711/adopt", body, 404))
        .contains("There is no dead letter 4711");
    host.world.github.complete(own.id(), "success");
    assertThat(host.world.awaitEnd(run).status()).isEqualTo("SUCCESS");
  }

  /** The sentence of the answer, whether it is one about what was done or about what was wrong. */
  private String post(String operation, String path, String body, int status) {
    HttpResponse<String> answer =
        RunningHost.send(
            RunningHost.browser(),
            RunningHost.withLogin(HttpRequest.newBuilder(host.uri(path)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
    return contract.check(operation, answer).path(status == 200 ? "answer" : "error").asText();
  }

  private JsonNode get(String operation, String path) {
    HttpResponse<String> answer = host.getWithLogin(path);
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return contract.check(operation, answer);
  }
}
