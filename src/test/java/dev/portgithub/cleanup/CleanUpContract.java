package dev.portgithub.cleanup;

import static dev.portgithub.world.TestBackend.RETENTION;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.report.PortReports;
import dev.portgithub.report.Report;
import dev.portgithub.report.RunOutcomes;
import dev.portgithub.run.Run;
import dev.portgithub.run.Why;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import dev.portgithub.validate.Outcomes;
import dev.portgithub.validate.Proof;
import dev.portgithub.world.Filler;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has ended is deleted after the retention, and nothing that waits, however old it is. */
abstract class CleanUpContract extends DatabaseContract {
  private static final Duration CONFIRM_AFTER = Duration.ofMinutes(15);

  CleanUpContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void ended_runs_are_deleted_with_their_reports_and_dead_letters_once_they_are_old() {
    backend.start(TestRun.of("r_finished").unreported(), 1);
    backend.accept("r_refused");
    backend.dispatchFailures.refused(
        backend.claim("r_refused"), new dev.portgithub.remote.RemoteRefused(422, "no", ""));
    skip("r_skipped");
    letter("r_finished", "REPLAYED");
    backend.deliverAll();
    assertThat(backend.count("run where finished_at is not null")).isEqualTo(3);

    backend.clock.tick(RETENTION);
    backend.sweep();
    assertThat(backend.count("run")).isEqualTo(3);
    backend.clock.tick(Duration.ofSeconds(1));
    backend.sweep();
    assertThat(backend.count("run")).isZero();
    assertThat(backend.count("report")).isZero();
    assertThat(backend.count("dead_letter")).isZero();
  }

  @Test
  void lanes_and_titles_are_forgotten_once_nothing_has_used_them_for_long() {
    backend.start("r_old", 1);
    // A claim that finds a lane empty takes it out of the line.
    assertThat(backend.dispatches.claim(10)).isEmpty();
    backend.execute("update lane set name = 'an action of before'");
    String title =
        "insert into workflow_title (repository_key, workflow, ref, names_run, intent_at) values ('a/b', ?, 'main', true, ?)";
    backend.execute(title, "old.yml", backend.clock.instant());
    backend.clock.tick(RETENTION.minusSeconds(1));
    backend.start("r_new", 2);
    backend.execute(title, "new.yml", backend.clock.instant());
    assertThat(backend.dispatches.claim(10)).isEmpty();

    backend.clock.tick(Duration.ofSeconds(1));
    backend.sweep();
    assertThat(backend.count("lane")).isEqualTo(2);
    assertThat(backend.count("workflow_title")).isEqualTo(2);
    backend.clock.tick(Duration.ofSeconds(1));
    backend.sweep();
    assertThat(backend.count("lane where name = 'an action of before'")).isZero();
    assertThat(backend.count("lane")).isEqualTo(1);
    assertThat(backend.count("workflow_title where workflow = 'old.yml'")).isZero();
    assertThat(backend.count("workflow_title")).isEqualTo(1);

    backend.clock.tick(RETENTION);
    assertThat(backend.dispatches.claim(10)).isEmpty();
    backend.sweep();
    assertThat(backend.count("lane")).isZero();
    backend.start("r_again", 3);
    assertThat(backend.count("lane")).isEqualTo(1);
  }

  @Test
  @Tag("P1")
  void a_lane_in_which_a_run_waits_is_kept_however_long_ago_it_was_served() {
    backend.start("r_1", 1);
    backend.accept("r_2");
    backend.clock.tick(RETENTION.plusDays(1));
    backend.sweep();

    assertThat(backend.dispatches.claim(10)).extracting(Run::runId).containsExactly("r_2");
  }

