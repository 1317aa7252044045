package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.github.Ended;
import dev.portgithub.github.GitHubCalls;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRun.Annotation;
import dev.portgithub.simulator.GithubRun.JobEnd;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** 45-finish: the verdict of the attempt that we dispatched. */
class FinishRouteTest extends RouteTest {

  @Test
  void a_success_is_reported_without_a_further_call() throws Exception {
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "success");
    Ended ended = ended(runId);
    GITHUB.journal().clear();
    process("direct:finish-run", ended);
    assertThat(state(runId)).isEqualTo("FINISHED");
    assertThat(reports(runId)).last().asString().contains("\"status\":\"SUCCESS\"");
    assertThat(GITHUB.journal().calls()).isEmpty();
  }

  @Test
  void a_failure_names_job_and_step() throws Exception {
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "failure", "deploy", "Roll out");
    process("direct:finish-run", ended(runId));
    assertThat(reports(runId))
        .last()
        .asString()
        .contains("\"status\":\"FAILURE\"", "Failed job: deploy, step: Roll out");
  }

  @Test
  void a_cancel_in_github_is_told_with_the_name_of_who_did_it() throws Exception {
    String runId = running();
    GITHUB.setStatus(workflowRunId(runId), "in_progress");
    GITHUB.cancel(workflowRunId(runId), "maria-ops");
    process("direct:finish-run", ended(runId));
    assertThat(reports(runId))
        .last()
        .asString()
        .contains("\"status\":\"FAILURE\"", "It was cancelled in GitHub by maria-ops.");
  }

  @Test
  void a_failed_matrix_names_its_culprit_with_what_github_notes_at_it_in_two_calls()
      throws Exception {
    String runId = running();
    GITHUB.complete(
        workflowRunId(runId),
        "failure",
        List.of(
            new JobEnd("test (17)", "cancelled", "Test"),
            new JobEnd("test (18)", "cancelled", null),
            new JobEnd(
                "test (21)",
                "failure",
                "Test",
                List.of(
                    Annotation.ofRunner("Process completed with exit code 1."),
                    new Annotation("failure", null, "total is `41`", "CartTest.java", 42)))));
    Ended ended = ended(runId);
    GITHUB.journal().clear();
    process("direct:finish-run", ended);
    assertThat(reports(runId))
        .last()
        .asString()
        .contains(
            "**A step failed with exit code 1.**",
            "- Failed job: test (21), step: Test\\n- 2 other jobs were cancelled.\\n- `CartTest.java:42`: `total is '41'`",
            "/actions/runs/" + workflowRunId(runId) + "/job/");
    assertThat(GITHUB.journal().calls()).hasSize(2);
  }

  @Test
  void annotations_that_are_refused_shut_nothing_out_and_are_left_out() throws Exception {
    for (String refusal :
        List.of(
            "Resource not accessible by integration",
            "`acme-inc` forbids access via a fine-grained personal access token",
            "Resource protected by organization SAML enforcement.")) {
      Fault fault =
          Fault.status(403, "{\"message\":\"" + refusal + "\"}", "application/json", Map.of());
      String runId = running();
      GITHUB.complete(workflowRunId(runId), "failure", "deploy", "Roll out");
      Ended ended = ended(runId);
      GITHUB.faults().next(Request.of("GET", "/annotations$"), fault);
      process("direct:finish-run", ended);
      assertThat(state(runId)).isEqualTo("FINISHED");
      assertThat(reports(runId)).last().asString().contains("Failed job: deploy, step: Roll out");
      assertThat(GITHUB.journal().count("GET", "/annotations$")).isEqualTo(1);
      assertThat(count("shut_out")).isZero();
      // It is not asked again before.
      GITHUB.journal().clear();
      CLOCK.tick(Duration.ofMinutes(61));
    }
  }

  @Test
  void when_only_the_reserve_of_the_hour_is_left_the_end_is_told_without_a_call() throws Exception {
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "failure", "deploy", "Roll out");
    GITHUB.rateLimit(50, CLOCK.instant().plusSeconds(3000));
    Ended ended = ended(runId);
    GITHUB.journal().clear();
    process("direct:finish-run", ended);
    GITHUB.endLimits();
    assertThat(GITHUB.journal().calls()).isEmpty();
    assertThat(reports(runId)).last().asString().contains("\"status\":\"FAILURE\"");
  }

  @Test
  void the_failed_job_is_named_also_when_it_is_not_among_the_first_hundred() throws Exception {
    GITHUB
        .repository(OWNER, repo)
        .workflow(
            "deploy.yml",
            workflow -> {
              for (int i = 0; i < 250; i++) {
                workflow.job("shard-" + i, "Test");
              }
            });
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "failure", "shard-217", "Test");
    Ended ended = ended(runId);
    GITHUB.journal().clear();
    process("direct:finish-run", ended);
    assertThat(reports(runId)).last().asString().contains("Failed job: shard-217, step: Test");
    assertThat(GITHUB.journal().count("GET", "/jobs$")).isEqualTo(3);
  }

  @Test
  void a_failure_is_reported_also_when_its_jobs_cannot_be_read() throws Exception {
    for (Fault fault :
        new Fault[] {Fault.status(503), Fault.status(404), Fault.dropBefore(), Fault.garbage()}) {
      String runId = running();
      GITHUB.complete(workflowRunId(runId), "failure", "deploy", "Roll out");
      Ended ended = ended(runId);
      GITHUB.faults().next(Request.of("GET", "/jobs$"), fault);
      process("direct:finish-run", ended);
      assertThat(state(runId)).isEqualTo("FINISHED");
      assertThat(reports(runId))
          .last()
          .asString()
          .contains("\"status\":\"FAILURE\"")
          .doesNotContain("Failed job");
    }
  }

  @Test
  void a_rerun_does_not_change_the_verdict_of_the_first_attempt() throws Exception {
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "failure", "deploy", "Roll out");
    GITHUB.rerun(workflowRunId(runId), Plan.stayInProgress());
    GITHUB.complete(workflowRunId(runId), "success");
    Ended ended = ended(runId);
    assertThat(ended.workflowRun().conclusion()).isEqualTo("success");
    process("direct:finish-run", ended);
    assertThat(reports(runId)).last().asString().contains("\"status\":\"FAILURE\"", "Roll out");
  }

  @Test
  void a_first_attempt_that_cannot_be_read_leaves_the_run_open() throws Exception {
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "failure");
    GITHUB.rerun(workflowRunId(runId), Plan.stayInProgress());
    Ended ended = ended(runId);
    GITHUB.faults().next(Request.of("GET", "/attempts/1$"), Fault.status(500));
    assertThat(send("direct:finish-run", ended, Map.of()).getException())
        .isInstanceOf(RemoteBusy.class);
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  void an_end_that_is_seen_twice_is_reported_once() throws Exception {
    String runId = running();
    GITHUB.complete(workflowRunId(runId), "success");
    Ended ended = ended(runId);
    process("direct:finish-run", ended);
    int told = reports(runId).size();
    process("direct:finish-run", ended);
    assertThat(reports(runId)).hasSize(told);
  }

  private Ended ended(String runId) throws Exception {
    GitHubCalls calls = bean("gitHubCalls", GitHubCalls.class);
    WorkflowRun seen =
        WorkflowRun.read(call("direct:call-github", calls.workflowRun(run(runId))).json()).get(0);
    return new Ended(run(runId), seen);
  }
}
