package dev.portgithub.finish;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.github.Ended;
import dev.portgithub.github.WorkflowRun;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Port gets the verdict of the attempt that was dispatched, once. */
abstract class FinishingContract extends DatabaseContract {
  private static final String PAGE = "https://github.example/acme-inc/infra/actions/runs/1";

  FinishingContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void an_ended_run_is_reported_once_with_the_final_status_last() {
    backend.start("r_1", 1);
    Ended ended = ended("{'id':1,'status':'completed','conclusion':'success'}");
    assertThat(backend.finishing.needsJobs(ended, null)).isFalse();
    finish(ended);
    finish(ended);

    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    assertThat(backend.reports("r_1").stream().filter(r -> r.contains("\"status\":")))
        .singleElement()
        .asString()
        .contains("SUCCESS")
        .isEqualTo(last("r_1"));
    assertThat(backend.value(String.class, "select conclusion from run")).isEqualTo("success");
  }

  @Test
  void a_workflow_run_that_has_ended_when_it_is_first_seen_gets_its_link_before_its_end() {
    backend.start("r_1", 1);
    backend.execute("update run set html_url = null");
    finish(
        ended(
            "{'id':1,'status':'completed','conclusion':'success','html_url':'%s'}"
                .formatted(PAGE)));

    List<String> reports = backend.reports("r_1");
    assertThat(reports.subList(reports.size() - 3, reports.size()))
        .satisfiesExactly(
            link -> assertThat(link).contains("\"link\":\"" + PAGE + "\""),
            line -> assertThat(line).contains("Workflow completed"),
            end -> assertThat(end).contains("SUCCESS"));
    assertThat(backend.find("r_1").htmlUrl()).isEqualTo(PAGE);
  }

  @Test
  void a_second_attempt_hides_nothing_of_the_first() {
    backend.start("r_1", 1);
    Ended second = ended("{'id':1,'run_attempt':2,'status':'in_progress'}");
    assertThat(second.rerun()).isTrue();
    assertThat(backend.firstAttempt.call(second).path()).endsWith("/runs/1/attempts/1");

    Ended first =
        backend.firstAttempt.of(
            second,
            answer(200, "{'id':1,'run_attempt':1,'status':'completed','conclusion':'failure'}"));
    assertThat(backend.finishing.needsJobs(first, null)).isTrue();
    assertThat(backend.finishing.jobs(first, null).path()).endsWith("/runs/1/attempts/1/jobs");
    finish(first);
    assertThat(last("r_1")).contains("\"status\":\"FAILURE\"");
  }

  @Test
  @Tag("P3")
  void a_second_attempt_is_no_verdict_as_long_as_the_first_shows_none() {
    backend.start("r_1", 1);
    Ended second = ended("{'id':1,'run_attempt':2,'status':'completed','conclusion':'success'}");

    for (String json :
        List.of(
            "{'id':1,'run_attempt':1,'status':'in_progress'}",
            "{'id':1,'run_attempt':2,'status':'completed','conclusion':'success'}",
            "{}")) {
      assertThatThrownBy(() -> backend.firstAttempt.of(second, answer(200, json)))
          .isInstanceOf(RemoteBusy.class);
    }
  }

  @Test
  @Tag("P3")
  void a_first_attempt_that_is_never_shown_again_gives_way_to_what_the_run_has_become() {
    backend.start("r_1", 1);
    Ended running = ended("{'id':1,'run_attempt':2,'status':'in_progress'}");
    Ended success = ended("{'id':1,'run_attempt':2,'status':'completed','conclusion':'success'}");
    RemoteRefused gone = new RemoteRefused(404, "Not Found", "");
    Instant now = Instant.now(backend.clock);
    for (int seconds : new int[] {5, 10, 20, 40}) {
      assertThatThrownBy(() -> backend.firstAttempt.refused(success, gone))
          .isInstanceOfSatisfying(
              RemoteBusy.class,
              busy -> assertThat(busy.until()).isEqualTo(now.plusSeconds(seconds)));
    }
    // Never a verdict while GitHub still runs it.
    assertThatThrownBy(() -> backend.firstAttempt.refused(running, gone))
        .isInstanceOf(RemoteBusy.class);

    finish(backend.firstAttempt.refused(success, gone));
    assertThat(backend.reports("r_1"))
        .anyMatch(report -> report.contains("This is the end of attempt 2."));
    assertThat(last("r_1")).contains("\"status\":\"SUCCESS\"");
  }

