package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.preflight.Misfits;
import dev.portgithub.receive.Intake;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubWorkflow;
import dev.portgithub.simulator.Request;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 28-preflight: mistakes are told before GitHub is written to, and nothing is worse than without.
 */
class PreflightRouteTest extends RouteTest {
  private static final String FILES = "/contents/.github/workflows/";
  private static final String WORKFLOWS = "/actions/workflows/[^/]+$";
  private static final Predicate<Request> READ_FILE = Request.of("GET", FILES);
  private static final Predicate<Request> READ_WORKFLOW = Request.of("GET", WORKFLOWS);

  @Test
  void an_input_that_the_file_does_not_declare_is_named_with_those_that_it_does() {
    String runId = accepted(Map.of("service", "checkout", "verson", "1"));
    dispatch();
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(reports(runId).get(1))
        .contains(
            "\"status\":\"FAILURE\"",
            "does not declare the input verson (it declares service, version, did you mean version?)",
            "/" + repo + "/blob/main/.github/workflows/deploy.yml")
        .doesNotContain("HTTP");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void all_that_does_not_fit_is_told_at_once_without_any_value() {
    workflow(
        w ->
            w.input("stage", true, "choice", "dev", "prod")
                .input("count", false, "number")
                .input("dry", false, "boolean")
                .input("who", true, "string")
                .input("where", false, "environment"));
    String runId =
        accepted(
            Map.of("stage", "hush-1", "count", "hush-2", "dry", "hush-3", "where", "anywhere"));
    dispatch();
    assertThat(state(runId)).isEqualTo("REFUSED");
    assertThat(reports(runId).get(1))
        .contains(
            "the input stage takes one of dev, prod",
            "the input count takes a number",
            "the input dry takes true or false",
            "the input who is required, has no default and is not sent")
        .doesNotContain("hush", "where");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void values_are_brought_into_the_form_that_the_declared_type_wants() {
    workflow(
        w ->
            w.input("stage", true, "choice", "dev", "prod")
                .input("count", false, "number")
                .input("dry", false, "boolean")
                .input("list")
                .input("where", false, "environment"));
    String runId =
        accepted(
            Map.of(
                "stage",
                "[\"prod\"]",
                "count",
                "1.5e1",
                "dry",
                "True",
                "list",
                "[\"a\"]",
                "where",
                "{\"identifier\":\"eu\",\"properties\":{}}"));
    dispatch();
    assertThat(GITHUB.run(workflowRunId(runId)).inputs())
        .isEqualTo(
            Map.of(
                "stage", "prod", "count", "15", "dry", "true", "list", "[\"a\"]", "where", "eu"));
  }

  @Test
  void a_declared_input_for_the_run_id_is_filled_in() {
    workflow(w -> w.input("port_run_id", true, "string"));
    String runId = accepted(Map.of());
    dispatch();
    assertThat(GITHUB.run(workflowRunId(runId)).inputs()).isEqualTo(Map.of("port_run_id", runId));
  }

  @Test
  void an_input_for_the_run_id_that_the_action_sends_is_left_alone() {
    workflow(w -> w.input("port_run_id"));
    String runId = accepted(Map.of("port_run_id", "mine"));
    dispatch();
    assertThat(GITHUB.run(workflowRunId(runId)).inputs()).isEqualTo(Map.of("port_run_id", "mine"));
  }

  @Test
  void a_disabled_workflow_and_a_missing_trigger_are_told_before_the_intent() {
    workflow(w -> w.state("disabled_inactivity"));
    String disabled = accepted();
    dispatch();
    assertThat(reports(disabled).get(1)).contains("is disabled", "Enable the workflow");
    assertThat(run(disabled).intentAt()).isNull();
    workflow(w -> w.state("active").noTrigger());
    CLOCK.tick(Duration.ofSeconds(3));
    String without = accepted();
    dispatch();
    assertThat(reports(without).get(1)).contains("no trigger workflow_dispatch", "/blob/main/");
    assertThat(run(without).intentAt()).isNull();
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void a_file_that_was_mended_refuses_nobody() {
    dispatchOf(accepted(), "RUNNING");
    CLOCK.tick(Duration.ofMinutes(5));
    workflow(w -> w.input("extra"));
    String runId = accepted(Map.of("extra", "1"));
    dispatch();
    assertThat(state(runId)).as("the file is read again first").isEqualTo("ACCEPTED");
    dispatchOf(runId, "RUNNING");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(2);
  }

  @Test
  void a_file_that_has_changed_since_is_read_again_when_github_refuses() {
    dispatchOf(accepted(), "RUNNING");
    CLOCK.tick(Duration.ofMinutes(5));
    workflow(w -> w.input("stage", true, "choice", "dev", "prod"));
    String runId = accepted();
    dispatchOf(runId, "ACCEPTED");
    dispatchOf(runId, "REFUSED");
    assertThat(reports(runId).get(1))
        .contains("the input stage is required", "it takes one of dev, prod");
  }

  @Test
  void an_input_that_github_does_not_take_after_all_is_not_filled_in_again() {
    workflow(
        w -> w.text("on: {workflow_dispatch: {inputs: {service: , version: , port_run_id: }}}"));
    String runId = accepted();
    dispatchOf(runId, "ACCEPTED");
    dispatchOf(runId, "RUNNING");
    assertThat(GITHUB.run(workflowRunId(runId)).inputs()).doesNotContainKey("port_run_id");
    dispatchOf(accepted(), "RUNNING");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(3);
  }

  @Test
  void trouble_of_any_kind_is_no_obstacle() {
    for (Fault fault :
        List.of(
            Fault.status(500),
            Fault.html(502),
            Fault.garbage(),
            Fault.emptyAnswer(),
            Fault.dropBefore(),
            Fault.dropAfter(),
            Fault.status(403, "{\"message\":\"single sign-on\"}", "application/json", Map.of()),
            Fault.status(200, "[]", "application/json", Map.of()))) {
      for (Predicate<Request> call : List.of(READ_WORKFLOW, READ_FILE)) {
        begin("trouble");
        GITHUB.faults().next(call, fault);
        dispatchOf(accepted(), "RUNNING");
        GITHUB.faults().clear();
      }
    }
    assertThat(count("shut_out")).isZero();
  }

  @Test
  void without_the_permission_github_judges_and_is_not_asked_each_time() {
    GITHUB.contentsReadable(false);
    dispatchOf(accepted(), "RUNNING");
    CLOCK.tick(Duration.ofMinutes(30));
    dispatchOf(accepted(Map.of("unknown", "1")), "REFUSED");
    assertThat(GITHUB.journal().count("GET", FILES)).isEqualTo(1);
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(2);
  }

  @Test
  @Tag("P4")
  void a_slow_answer_holds_up_no_dispatch_for_long_and_the_next_ones_not_at_all() {
    GITHUB.faults().always(READ_FILE, Fault.hang());
    Instant begin = Instant.now();
    dispatchOf(accepted(), "RUNNING");
    Instant first = Instant.now();
    dispatchOf(accepted(), "RUNNING");
    assertThat(Duration.between(begin, first)).isLessThan(Duration.ofSeconds(4));
    assertThat(Duration.between(first, Instant.now())).isLessThan(Duration.ofSeconds(2));
    GITHUB.faults().clear();
    GITHUB.faults().release();
    await().until(() -> camel.getInflightRepository().size("look-at-workflow") == 0);
  }

  @Test
  void the_reserve_of_the_hour_is_left_to_dispatches() {
    GITHUB.rateLimit(95, CLOCK.instant().plusSeconds(1800));
    dispatchOf(accepted(), "RUNNING");
    workflow("other.yml", w -> w.input("service").input("version"));
    GITHUB.journal().clear();
    String runId = accepted();
    execute("update run set workflow = 'other.yml' where run_id = ?", runId);
    dispatch();
    assertThat(GITHUB.journal().count("GET", ".*")).isZero();
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void a_workflow_that_is_named_by_its_number_is_checked_as_well() {
    long id = GITHUB.repository(OWNER, repo).findWorkflowFile("deploy.yml").id();
    String runId = accepted(Map.of("wrong", "1"));
    execute("update run set workflow = ? where run_id = ?", Long.toString(id), runId);
    dispatchOf(runId, "REFUSED");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void a_workflow_may_be_given_by_the_name_that_github_displays() {
    workflow("deploy.yml", w -> w.name("Deploy the service"));
    String runId = acceptedOf("Deploy the service");
    dispatchOf(runId, "RUNNING");
    assertThat(run(runId).target().workflow()).isEqualTo("deploy.yml");
    dispatchOf(acceptedOf("deploy the SERVICE"), "RUNNING");
    assertThat(GITHUB.journal().count("GET", "/actions/workflows$")).isEqualTo(1);
  }

  @Test
  void the_name_of_several_workflows_or_of_none_is_refused_with_their_files() {
    workflow("deploy.yml", w -> w.name("Deploy"));
    workflow("deploy-eu.yml", w -> w.name("Deploy"));
    String several = acceptedOf("Deploy");
    dispatchOf(several, "REFUSED");
    assertThat(reports(several).get(1))
        .contains("several workflows that are displayed as Deploy: deploy-eu.yml, deploy.yml");

    String none = acceptedOf("deploy-us");
    dispatchOf(none, "REFUSED");
    assertThat(reports(none).get(1)).contains("displayed as deploy-us. Did you mean deploy-eu.yml");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
  }

  @Test
  void a_name_that_is_new_is_found_although_the_list_is_old() {
    workflow("deploy.yml", w -> w.name("Deploy"));
    dispatchOf(acceptedOf("Deploy"), "RUNNING");
    CLOCK.tick(Duration.ofMinutes(1));
    workflow("new.yml", w -> w.name("New").input("service").input("version"));
    String runId = acceptedOf("New");
    dispatchOf(runId, "ACCEPTED");
    dispatchOf(runId, "RUNNING");
    assertThat(run(runId).target().workflow()).isEqualTo("new.yml");
  }

  @Test
  void a_server_that_takes_fewer_inputs_is_learned_from_its_answer() {
    GITHUB.mostInputs(1);
    try {
      dispatchOf(accepted(), "REFUSED");
      GITHUB.journal().clear();
      String runId = accepted();
      dispatchOf(runId, "REFUSED");
      assertThat(reports(runId).get(1)).contains("sends 2 inputs; this GitHub server takes 1");
      assertThat(GITHUB.journal().count("POST", DISPATCHES)).isZero();
    } finally {
      GITHUB.mostInputs(25);
    }
    CLOCK.tick(Duration.ofDays(1));
    dispatchOf(accepted(), "RUNNING");
  }

  private String acceptedOf(String workflow) {
    String runId = accepted();
    execute("update run set workflow = ? where run_id = ?", workflow, runId);
    return runId;
  }

  @Test
  void actions_that_do_not_fit_are_listed_with_what_was_seen_last() {
    dispatchOf(accepted(Map.of("one", "1")), "REFUSED");
    CLOCK.tick(Duration.ofMinutes(1));
    String last = accepted(Map.of("two", "1"));
    dispatchOf(last, "ACCEPTED");
    dispatchOf(last, "REFUSED");
    assertThat(bean("misfits", Misfits.class).list(10))
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.action()).isEqualTo("deploy_service");
              assertThat(seen.workflow()).isEqualTo("deploy.yml of acme-inc/" + repo);
              assertThat(seen.times()).isEqualTo(2);
              assertThat(seen.runId()).isEqualTo(last);
              assertThat(seen.seenAt()).isEqualTo(CLOCK.instant());
              assertThat(seen.sentence()).contains("does not declare the input two");
            });
  }

  @Test
  void ten_runs_an_hour_cost_a_tenth_of_a_charged_call_each() {
    int runs = 80;
    for (int run = 0; run < runs; run++) {
      CLOCK.tick(Duration.ofMinutes(6));
      dispatchOf(accepted(), "RUNNING");
    }
    long calls = GITHUB.journal().count("GET", FILES) + GITHUB.journal().count("GET", WORKFLOWS);
    assertThat(calls)
        .as("also if none is free, as with a new token")
        .isLessThanOrEqualTo(runs / 10);
    assertThat(charged(FILES) + charged(WORKFLOWS)).as("with one token").isEqualTo(2);
  }

  private static long charged(String path) {
    return GITHUB.journal().calls("GET", path).stream()
        .filter(call -> call.status() != 304)
        .count();
  }

  private void begin(String name) {
    repo = name + "-" + System.nanoTime();
    // The pause after trouble is over.
    CLOCK.tick(Duration.ofMinutes(1));
    workflow(w -> w.input("service").input("version"));
  }

  private void workflow(Consumer<GithubWorkflow> content) {
    workflow("deploy.yml", content);
  }

  private void workflow(String file, Consumer<GithubWorkflow> content) {
    GITHUB.repository(OWNER, repo).workflow(file, content);
  }

  private void dispatchOf(String runId, String expected) {
    dispatch();
    assertThat(state(runId)).isEqualTo(expected);
  }

  private String accepted(Map<String, String> inputs) {
    String runId = newRunId();
    invocation(runId);
    Invocation invocation =
        new Invocation(runId, "deploy_service", OWNER, repo, "deploy.yml", null, inputs, true);
    bean("intake", Intake.class)
        .store(1, List.of(new Outcome.Accepted(record(new byte[0]), invocation, true, false)));
    return runId;
  }
}