  @Test
  @Tag("P2")
  void nothing_that_waits_is_deleted_however_old_it_is() {
    backend.accept("r_accepted");
    backend.execute("update run set due_at = null");
    backend.accept(TestRun.of("r_confirming").old());
    backend.lose("r_locating");
    backend.start(TestRun.of("r_running").repo("a"), 1);
    backend.start(TestRun.of("r_untold").repo("b").unreported(), 2);
    backend.start(TestRun.of("r_letter").repo("c").unreported(), 3);
    Run parked = backend.start(TestRun.of("r_parked").repo("d"), 4);
    parkRun(parked);
    park("r_letter");
    parkRecord();
    backend.execute("update run set report_due_at = null where run_id <> 'r_untold'");
    backend.execute(
        "update report set settled_at = ? where run_id <> 'r_untold'", backend.clock.instant());
    long reports = backend.count("report");

    backend.clock.tick(Duration.ofDays(3_650));
    backend.sweep();
    assertThat(backend.count("run")).isEqualTo(7);
    assertThat(backend.count("report")).isEqualTo(reports);
    assertThat(backend.count("dead_letter where status = 'PARKED'")).isEqualTo(3);
  }

  @Test
  void a_parked_run_is_deleted_so_long_after_its_last_dead_letter_was_discarded() {
    for (String id : List.of("r_1", "r_2")) {
      Run run = backend.start(TestRun.of(id).repo(id), id.equals("r_1") ? 1 : 2);
      parkRun(run);
    }
    park("r_2");
    backend.deliverAll();
    backend.clock.tick(Duration.ofDays(200));
    discard("r_1", "DEADLINE");
    discard("r_2", "DEADLINE");
    backend.deliverAll();
    backend.sweep();
    assertThat(backend.count("run")).isEqualTo(2);

    backend.clock.tick(RETENTION.plusSeconds(1));
    discard("r_2", "PORT_REFUSED");
    backend.sweep();
    assertThat(backend.count("run where run_id = 'r_1'")).isZero();
    assertThat(backend.count("dead_letter where run_id = 'r_1'")).isZero();
    assertThat(backend.count("dead_letter where run_id = 'r_2'")).isEqualTo(2);

    backend.clock.tick(RETENTION.plusSeconds(1));
    backend.sweep();
    assertThat(backend.count("run")).isZero();
    assertThat(backend.count("dead_letter")).isZero();
  }

  @Test
  void settled_dead_letters_of_records_and_of_runs_that_are_gone_are_deleted() {
    parkRecord();
    backend.accept("r_open");
    letter("r_gone", "REPLAYED");
    letter("r_open", "REPLAYED");
    backend.clock.tick(Duration.ofDays(1));
    backend.jdbi.useHandle(
        handle ->
            backend.deadLetters.settle(
                handle,
                backend.value(Long.class, "select id from dead_letter where run_id is null"),
                "DISCARDED"));

    backend.clock.tick(RETENTION);
    backend.sweep();
    assertThat(backend.count("dead_letter where run_id is null")).isEqualTo(1);
    assertThat(backend.count("dead_letter where run_id = 'r_gone'")).isZero();
    backend.clock.tick(Duration.ofSeconds(1));
    backend.sweep();
    assertThat(backend.count("dead_letter where run_id is null")).isZero();
    // Its run may still need it.
    assertThat(backend.count("dead_letter where run_id = 'r_open'")).isEqualTo(1);
  }

  @Test
  @Tag("P2")
  void a_record_that_comes_again_after_its_row_is_deleted_is_confirmed_with_port_first() {
    backend.start(TestRun.of("r_1").unreported(), 1);
    backend.deliverAll();
    backend.clock.tick(RETENTION.plusSeconds(1));
    backend.sweep();
    assertThat(backend.count("run")).isZero();

    Invocation invocation =
        new Invocation("r_1", "deploy", "acme-inc", "infra", "deploy.yml", "main", Map.of(), true);
    Outcome again =
        new Outcomes(backend.clock, CONFIRM_AFTER)
            .accepted(TestRun.record(7), invocation, new Proof(true, null));
    backend.intake.store(1, List.of(again));
    assertThat(backend.dispatches.claim(10)).isEmpty();
    Run asked = TestBackend.only(backend.confirmations.claim(10), "r_1");
    backend.confirm(asked, answer(200, "{'run':{'status':'SUCCESS'}}"));
    assertThat(backend.state("r_1")).isEqualTo("SKIPPED");
  }

