package dev.portgithub.finish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Target;
import dev.portgithub.world.TestBackend;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every conclusion of GitHub, known or not, becomes one final status that a developer understands.
 */
class ConclusionTest {
  private static final Run RUN =
      new Run(
          "r_1",
          RunState.RUNNING,
          1,
          0,
          new Target("acme-inc", "infra", "deploy.yml", "main"),
          true,
          true,
          TestBackend.START,
          null,
          null,
          7L,
          null,
          true,
          null,
          0,
          null,
          false,
          false,
          null);
  private static final JsonNode NO_JOBS = MissingNode.getInstance();

  private final Conclusion verdict = new Conclusion("success,skipped,neutral");

  @ParameterizedTest
  @CsvSource({
    "success, SUCCESS, Workflow success, succeeded (conclusion success)",
    "skipped, SUCCESS, Workflow skipped, ended with conclusion skipped",
    "neutral, SUCCESS, Workflow neutral, ended with conclusion neutral",
    "failure, FAILURE, Workflow failure, failed (conclusion failure)",
    "cancelled, FAILURE, Workflow cancelled, was cancelled (conclusion cancelled)",
    "timed_out, FAILURE, Workflow timed out, A time limit was hit.",
    "action_required, FAILURE, Workflow action required, a person's approval",
    "startup_failure, FAILURE, Workflow startup failure, could not start the workflow file",
    "stale, FAILURE, Workflow stale, GitHub gave up on it.",
    "invented_later, FAILURE, Workflow invented later, ended with conclusion invented_later"
  })
  void each_conclusion_has_its_status_label_and_words(
      String conclusion, String status, String label, String words) {
    List<PortReports.Draft> reports = verdict.reports(RUN, ended(conclusion), NO_JOBS);

    assertThat(reports).hasSize(2);
    assertThat(reports.get(0).body().path("message").asText())
        .isEqualTo("Workflow completed: " + conclusion + ".");
    PortReports.Draft last = reports.get(1);
    assertThat(last.endsRun()).isTrue();
    assertThat(last.body().path("status").asText()).isEqualTo(status);
    assertThat(last.body().path("statusLabel").asText()).isEqualTo(label);
    assertThat(last.body().path("summary").asText())
        .startsWith("deploy.yml of acme-inc/infra at main ")
        .contains(words);
  }

  @Test
  void only_the_configured_conclusions_are_a_success() {
    Conclusion strict = new Conclusion(" Success ");

    assertThat(strict.success(ended("success"))).isTrue();
    assertThat(strict.success(ended("skipped"))).isFalse();
    assertThat(strict.success(ended("neutral"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"success,success", "success, success ,skipped"})
  void a_conclusion_may_be_configured_twice(String conclusions) {
    assertThat(new Conclusion(conclusions).success(ended("success"))).isTrue();
  }

  @Test
  void the_summary_tells_how_long_the_attempt_took() {
    assertThat(summary("success", NO_JOBS)).endsWith("(conclusion success) after 3 min 20 s.");
    assertThat(
            verdict
                .reports(RUN, read("{'id':7,'status':'completed','conclusion':'success'}"), NO_JOBS)
                .get(1)
                .body()
                .path("summary")
                .asText())
        .endsWith("(conclusion success).");
  }

  @Test
  void a_failure_names_the_failed_jobs_and_steps() {
    JsonNode jobs =
        TestBackend.json(
            """
            {'jobs':[
              {'name':'lint','conclusion':'success','steps':[]},
              {'name':'build','conclusion':'failure','steps':[
                {'name':'Check out','conclusion':'success'},
                {'name':'Compile','conclusion':'failure'},
                {'name':'Package','conclusion':'failure'}]},
              {'name':'deploy','conclusion':'cancelled','steps':[]},
              {'name':'wait','conclusion':null}]}
            """);

    assertThat(summary("failure", jobs))
        .contains("Failed job: build, step: Compile. Failed job: deploy.")
        .doesNotContain("lint", "Package", "wait", "No job ran");
  }

  @Test
  void a_failure_names_three_jobs_at_most() {
    String job = "{'name':'one','conclusion':'failure'}";
    JsonNode jobs =
        TestBackend.json("{'jobs':[" + String.join(",", job, job, job, job, job) + "]}");

    assertThat(summary("failure", jobs).split("Failed job", -1)).hasSize(4);
  }

  @Test
  void a_failure_without_any_job_points_to_the_workflow_file() {
    assertThat(summary("failure", TestBackend.json("{'jobs':[]}"))).contains("No job ran");
  }

  @Test
  void a_failure_whose_jobs_could_not_be_read_claims_nothing_about_them() {
    assertThat(summary("failure", NO_JOBS)).doesNotContain("job");
  }

  @Test
  void a_success_says_nothing_of_jobs() {
    assertThat(summary("success", TestBackend.json("{'jobs':[]}"))).doesNotContain("job");
  }

  @Test
  void a_workflow_run_that_vanished_is_a_failure_with_its_reason() {
    PortReports.Draft last = verdict.vanished(RUN).get(1);

    assertThat(last.body().path("status").asText()).isEqualTo("FAILURE");
    assertThat(last.body().path("summary").asText()).contains("deleted in GitHub");
  }

  @ParameterizedTest
  @CsvSource({
    "completed, success, 1, true",
    "completed, '', 1, false",
    "in_progress, '', 1, false",
    "queued, '', 2, true",
    "completed, failure, 3, true"
  })
  void the_first_attempt_has_ended_with_its_conclusion_or_with_a_later_attempt(
      String status, String conclusion, int attempt, boolean ended) {
    String json = "{'id':7,'status':'%s','conclusion':'%s','run_attempt':%d}";

    assertThat(read(json.formatted(status, conclusion, attempt)).firstAttemptEnded())
        .isEqualTo(ended);
  }

  @Test
  void a_workflow_run_is_read_from_a_list_and_by_itself_and_missing_members_are_borne() {
    assertThat(WorkflowRun.read(TestBackend.json("{'workflow_runs':[{'id':1},{'id':2}]}")))
        .extracting(WorkflowRun::id)
        .containsExactly(1L, 2L);
    assertThat(WorkflowRun.read(TestBackend.json("{'message':'x'}"))).isEmpty();
    assertThat(WorkflowRun.read(NO_JOBS)).isEmpty();
    assertThat(read("{'id':36000000001,'status':null,'conclusion':null,'updated_at':'soon'}"))
        .returns(36_000_000_001L, WorkflowRun::id)
        .returns(1, WorkflowRun::attempt)
        .returns("", WorkflowRun::status)
        .returns("", WorkflowRun::conclusion)
        .returns(null, WorkflowRun::updatedAt);
  }

  private String summary(String conclusion, JsonNode jobs) {
    return verdict.reports(RUN, ended(conclusion), jobs).get(1).body().path("summary").asText();
  }

  private static WorkflowRun ended(String conclusion) {
    return read(
        ("{'id':7,'status':'completed','conclusion':'%s','run_started_at':'2026-11-22T10:00:00Z',"
                + "'updated_at':'2026-11-22T10:03:20Z'}")
            .formatted(conclusion));
  }

  private static WorkflowRun read(String json) {
    return WorkflowRun.read(TestBackend.json(json)).get(0);
  }
}
