package dev.portgithub.finish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Target;
import dev.portgithub.world.TestBackend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every conclusion of GitHub, known or not, becomes one final status that a developer understands.
 */
class ConclusionTest {
  private static final Run RUN = run(new Target("acme-inc", "infra", "deploy.yml", "main"));
  private static final FailedJobs NO_JOBS = null;

  private final Conclusion verdict = new Conclusion("success,skipped,neutral");

  @ParameterizedTest
  @CsvSource({
    "success, SUCCESS, Workflow success, succeeded (conclusion success)",
    "skipped, SUCCESS, Workflow skipped, ended with conclusion skipped",
    "neutral, SUCCESS, Workflow neutral, ended with conclusion neutral",
    "failure, FAILURE, Workflow failure, failed (conclusion failure)",
    "cancelled, FAILURE, Workflow cancelled, was cancelled (conclusion cancelled)",
    "timed_out, FAILURE, Workflow timed out, A time limit ended it.",
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
  void the_job_that_failed_comes_before_those_that_were_cancelled_because_of_it() {
    FailedJobs jobs =
        jobs(
            """
            {'total_count':6,'jobs':[
              {'name':'test (17)','conclusion':'cancelled','steps':[{'name':'Test','conclusion':'cancelled'}]},
              {'name':'test (18)','conclusion':'cancelled','steps':[]},
              {'name':'lint','conclusion':'success','steps':[]},
              {'name':'all checks','conclusion':'failure','completed_at':'2026-11-22T10:03:20Z','steps':[
                {'name':'Look','conclusion':'failure'}]},
              {'name':'test (21)','conclusion':'failure','completed_at':'2026-11-22T10:02:00Z','steps':[
                {'name':'Check out','conclusion':'success'},
                {'name':'Clean up','conclusion':'cancelled'},
                {'name':'Compile','conclusion':'failure'},
                {'name':'Package','conclusion':'failure'}]},
              {'name':'wait','conclusion':null}]}
            """);

    assertThat(summary("failure", jobs))
        .endsWith(
            """


            - Failed job: test (21), step: Compile
            - Failed job: all checks, step: Look
            - 2 other jobs were cancelled.""");
  }

  @Test
  void where_jobs_were_only_cancelled_three_are_named_and_the_others_counted() {
    String job =
        "{'name':'one','conclusion':'cancelled','steps':[{'name':'Wait','conclusion':'cancelled'}]}";
    String all = String.join(",", job, job, job, job);

    assertThat(summary("cancelled", jobs("{'total_count':4,'jobs':[" + all + "]}")))
        .contains("**It was cancelled in GitHub.**")
        .endsWith("- Cancelled job: one, step: Wait\n- 1 other job was cancelled.");
    assertThat(summary("cancelled", jobs("{'total_count':900,'jobs':[" + all + "]}")))
        .endsWith("- At least 1 other job was cancelled.");
  }

  @Test
  void a_failure_names_three_jobs_at_most() {
    String job = "{'name':'one','conclusion':'failure'}";
    String summary =
        summary("failure", jobs("{'jobs':[" + String.join(",", job, job, job, job, job) + "]}"));

    assertThat(summary.split("Failed job", -1)).hasSize(4);
    assertThat(summary).endsWith("- 2 other jobs failed.");
  }

  @Test
  void a_job_that_never_ran_is_named_as_such_with_the_runner_that_it_asked_for() {
    assertThat(
            summary(
                "failure",
                jobs(
                    "{'jobs':[{'name':'gpu','conclusion':'failure','steps':[],'labels':['self-hosted','a|b']}]}")))
        .contains(
            "**No step of the job ran.**",
            "- Failed job: gpu (no step of it ran; it asked for a runner with self-hosted, `a|b`)");
  }

  @Test
  void a_failure_without_any_job_points_to_the_workflow_file() {
    assertThat(summary("failure", jobs("{'jobs':[]}"))).contains("No job ran");
    assertThat(summary("failure", jobs("{'message':'?'}"))).doesNotContain("No job ran");
  }

  @Test
  void a_failure_whose_jobs_could_not_be_read_claims_nothing_about_them() {
    assertThat(summary("failure", NO_JOBS)).doesNotContain("job", "**");
  }

  @Test
  void a_success_says_nothing_of_jobs() {
    assertThat(summary("success", jobs("{'jobs':[]}"))).doesNotContain("job");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Process completed with exit code 1.; A step failed with exit code 1.",
        "Process completed with exit code 137.; A step was killed (exit code 137).",
        "The job was not started because recent account payments have failed or your spending limit needs to be increased. Please check the 'Billing & plans' section in your settings; payments or spending limit",
        "The job was not acquired by Runner of type hosted even after multiple attempts; No runner picked the job up.",
        "The job has exceeded the maximum execution time while awaiting a runner for 24h0m0s; No runner picked the job up.",
        "The hosted runner lost communication with the server. Anything in your workflow; The runner was lost",
        "The runner has received a shutdown signal. This can happen when the runner service is stopped; The runner was lost",
        "System.IO.IOException: No space left on device; out of disk space",
        "Error: Resource not accessible by integration; lacks a permission (resource not accessible by integration)",
        "The job running on runner GitHub Actions 3 has exceeded the maximum execution time of 10 minutes.; A time limit ended it.",
        "The action 'Run tests' has timed out after 5 minutes.; A time limit ended it.",
        "Canceling since a higher priority waiting request for 'deploy' exists; A newer workflow run",
        "The run was canceled by @octo-bot[bot].; cancelled in GitHub by `octo-bot[bot]`."
      })
  void what_the_runner_notes_tells_the_kind_of_failure(String message, String kind) {
    // Another note does not hide it.
    List<Annotation> noted =
        List.of(
            annotation("The operation was canceled.", ".github"), annotation(message, ".github"));

    assertThat(summary("cancelled", noting(noted))).contains(kind).containsPattern("\\*\\* [A-Z]");
  }

  @Test
  void what_a_test_says_in_a_file_tells_no_kind() {
    assertThat(
            summary(
                "failure",
                noting(
                    List.of(annotation("expected: No space left on device", "src/DiskTest.java")))))
        .doesNotContain("**")
        .endsWith("- `src/DiskTest.java:7`: `expected: No space left on device`");
  }

  @Test
  void what_is_noted_is_told_files_first_and_three_at_most_and_cannot_break_out() {
    List<Annotation> noted =
        Annotation.failures(
            TestBackend.json(
                """
                [{'annotation_level':'failure','title':null,'message':'Process completed with exit code 2.','path':'.github','start_line':9},
                 {'annotation_level':'warning','title':'Old','message':'Node 12','path':'.github','start_line':1},
                 {'annotation_level':'failure','title':'','message':'Flaky','path':'.github','start_line':1},
                 {'annotation_level':'failure','title':'CartTest','message':'`x`\\n- [y](z)','path':'a.java','start_line':7},
                 {'annotation_level':'failure','title':'CartTest','message':'`x`\\n- [y](z)','path':'a.java','start_line':7},
                 {'annotation_level':'failure','title':null,'message':'second','path':'b.java','start_line':8},
                 {'annotation_level':'failure','title':null,'message':'third','path':'c.java','start_line':8},
                 {'annotation_level':'failure','title':null,'message':null,'path':'d.java','start_line':8}]
                """));

    assertThat(summary("failure", noting(noted)))
        .endsWith(
            """
            **A step failed with exit code 2.** Correct what it says; its whole log is on the page of the job.

            - `a.java:7`: CartTest: `'x' - [y](z)`
            - `b.java:8`: second
            - `c.java:8`: third""");
  }

  @Test
  void the_longest_texts_fit_without_being_cut() {
    String long_ = "`|".repeat(3000);
    String job =
        "{'name':'%s','conclusion':'failure','steps':[{'name':'%s','conclusion':'failure'}]}"
            .formatted(long_, long_);
    List<Annotation> noted =
        List.of(1, 2, 3).stream()
            .map(line -> new Annotation(long_, line + long_, long_, line))
            .toList();
    Run run = ConclusionTest.run(new Target("o".repeat(100), "r".repeat(100), long_, long_));

    PortReports.Draft last =
        verdict
            .reports(
                run,
                ended("failure"),
                jobs("{'jobs':[" + String.join(",", job, job, job, job) + "]}").with(noted))
            .get(1);
    assertThat(last.body().path("summary").asText()).hasSizeLessThan(4000).endsWith("…`");
  }

  @Test
  void the_page_of_the_failed_job_is_a_link_beside_that_of_the_workflow_run() {
    String page = "https://github.example/acme-inc/infra/actions/runs/7";
    WorkflowRun workflowRun = read("{'id':7,'conclusion':'failure','html_url':'" + page + "'}");
    String job = "{'jobs':[{'conclusion':'failure','html_url':'%s'}]}";

    assertThat(links(workflowRun, job.formatted(page + "/job/8")))
        .containsExactly(page, page + "/job/8");
    assertThat(links(workflowRun, job.formatted("javascript:alert(1)"))).isEmpty();
    assertThat(links(read("{'id':7,'conclusion':'failure'}"), job.formatted(page))).isEmpty();
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
    assertThat(WorkflowRun.read(MissingNode.getInstance())).isEmpty();
    assertThat(read("{'id':36000000001,'status':null,'conclusion':null,'updated_at':'soon'}"))
        .returns(36_000_000_001L, WorkflowRun::id)
        .returns(1, WorkflowRun::attempt)
        .returns("", WorkflowRun::status)
        .returns("", WorkflowRun::conclusion)
        .returns(null, WorkflowRun::updatedAt);
  }

  private static Run run(Target target) {
    return new Run(
        "r_1",
        RunState.RUNNING,
        1,
        0,
        target,
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
        null,
        null);
  }

  private static FailedJobs noting(List<Annotation> noted) {
    return new FailedJobs(1, -1, List.of(), noted);
  }

  private String summary(String conclusion, FailedJobs jobs) {
    return verdict.reports(RUN, ended(conclusion), jobs).get(1).body().path("summary").asText();
  }

  private List<String> links(WorkflowRun workflowRun, String jobs) {
    List<String> links = new ArrayList<>();
    verdict
        .reports(RUN, workflowRun, jobs(jobs))
        .get(1)
        .body()
        .path("link")
        .forEach(link -> links.add(link.asText()));
    return links;
  }

  private static FailedJobs jobs(String json) {
    return FailedJobs.of(null, TestBackend.answer(200, json));
  }

  private static Annotation annotation(String message, String path) {
    return new Annotation("", message, path, 7);
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