  @Test
  @Tag("P3")
  void a_refusal_of_the_credential_says_nothing_about_the_first_attempt() {
    backend.start("r_1", 1);
    Ended success = ended("{'id':1,'run_attempt':2,'status':'completed','conclusion':'success'}");
    for (int i = 0; i < 10; i++) {
      RemoteRefused refusal = new RemoteRefused(403, "Resource not accessible", "");
      assertThatThrownBy(() -> backend.firstAttempt.refused(success, refusal)).isSameAs(refusal);
    }
  }

  @Test
  void jobs_are_read_until_one_has_failed_by_itself_and_no_further_than_three_pages() {
    backend.start("r_1", 1);
    Ended failed = ended("{'id':1,'status':'completed','conclusion':'failure'}");
    RemoteAnswer cancelled =
        answer(200, "{'total_count':5000,'jobs':[{'name':'a','conclusion':'cancelled'}]}");
    FailedJobs jobs = null;
    for (int page = 1; page <= 3; page++) {
      assertThat(backend.finishing.needsJobs(failed, jobs)).isTrue();
      assertThat(backend.finishing.jobs(failed, jobs).query())
          .isEqualTo("per_page=100" + (page == 1 ? "" : "&page=" + page));
      jobs = FailedJobs.of(jobs, cancelled);
    }
    assertThat(backend.finishing.needsJobs(failed, jobs)).isFalse();

    FailedJobs found =
        FailedJobs.of(
            FailedJobs.of(null, cancelled),
            answer(200, "{'total_count':5000,'jobs':[{'name':'b','conclusion':'failure'}]}"));
    assertThat(backend.finishing.needsJobs(failed, found)).isFalse();
    backend.finishing.finish(failed, found);
    assertThat(last("r_1"))
        .contains("Failed job: b", "At least 1 other job was cancelled.")
        .doesNotContain("job: a");
  }

  @Test
  void annotations_that_are_refused_are_not_asked_for_again_for_an_hour() {
    backend.start("r_1", 1);
    Ended failed = ended("{'id':1,'status':'completed','conclusion':'failure'}");
    FailedJobs jobs =
        FailedJobs.of(null, answer(200, "{'jobs':[{'id':9,'name':'b','conclusion':'failure'}]}"));
    Annotations annotations = backend.bean(Annotations.class);
    assertThat(annotations.wanted(failed, null)).isFalse();
    assertThat(annotations.wanted(failed, jobs)).isTrue();
    assertThat(annotations.call(failed, jobs).path()).endsWith("/check-runs/9/annotations");

    annotations.refused(failed, new RemoteRefused(404, "Not Found", ""));
    assertThat(annotations.wanted(failed, jobs)).isTrue();
    annotations.refused(failed, new RemoteRefused(403, "Resource not accessible", ""));
    assertThat(annotations.wanted(failed, jobs)).isFalse();
    backend.clock.tick(Duration.ofMinutes(61));
    assertThat(annotations.wanted(failed, jobs)).isTrue();
  }

  @Test
  void an_ended_run_teaches_the_login_of_our_workflow_runs() {
    backend.start("r_1", 1);
    finish(ended("{'id':1,'status':'completed','conclusion':'success','actor':{'login':'bot'}}"));

    assertThat(backend.value(String.class, "select actor from credential where actor is not null"))
        .isEqualTo("bot");
  }

  /** As the poll finds it. */
  private Ended ended(String workflowRun) {
    return new Ended(backend.find("r_1"), WorkflowRun.read(json(workflowRun)).get(0));
  }

  private void finish(Ended ended) {
    backend.finishing.finish(ended, null);
  }

  private String last(String runId) {
    List<String> reports = backend.reports(runId);
    return reports.get(reports.size() - 1);
  }
}
