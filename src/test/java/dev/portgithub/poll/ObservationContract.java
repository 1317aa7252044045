package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What GitHub shows of the open runs of a repository is noted, and told to Port when it has
 * changed.
 */
abstract class ObservationContract extends PollContract {
  private static final String PAGE = "https://github.example/acme-inc/infra/actions/runs/1";
  private static final String LINK = "\"link\":\"" + PAGE + "\"";

  ObservationContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void one_page_brings_all_runs_of_a_repository_up_to_date() {
    backend.start("r_1", 1);
    backend.start("r_2", 2);
    observe(claim(), list(run(1, "in_progress"), run(2, "queued"), run(99, "in_progress")));

    assertThat(backend.find("r_1")).returns("in_progress", Run::status).returns(true, Run::listed);
    assertThat(backend.dueAt("r_1")).isNull();
    assertThat(backend.find("r_2").status()).isEqualTo("queued");
    assertThat(last("r_1")).contains("\"statusLabel\":\"Running\"");
    assertThat(last("r_2")).doesNotContain("Queued");
  }

  @Test
  void port_is_told_of_a_status_only_when_it_changes() {
    backend.start("r_1", 1);
    Repository repository = claim();
    int before = backend.reports("r_1").size();
    observe(repository, list(run(1, "queued")));
    observe(repository, list(run(1, "queued")));
    observeSingle(repository, run(1, "queued"));
    observe(repository, list(run(1, "waiting")));
    assertThat(backend.reports("r_1")).as("what waits is told when it lasts").hasSize(before);

    observe(repository, list(run(1, "in_progress")));
    observe(repository, list(run(1, "in_progress")));
    assertThat(last("r_1")).contains("Running");
    observe(repository, list(run(1, "a_new_status")));
    assertThat(last("r_1")).contains("a new status");
    assertThat(backend.reports("r_1")).hasSize(before + 2);
  }

  @Test
  void a_workflow_run_that_an_operator_named_by_its_number_gets_its_link_when_it_is_seen() {
    backend.start("r_1", 1);
    backend.execute("update run set html_url = null");
    observe(claim(), list(run(1, "in_progress", PAGE)));
    assertThat(backend.reports("r_1")).filteredOn(report -> report.contains(LINK)).hasSize(1);
    assertThat(backend.find("r_1").htmlUrl()).isEqualTo(PAGE);

    backend.finishing.finish(
        observe(claim(), list(run(1, "completed", PAGE, "success"))).get(0), null);
    assertThat(backend.reports("r_1")).filteredOn(report -> report.contains(LINK)).hasSize(1);
  }

  @Test
  void a_start_whose_answer_had_no_link_gets_it_when_the_workflow_run_is_seen() {
    backend.dispatches.started(
        backend.intend("r_1"), answer(200, "{'workflow_run_id':1,'html_url':''}"));
    assertThat(backend.find("r_1").htmlUrl()).isNull();
    assertThat(backend.reports("r_1")).first().asString().doesNotContain("\"link\"");
    // As the version before wrote it.
    backend.execute("update run set html_url = ''");
    observe(claim(), list("{'id':1,'run_attempt':1,'status':'queued','html_url':''}"));
    observe(claim(), list(run(1, "in_progress", PAGE)));

    assertThat(backend.reports("r_1")).filteredOn(report -> report.contains(LINK)).hasSize(1);
    assertThat(backend.find("r_1").htmlUrl()).isEqualTo(PAGE);
  }

  @Test
  void a_page_that_has_not_changed_changes_nothing() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(1, "in_progress")));
    Run before = backend.find("r_1");

    assertThat(observe(repository, answer(304, null))).isEmpty();
    assertThat(backend.find("r_1")).isEqualTo(before);
  }

  @Test
  void a_run_of_another_repository_is_left_alone() {
    backend.start(TestRun.of("r_1").repo("other"), 1);
    backend.start("r_2", 2);
    backend.clock.tick(Duration.ofSeconds(3));
    Repository infra =
        backend.polling.claim(10).stream()
            .filter(r -> r.repo().equals("infra"))
            .findFirst()
            .orElseThrow();

    assertThat(observe(infra, list(ended(1, "success")))).isEmpty();
  }

  @Test
  void a_further_page_brings_its_runs_up_to_date_without_listing_them() {
    backend.start("r_1", 1);
    Window window = new Window(TestBackend.START, TestBackend.START.plusSeconds(20));
    Repository repository = claim();
    Look second =
        new Look.FurtherPage(
            window,
            2,
            null,
            backend.calls.workflowRunsCreated(repository, window.from(), window.to(), 2));
    backend.observe(repository, second, list(run(1, "in_progress")));

    assertThat(backend.find("r_1")).returns("in_progress", Run::status).returns(false, Run::listed);
    assertThat(backend.dueAt("r_1")).isEqualTo(Instant.now(backend.clock).plusSeconds(5));
  }

  @Test
  @Tag("P3")
  void an_end_that_could_not_be_recorded_is_found_again() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(ended(1, "failure")));
    backend.polled(repository, list());

    repository = claim();
    assertThat(observe(repository, list(ended(1, "failure")))).hasSize(1);
    backend.polled(repository, list());
    assertThat(observeSingle(claim(), ended(1, "failure"))).hasSize(1);
  }

  @Test
  void a_completed_run_without_a_conclusion_has_not_ended() {
    backend.start("r_1", 1);

    assertThat(observe(claim(), list("{'id':1,'status':'completed','conclusion':null}"))).isEmpty();
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  private static String run(long id, String status, String page, String... conclusion) {
    return "{'id':%d,'run_attempt':1,'status':'%s','conclusion':'%s','html_url':'%s'}"
        .formatted(id, status, String.join("", conclusion), page);
  }
}
