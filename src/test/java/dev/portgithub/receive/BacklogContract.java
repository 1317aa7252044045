package dev.portgithub.receive;

import static dev.portgithub.run.Stored.ACCEPTED;
import static dev.portgithub.run.Stored.DUPLICATE;
import static dev.portgithub.run.Stored.PARKED;
import static dev.portgithub.run.Stored.REFUSED;
import static dev.portgithub.run.Stored.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.run.RunQueries;
import dev.portgithub.run.Why;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What waits is counted in the store, and steers the intake of every instance. */
abstract class BacklogContract extends DatabaseContract {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private Backlog backlog;

  BacklogContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void measure() {
    Metrics.addRegistry(metrics);
    backlog = backlog();
  }

  @AfterEach
  void forget() {
    Metrics.removeRegistry(metrics);
  }

  /** Of one instance: pauses above 3, resumes below 2. */
  private Backlog backlog() {
    return new Backlog(backend.jdbi, backend.clock, 3, 2);
  }

  private double gauge(String name, String... labels) {
    return metrics.get("port.github." + name).tags(labels).gauge().value();
  }

  @Test
  void open_runs_are_counted_by_state_and_ended_ones_are_not() {
    backend.accept("r_1", "r_2");
    backend.accept(TestRun.of("r_3").old());
    inState("r_4", "DISPATCHING");
    inState("r_5", "LOCATING");
    inState("r_6", "RUNNING");
    inState("r_7", "RUNNING");
    for (String ended : List.of("FINISHED", "REFUSED", "SKIPPED", "PARKED")) {
      inState("r_" + ended, ended);
    }

    backlog.measure();

    assertThat(gauge("run.open", "state", "ACCEPTED")).isEqualTo(2);
    assertThat(gauge("run.open", "state", "CONFIRMING")).isEqualTo(1);
    assertThat(gauge("run.open", "state", "DISPATCHING")).isEqualTo(1);
    assertThat(gauge("run.open", "state", "LOCATING")).isEqualTo(1);
    assertThat(gauge("run.open", "state", "RUNNING")).isEqualTo(2);
    assertThat(metrics.get("port.github.run.open").gauges()).hasSize(5);
    assertThat(backlog.state().waiting()).isEqualTo(3);
    assertThat(backlog.state().countedAt()).isEqualTo(TestBackend.START);
  }

  private void inState(String runId, String state) {
    backend.accept(runId);
    backend.execute("update run set state = ? where run_id = ?", state, runId);
  }

  @Test
  void a_state_that_has_become_empty_is_shown_as_zero() {
    backend.accept("r_1");
    backlog.measure();
    backend.execute("update run set state = 'FINISHED'");
    backlog.measure();
    assertThat(gauge("run.open", "state", "ACCEPTED")).isZero();
  }

  @Test
  void runs_with_reports_that_port_has_not_had_are_counted_until_it_has() {
    backend.start("r_1", 1);
    backlog.measure();
    assertThat(gauge("report.waiting")).isEqualTo(1);
    backend.deliverAll();
    backlog.measure();
    assertThat(gauge("report.waiting")).isZero();
  }

  @Test
  void dead_letters_are_counted_until_they_are_settled() {
    backend.intake.store(
        1,
        List.of(
            new Outcome.Parked(
                TestRun.record(1), new Why("UNSIGNED", "No signature.", "Look at it."))));
    backlog.measure();
    assertThat(gauge("deadletter.waiting")).isEqualTo(1);
    backend.execute("update dead_letter set status = 'DISCARDED'");
    backlog.measure();
    assertThat(gauge("deadletter.waiting")).isZero();
  }

  @Test
  void the_intake_pauses_when_more_wait_in_the_store_than_the_upper_mark() {
    backend.accept("r_1", "r_2", "r_3");
    backlog.measure();
    assertThat(backlog.isPaused()).isFalse();

    backend.accept(TestRun.of("r_4").old());
    backlog.measure();
    assertThat(backlog.isPaused()).isTrue();
    assertThat(backlog.state().pausedSince()).isEqualTo(TestBackend.START);
    assertThat(gauge("receive.paused")).isEqualTo(1);
  }