  @Test
  void more_than_a_batch_is_deleted_at_once_and_instances_share_it() {
    new Filler(backend.store, store == StoreUnderTest.H2).ended(2 * CleanUp.BATCH + 10, 1);
    TestBackend other = backend.another();
    backend.clock.tick(Duration.ofDays(365));
    IntStream.range(0, 4).parallel().forEach(n -> (n % 2 == 0 ? backend : other).sweep());
    backend.sweep();
    assertThat(backend.count("run")).isZero();
    assertThat(backend.count("report")).isZero();
    assertThat(backend.count("dead_letter")).isZero();
  }

  @Test
  void a_row_that_another_holds_is_left_and_the_others_are_deleted() {
    backend.start(TestRun.of("r_1").repo("a").unreported(), 1);
    backend.start(TestRun.of("r_2").repo("b").unreported(), 2);
    backend.deliverAll();
    backend.clock.tick(RETENTION.plusSeconds(1));
    backend.jdbi.useTransaction(
        handle -> {
          handle
              .select("select 1 from run where run_id = 'r_1' for update")
              .mapTo(Integer.class)
              .one();
          backend.another().sweep();
        });
    assertThat(backend.value(String.class, "select run_id from run")).isEqualTo("r_1");
  }

  @Test
  void with_a_retention_of_zero_everything_is_kept() {
    backend.start(TestRun.of("r_1").unreported(), 1);
    backend.deliverAll();
    backend.clock.tick(Duration.ofDays(3_650));
    TestBackend.sweep(cleanUp(Duration.ZERO, CONFIRM_AFTER));
    assertThat(backend.count("run")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT23H59M", "-PT24H"})
  void a_retention_that_would_forget_what_kafka_still_holds_is_refused(String keep) {
    assertThatThrownBy(() -> cleanUp(Duration.parse(keep), CONFIRM_AFTER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("RETENTION_ENDED_RUNS ");
  }

  @Test
  void a_retention_within_which_records_need_no_confirmation_is_refused() {
    Duration day = Duration.ofDays(1);
    assertThatThrownBy(() -> cleanUp(day, day)).hasMessageContaining("VALIDATE_CONFIRM_AFTER");
    assertThatCode(() -> cleanUp(day, day.minusSeconds(1))).doesNotThrowAnyException();
  }

  private CleanUp cleanUp(Duration keep, Duration confirmAfter) {
    return new CleanUp(backend.jdbi, backend.clock, backend.runs, keep, confirmAfter);
  }

  private void skip(String runId) {
    backend.accept(TestRun.of(runId).old());
    backend.confirm(
        TestBackend.only(backend.confirmations.claim(10), runId),
        answer(200, "{'run':{'status':'SUCCESS'}}"));
  }

  private void parkRun(Run run) {
    backend.bean(RunOutcomes.class).parked(run, new Why("DEADLINE", "m", "r"), List.of());
  }

  /** Port has refused a report of the run for good. */
  private void park(String runId) {
    backend.jdbi.useTransaction(
        handle -> backend.outbox.add(handle, runId, PortReports.line("text")));
    for (Report report : backend.outbox.claim(1000)) {
      if (report.runId().equals(runId)) {
        backend.delivery.park(backend.delivery.refusal(report, new IllegalStateException("400")));
      }
    }
    backend.clock.tick(TestBackend.LEASE);
  }

  private void parkRecord() {
    backend.intake.store(
        1, List.of(new Outcome.Parked(TestRun.record(5), new Why("UNSIGNED", "A test.", "None."))));
  }

  private void letter(String runId, String status) {
    backend.execute(
        "insert into dead_letter (status, stage, reason, message, remedy, run_id, attempts, parked_at, settled_at)"
            + " values (?, 'poll', 'DEADLINE', 'm', 'r', ?, 1, ?, ?)",
        status,
        runId,
        backend.clock.instant(),
        backend.clock.instant());
  }

  private void discard(String runId, String reason) {
    long id =
        backend.value(
            Long.class,
            "select id from dead_letter where run_id = ? and reason = ?",
            runId,
            reason);
    backend.operations().discard(id);
  }
}
