package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.Report;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.Request;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 45-finish: what a workflow has to say comes home before its final status, which it never changes.
 */
class ResultsRouteTest extends RouteTest {
  private static final String STORAGE = "^/_storage/";

  private static final String JSON =
      """
      {"outputs": {"version": "2.1.0"}, "links": ["https://shop.example.com"],
       "entities": [{"blueprint": "%s", "identifier": "shop-2.1.0", "properties": {"version": "2.1.0"}}]}
      """;

  private String runId;

  @BeforeEach
  void a_run_of_a_workflow_whose_results_are_wanted() {
    runId = running();
    execute("update run set workflow = 'with-results.yml' where run_id = ?", runId);
    report();
  }

  @Test
  void outputs_links_and_entities_are_in_port_before_the_final_status() throws Exception {
    String blueprint = "deployment_" + repo.replace('-', '_');
    GITHUB.artifact(workflowRunId(runId), "port-output", zip(JSON.formatted(blueprint)));
    finish("success");
    report();
    PortRun told = PORT.run(runId);
    assertThat(told.status()).isEqualTo("SUCCESS");
    assertThat(told.summary()).contains("**Results**\n- version: 2.1.0");
    assertThat(told.logs()).contains("Results of the workflow:\nversion=2.1.0");
    assertThat(told.link()).hasSize(2).contains("https://shop.example.com");
    assertThat(told.history()).extracting(PortRun.Write::kind).endsWith("entity", "log", "patch");
    List<JsonNode> entities = PORT.entities(blueprint);
    assertThat(entities).hasSize(1);
    assertThat(entities.get(0).path("identifier").asText()).isEqualTo("shop-2.1.0");
  }

  @Test
  @Tag("P5")
  void the_token_does_not_go_to_the_storage() throws Exception {
    GITHUB.artifact(workflowRunId(runId), "port-output", zip("{}"));
    finish("success");
    assertThat(GITHUB.journal().calls())
        .filteredOn(call -> call.path().startsWith("/_storage/"))
        .singleElement()
        .satisfies(call -> assertThat(call.status()).isEqualTo(200));
  }

  @Test
  void a_run_without_results_costs_one_call_and_says_nothing() throws Exception {
    GITHUB.journal().clear();
    finish("success");
    assertThat(GITHUB.journal().count("GET", "/artifacts$")).isEqualTo(1);
    assertThat(reports(runId)).noneMatch(report -> report.contains("esults of"));
  }

  @Test
  void an_artifact_of_two_gigabytes_is_not_fetched_and_the_log_says_so() throws Exception {
    GITHUB.artifact(workflowRunId(runId), "port-output", zip("{}"), 2_000_000_000L);
    finish("success");
    assertThat(GITHUB.journal().count("GET", "/zip$")).isZero();
    report();
    assertThat(PORT.run(runId).status()).isEqualTo("SUCCESS");
    assertThat(PORT.run(runId).logs())
        .contains(
            "The results of the workflow were not taken: the artifact has 2000000000 bytes, and at most 1048576 are taken"
                + " (results.max-bytes).");
  }

  @Test
  void a_storage_that_gives_more_than_was_said_is_cut_off() throws Exception {
    GITHUB.artifact(workflowRunId(runId), "port-output", new byte[3_000_000], 10);
    finish("success");
    report();
    assertThat(PORT.run(runId).status()).isEqualTo("SUCCESS");
    assertThat(PORT.run(runId).logs())
        .anyMatch(line -> line.contains("is larger than 1048576 bytes"));
  }

  @Test
  void results_that_cannot_be_had_change_no_status() throws Exception {
    GITHUB.faults().next(Request.of("GET", "/artifacts$"), Fault.status(500));
    finish("success");
    report();
    assertThat(PORT.run(runId).status()).isEqualTo("SUCCESS");
    assertThat(PORT.run(runId).logs())
        .anyMatch(
            line ->
                line.startsWith(
                    "The results of the workflow were not taken: GitHub did not give them"));
  }

  @Test
  void an_entity_that_port_refuses_is_named_in_the_summary_and_holds_nothing_up() throws Exception {
    GITHUB.artifact(workflowRunId(runId), "port-output", zip(JSON.formatted("nowhere")));
    finish("success");
    PORT.faults().next(Request.of("POST", "/v1/blueprints/nowhere"), Fault.status(422));
    report();
    await().until(() -> count("report where outcome = 'REFUSED'") == 1);
    report();
    await().until(() -> PORT.run(runId).ended());
    assertThat(PORT.run(runId).status()).isEqualTo("SUCCESS");
    assertThat(PORT.run(runId).summary())
        .contains("Port did not take the entity shop-2.1.0 of blueprint nowhere: ");
    assertThat(count("dead_letter")).isZero();
  }

  private void finish(String conclusion) throws Exception {
    GITHUB.complete(workflowRunId(runId), conclusion);
    RemoteAnswer shown =
        call("direct:call-github", bean("gitHubCalls", GitHubCalls.class).workflowRun(run(runId)));
    process("direct:finish-run", new Ended(run(runId), WorkflowRun.read(shown.json()).get(0)));
  }

  private void report() {
    for (Report report : bean("outbox", Outbox.class).claim(8)) {
      process("seda:report-run", report);
    }
  }

  private static byte[] zip(String json) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("port-output.json"));
      zip.write(json.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
