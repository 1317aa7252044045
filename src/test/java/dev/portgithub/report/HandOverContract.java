package dev.portgithub.report;

import static dev.portgithub.world.TestBackend.startedAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.dispatch.CallLock;
import dev.portgithub.pause.Stage;
import dev.portgithub.pause.StagePauses;
import dev.portgithub.run.Run;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A start hands its reports to a worker, with the claim of their outbox. */
abstract class HandOverContract extends DatabaseContract {
  HandOverContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  @Tag("P3")
  void the_reports_of_a_start_are_claimed_with_it_and_delivered_in_their_order() {
    Report first = start("r_1", 7);
    assertThat(first.body()).contains("externalRunId");
    assertThat(backend.another().outbox.claim(10)).isEmpty();

    Report second = backend.delivery.delivered(first);
    assertThat(second.kind()).isEqualTo(Report.LOG);
    assertThat(backend.delivery.delivered(second)).isNull();

    assertThat(backend.count("report where outcome = 'DELIVERED'")).isEqualTo(2);
    assertThat(backend.count("run where report_due_at is null")).isEqualTo(1);
    assertThat(backend.outbox.claim(10)).isEmpty();
  }

  @Test
  @Tag("P3")
  void what_is_added_meanwhile_is_delivered_by_the_same_worker() {
    Report first = start("r_1", 7);
    backend.jdbi.useTransaction(
        handle -> backend.outbox.add(handle, "r_1", PortReports.line("action:deploy=1")));
    Report second = backend.delivery.delivered(first);
    Report added = backend.delivery.delivered(second);

    assertThat(added).isNotNull();
    assertThat(added.body()).contains("action:deploy=1");
  }

  @Test
  @Tag("P3")
  void when_the_worker_dies_others_go_on_at_the_end_of_its_lease() {
    Report first = start("r_1", 7);
    backend.clock.tick(Duration.ofHours(1));
    List<Report> claimed = backend.another().outbox.claim(10);
    assertThat(claimed).extracting(Report::id).containsExactly(first.id());

    Report second = backend.delivery.delivered(first);
    assertThat(second == null || backend.delivery.delivered(second) == null).isTrue();
    assertThat(backend.count("run where report_due_at is null")).isZero();
  }

  @Test
  @Tag("P3")
  void reports_that_wait_already_come_first() {
    backend.accept("r_1");
    backend.jdbi.useTransaction(
        handle -> backend.outbox.add(handle, "r_1", PortReports.line("action:deploy=1")));

    assertThat(start(backend.dispatches.intend(backend.claim("r_1")), 7)).isNull();
    assertThat(backend.outbox.claim(10).get(0).body()).contains("action:deploy=1");
  }

  @Test
  void while_no_worker_is_free_outboxes_are_claimed_many_at_a_time() {
    backend.handOver.noWorker(start("r_1", 7));
    assertThat(backend.outbox.claim(10)).extracting(Report::runId).containsExactly("r_1");

    assertThat(start("r_2", 8)).isNull();
    backend.clock.tick(Duration.ofSeconds(2));
    assertThat(start("r_3", 9)).isNotNull();
  }

  @Test
  void while_an_operator_has_paused_reporting_nothing_is_handed_over() {
    Run run = backend.intend("r_1");
    backend.bean(StagePauses.class).pause(Stage.REPORT, "ops", "maintenance", null);

    assertThat(start(run, 7)).isNull();
    assertThat(backend.reports("r_1")).hasSize(2);
  }

  private Report start(String runId, long workflowRunId) {
    return start(backend.intend(runId), workflowRunId);
  }

  private Report start(Run run, long workflowRunId) {
    CallLock.Held lock = backend.callLock.hold(run);
    try {
      return backend.dispatches.started(run, startedAnswer(workflowRunId), lock);
    } finally {
      backend.callLock.release(lock);
    }
  }
}
