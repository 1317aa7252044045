package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.confirm.Confirmations;
import dev.portgithub.receive.Intake;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Run;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.validate.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 20-validate: each record gets its outcome; unproved ones are confirmed with Port. */
class ValidateRouteTest extends RouteTest {
  private static final Predicate<Request> READ_RUN = Request.of("GET", "/v1/actions/runs/");

  @Test
  void a_signed_invocation_is_accepted() {
    String runId = newRunId();
    Outcome outcome = judge(record(signed(invocation(runId))));
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    Outcome.Accepted accepted = (Outcome.Accepted) outcome;
    assertThat(accepted.invocation().runId()).isEqualTo(runId);
    assertThat(accepted.signed()).isTrue();
    assertThat(accepted.confirm()).isFalse();
  }

  @Test
  void a_record_that_is_old_is_accepted_only_for_confirmation() {
    byte[] value = signed(invocation(newRunId()));
    ReceivedRecord old =
        new ReceivedRecord("topic", 0, 1, CLOCK.instant().minus(Duration.ofMinutes(16)), value);
    assertThat(((Outcome.Accepted) judge(old)).confirm()).isTrue();
  }

  @Test
  void what_is_not_ours_is_skipped() {
    assertThat(judge(record(null))).isInstanceOf(Outcome.Skipped.class);
    assertThat(judge(record("[]".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(Outcome.Skipped.class);
  }

  @Test
  void what_is_genuine_but_invalid_is_refused_with_its_run() {
    ObjectNode invalid = invocation(newRunId());
    ((ObjectNode) invalid.at("/payload/action/invocationMethod")).put("org", "no/org");
    Outcome outcome = judge(record(signed(invalid)));
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).runId())
        .isEqualTo(invalid.at("/context/runId").asText());
    assertThat(((Outcome.Refused) outcome).reason()).isEqualTo("BAD_ORG");
  }

  @Test
  void what_cannot_be_proved_is_parked() {
    byte[] forged = SignedInvocation.forged(invocation(newRunId()), 1);
    byte[] unsigned = SignedInvocation.unsigned(invocation(newRunId()));
    assertThat(((Outcome.Parked) judge(record(forged))).reason()).isEqualTo("WRONG_SIGNATURE");
    assertThat(((Outcome.Parked) judge(record(unsigned))).reason()).isEqualTo("UNSIGNED");
  }

  @Test
  void a_defect_of_validation_parks_the_record() {
    ReceivedRecord untimed =
        new ReceivedRecord("topic", 0, 1, null, signed(invocation(newRunId())));
    Outcome.Parked parked = (Outcome.Parked) judge(untimed);
    assertThat(parked.reason()).isEqualTo("VALIDATION_FAILED");
    assertThat(parked.why().sentence()).contains("NullPointerException");
  }

  @Test
  void a_verdict_of_an_earlier_record_does_not_stick_to_the_exchange() {
    Exchange exchange = send("direct:validate-invocation", record(null), Map.of());
    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getExchangeExtension().isErrorHandlerHandledSet()).isFalse();
    assertThat(exchange.isRouteStop()).isFalse();
  }

  // --- what is sent on ------------------------------------------------------------------------

  @Test
  void an_entity_whose_text_holds_templates_of_other_tools_starts_the_workflow() {
    ObjectNode invocation = invocation(newRunId());
    String readme = "helm install {{ .Release.Name }}, ${{ secrets.X }}, {{ .inputs.version }}";
    ObjectNode inputs = inputsOf(invocation);
    inputs
        .putObject("port_context")
        .putObject("entity")
        .put("identifier", "checkout")
        .putObject("properties")
        .put("readme", readme);
    assertThat(startedWith(signed(invocation), invocation).get("port_context")).contains(readme);
  }