  @Test
  void the_intake_resumes_when_less_wait_than_the_lower_mark() {
    backend.accept("r_1", "r_2", "r_3", "r_4");
    backlog.measure();
    backend.execute("update run set state = 'RUNNING' where run_id in ('r_1', 'r_2')");
    backlog.measure();
    assertThat(backlog.isPaused()).isTrue();

    backend.execute("update run set state = 'RUNNING' where run_id = 'r_3'");
    backlog.measure();
    assertThat(backlog.isPaused()).isFalse();
    assertThat(gauge("receive.paused")).isZero();
  }

  @Test
  void what_is_accepted_between_two_counts_pauses_the_intake_without_waiting_for_the_next() {
    backlog.measure();
    backlog.add(List.of(ACCEPTED, DUPLICATE, ACCEPTED, REFUSED, PARKED, SKIPPED));
    backlog.add(List.of(ACCEPTED));
    assertThat(backlog.isPaused()).isFalse();
    backlog.add(List.of(ACCEPTED));
    assertThat(backlog.isPaused()).isTrue();
    assertThat(backlog.state().waiting()).isEqualTo(4);
  }

  @Test
  void a_count_replaces_what_was_added_before_it() {
    backlog.add(Collections.nCopies(100, ACCEPTED));
    backend.accept("r_1");
    backlog.measure();
    assertThat(backlog.state().waiting()).isEqualTo(1);
    assertThat(backlog.isPaused()).isFalse();
  }

  @Test
  @Tag("P4")
  void every_instance_pauses_since_each_counts_the_shared_store() {
    Backlog other = backlog();
    backend.accept("r_1", "r_2", "r_3", "r_4");
    backlog.measure();
    other.measure();
    assertThat(backlog.isPaused()).isTrue();
    assertThat(other.isPaused()).isTrue();
  }

  @Test
  void a_restart_finds_the_pause_in_the_store_with_its_first_count() {
    backend.accept("r_1", "r_2", "r_3", "r_4");
    Backlog restarted = backlog();
    assertThat(restarted.state().countedAt()).isNull();
    restarted.measure();
    assertThat(restarted.isPaused()).isTrue();
  }

  @Test
  @Tag("P4")
  void a_count_reads_a_range_of_an_index_whatever_has_ended() {
    for (String from : List.of(RunQueries.IN_STATE, RunQueries.UNREPORTED, Backlog.PARKED)) {
      String plan = plan(from.replace("?", from.contains("< ?") ? "now()" : "'X'"));
      assertThat(plan)
          .as(from)
          .containsPattern(
              "Index Cond|run_due: state =|run_(finished|open): fin|run_report_due: rep|_status: st");
    }
  }

  /** Tiny tables are scanned: the planner of PostgreSQL is asked what it could do otherwise. */
  private String plan(String from) {
    return backend.jdbi.inTransaction(
        handle -> {
          if (store == StoreUnderTest.POSTGRES) {
            handle.execute("set local enable_seqscan = off");
          }
          return String.join(
              "\n",
              handle.select("explain select count(*) from " + from).mapTo(String.class).list());
        });
  }

  @Test
  void a_count_that_fails_leaves_the_last_one_standing() {
    backend.accept("r_1", "r_2", "r_3", "r_4");
    backlog.measure();
    backend.clock.tick(Duration.ofMinutes(1));
    backend.execute("alter table run rename to run_away");
    try {
      assertThatThrownBy(backlog::measure).isNotNull();
    } finally {
      backend.execute("alter table run_away rename to run");
    }
    assertThat(backlog.isPaused()).isTrue();
    assertThat(backlog.state().countedAt()).isEqualTo(TestBackend.START);
  }
}