  @Test
  void an_optional_input_that_is_null_gets_the_default_of_the_workflow() {
    ObjectNode invocation = invocation(newRunId());
    inputsOf(invocation).putNull("replicas").putNull("environment").putNull("dry_run");
    assertThat(startedWith(signed(invocation), invocation))
        .isEqualTo(
            Map.of(
                "service",
                "checkout",
                "version",
                "2.1.0",
                "replicas",
                "2",
                "environment",
                "staging",
                "dry_run",
                "true"));
  }

  @Test
  void a_workflow_named_by_its_path_is_started() {
    for (String start : List.of("", "/", "./")) {
      ObjectNode invocation = invocation(newRunId());
      ((ObjectNode) invocation.at("/payload/action/invocationMethod"))
          .put("workflow", start + ".github/workflows/deploy.yml");
      assertThat(startedWith(signed(invocation), invocation)).containsEntry("version", "2.1.0");
    }
  }

  @Test
  void a_text_that_was_cut_in_the_middle_of_an_emoji_starts_the_workflow() {
    ObjectNode invocation = invocation(newRunId());
    inputsOf(invocation).put("notes", "Ship it HALF").putObject("port_context").put("t", "HALF");
    String text = invocation.toString().replace("HALF", "\\ud83d");
    byte[] record =
        SignedInvocation.formA(text, PORT.clientSecret(), CLOCK.instant().getEpochSecond());
    assertThat(startedWith(record, invocation))
        .containsEntry("notes", "Ship it \ufffd")
        .containsEntry("port_context", "{\"t\":\"\\ufffd\"}");
  }

  private static ObjectNode inputsOf(ObjectNode invocation) {
    return (ObjectNode) invocation.at("/payload/action/invocationMethod/workflowInputs");
  }

  /** The inputs that GitHub got for a record. */
  private Map<String, String> startedWith(byte[] value, ObjectNode invocation) {
    GITHUB
        .repository(OWNER, repo)
        .workflow(
            "deploy.yml",
            workflow ->
                workflow
                    .input("notes")
                    .input("port_context")
                    .input("replicas", false, "number")
                    .input("environment", false, "choice", "staging", "production")
                    .input("dry_run", false, "boolean")
                    .defaultValue("replicas", "2")
                    .defaultValue("environment", "staging")
                    .defaultValue("dry_run", "true"));
    bean("intake", Intake.class).store(1, List.of(judge(record(value))));
    dispatch();
    String runId = invocation.at("/context/runId").asText();
    assertThat(state(runId)).isEqualTo("RUNNING");
    return GITHUB.run(workflowRunId(runId)).inputs();
  }

  private Outcome judge(ReceivedRecord record) {
    return template.requestBody("direct:validate-invocation", record, Outcome.class);
  }

  // --- confirm-run ----------------------------------------------------------------------------

  @Test
  void a_run_that_port_confirms_is_dispatched() {
    String runId = accepted(false, true);
    confirm();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
  }

  @Test
  void a_run_that_has_ended_in_port_is_not_started() {
    String runId = accepted(true, true);
    PORT.endRun(runId, "FAILURE");
    confirm();
    assertThat(state(runId)).isEqualTo("SKIPPED");
    assertThat(value(Integer.class, "select count(*) from run where inputs is not null")).isZero();
  }

  @Test
  void a_signed_run_that_port_does_not_know_is_not_started() {
    String runId = accepted(true, true);
    PORT.deleteRun(runId);
    confirm();
    assertThat(state(runId)).isEqualTo("SKIPPED");
  }

  @Test
  void an_unsigned_run_that_port_does_not_know_is_parked() {
    String runId = accepted(false, true);
    PORT.deleteRun(runId);
    confirm();
    assertThat(state(runId)).isEqualTo("PARKED");
    assertThat(value(String.class, "select reason from dead_letter")).isEqualTo("NOT_IN_PORT");
  }

  @Test
  void a_run_whose_workflow_is_named_by_its_path_is_confirmed() {
    ObjectNode payload =
        (ObjectNode) invocation(newRunId()).at("/payload/action/invocationMethod").deepCopy();
    payload.put("workflow", ".github/workflows/deploy.yml");
    String runId = newRunId();
    ObjectNode invocation =
        SignedInvocation.of(PORT.createRun(runId, "deploy_service", payload), PORT.orgId());
    Instant old = CLOCK.instant().minus(Duration.ofHours(1));
    ReceivedRecord record = new ReceivedRecord("topic", 0, 1, old, signed(invocation));
    bean("intake", Intake.class).store(1, List.of(judge(record)));
    assertThat(state(runId)).isEqualTo("CONFIRMING");
    confirm();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
  }

  @Test
  void an_unsigned_run_of_another_workflow_is_parked() {
    String runId = accepted(false, true);
    execute("update run set workflow = 'other.yml' where run_id = ?", runId);
    confirm();
    assertThat(state(runId)).isEqualTo("PARKED");
    assertThat(value(String.class, "select reason from dead_letter")).isEqualTo("NOT_CONFIRMED");
  }

  @Test
  void a_run_that_waits_for_an_approval_is_asked_about_again() {
    String runId = accepted(true, true);
    PORT.setStatus(runId, "WAITING_FOR_APPROVAL");
    confirm();
    assertThat(state(runId)).isEqualTo("CONFIRMING");
    assertThat(dueAt(runId)).isAfter(CLOCK.instant());
    PORT.setStatus(runId, "IN_PROGRESS");
    CLOCK.tick(Duration.ofMinutes(1));
    confirm();
    assertThat(state(runId)).isEqualTo("ACCEPTED");
  }

  @Test
  @Tag("P4")
  void one_run_that_port_cannot_be_asked_about_does_not_hold_up_the_others() throws Exception {
    String first = accepted(true, true);
    CLOCK.tick(Duration.ofSeconds(1));
    String second = accepted(true, true);
    PORT.faults().next(Request.of("GET", "/runs/" + first + "$"), Fault.status(503));
    camel.getRouteController().startRoute("claim-confirmations");
    try {
      wake("claim-confirmations");
      await().until(() -> state(second).equals("ACCEPTED"));
      await().until(() -> run(first).attempts() == 1);
      assertThat(state(first)).isEqualTo("CONFIRMING");
      assertThat(dueAt(first)).isEqualTo(CLOCK.instant().plusSeconds(2));
    } finally {
      camel.getRouteController().stopRoute("claim-confirmations");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 410, 422})
  void a_refusal_is_no_word_that_port_does_not_know_the_run(int status) {
    String runId = accepted(true, true);
    PORT.faults().next(READ_RUN, Fault.status(status));
    confirm();
    assertThat(state(runId)).isEqualTo("CONFIRMING");
    assertThat(dueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(2));
  }

  @Test
  void an_answer_without_a_run_confirms_and_ends_nothing() {
    String runId = accepted(true, true);
    PORT.faults().next(READ_RUN, Fault.status(200, "{\"ok\":true}", "application/json", Map.of()));
    confirm();
    assertThat(state(runId)).isEqualTo("CONFIRMING");
    assertThat(dueAt(runId)).isEqualTo(CLOCK.instant().plusSeconds(2));
  }

  @Test
  void confirmations_go_on_while_there_are_more() throws Exception {
    List<String> runIds = Stream.generate(() -> accepted(true, true)).limit(30).toList();
    camel.getRouteController().startRoute("claim-confirmations");
    try {
      wake("claim-confirmations");
      await()
          .untilAsserted(
              () -> assertThat(runIds).allMatch(runId -> state(runId).equals("ACCEPTED")));
    } finally {
      camel.getRouteController().stopRoute("claim-confirmations");
    }
  }

  private void confirm() {
    for (Run run : bean("confirmations", Confirmations.class).claim(10)) {
      process("seda:confirm-run", run);
    }
  }
}
