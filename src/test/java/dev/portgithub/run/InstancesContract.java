package dev.portgithub.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.report.PortReports;
import dev.portgithub.report.Report;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A dead process holds up nobody, and whoever passes for dead does no harm. */
abstract class InstancesContract extends DatabaseContract {
  TestBackend other;

  InstancesContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void bothLive() {
    backend.instances.watch();
    other = backend.another();
  }

  @AfterEach
  void end() {
    backend.instances.leave();
    other.instances.leave();
  }

  /** The first process dies: the store ends its session. */
  void die() {
    backend.instances.leave();
  }

  /** The other one, or with H2 the next one, sees it. */
  void see() {
    other.instances.watch();
  }

  @Test
  void a_run_in_any_state_that_a_dead_instance_has_claimed_goes_on_at_once() {
    backend.accept(TestRun.of("r_accepted"));
    backend.accept(TestRun.of("r_old").old());
    backend.claim("r_accepted");
    backend.confirmations.claim(1);
    backend.lose(TestRun.of("r_lost").workflow("lost.yml"));
    backend.clock.tick(Duration.ofSeconds(1));
    assertThat(backend.locating.claim(1)).hasSize(1);
    assertThat(other.dispatches.claim(9)).isEmpty();
    die();
    see();

    assertThat(other.dispatches.claim(9)).extracting(Run::runId).containsExactly("r_accepted");
    assertThat(other.confirmations.claim(9)).extracting(Run::runId).containsExactly("r_old");
    assertThat(other.locating.claim(9)).extracting(Run::runId).containsExactly("r_lost");
  }

  @Test
  @Tag("P2")
  void a_dispatch_without_an_outcome_is_located_at_once_and_not_repeated() {
    Run intended = backend.intend("r_1");
    die();
    see();

    assertThat(other.dispatches.claim(9)).isEmpty();
    assertThat(other.locating.claim(9)).extracting(Run::runId).containsExactly("r_1");
    assertThat(other.find("r_1").intentAt()).isEqualTo(intended.intentAt());
  }

  @Test
  void reports_and_repositories_that_a_dead_instance_has_claimed_go_on_at_once() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(10));
    assertThat(backend.outbox.claim(1)).hasSize(1);
    assertThat(backend.polling.claim(1)).hasSize(1);
    die();
    see();

    assertThat(other.outbox.claim(1)).hasSize(1);
    assertThat(other.polling.claim(1)).hasSize(1);
  }

  @Test
  void an_outbox_whose_lease_was_renewed_goes_on_at_once() {
    backend.start("r_1", 1);
    Report first = backend.outbox.claim(1).get(0);
    backend.clock.tick(TestBackend.LEASE.minusSeconds(1));
    Report next = backend.delivery.delivered(first);
    die();
    see();

    assertThat(other.outbox.claim(1)).extracting(Report::id).containsExactly(next.id());
  }

  @Test
  @Tag("P4")
  void what_was_postponed_is_not_due_because_its_last_claimant_died() {
    backend.accept("r_1");
    Instant limit = backend.clock.instant().plusSeconds(1800);
    backend.dispatchFailures.postpone(backend.claim("r_1"), new RemoteBusy("limit", limit));
    backend.start(TestRun.of("r_2").workflow("other.yml"), 2);
    backend.clock.tick(Duration.ofSeconds(10));
    Report report = backend.outbox.claim(1).get(0);
    backend.delivery.postpone(report, new RemoteBusy("limit", limit));
    backend.polling.postpone(backend.polling.claim(1).get(0), new RemoteBusy("limit", limit));
    die();
    see();

    assertThat(other.dispatches.claim(9)).isEmpty();
    assertThat(other.outbox.claim(9)).isEmpty();
    assertThat(other.polling.claim(9)).isEmpty();
    assertThat(other.dueAt("r_1")).isEqualTo(limit);
  }

  @Test
  void what_another_has_claimed_since_is_left_alone() {
    backend.accept("r_1");
    backend.claim("r_1");
    TestBackend third = backend.another();
    backend.clock.tick(TestBackend.LEASE);
    // Of the version before: it writes no claimant.
    Run claimed = third.claim("r_1");
    die();
    see();

    assertThat(other.dispatches.claim(9)).isEmpty();
    third.dispatches.intend(claimed);
  }

  @Test
  void the_number_of_a_dead_instance_goes_when_nothing_is_left_under_it() {
    backend.accept("r_1");
    backend.claim("r_1");
    die();
    see();
    assertThat(other.count("instance")).isEqualTo(2);
    see();
    assertThat(other.count("instance")).isEqualTo(1);
  }

  @Test
  @Tag("P2")
  void one_that_passes_for_dead_cannot_start_what_was_claimed_anew() {
    backend.accept("r_1");
    Run claimed = backend.claim("r_1");
    die();
    see();
    Run anew = other.claim("r_1");

    assertThatThrownBy(() -> backend.dispatches.intend(claimed)).isInstanceOf(ClaimLost.class);
    other.dispatches.intend(anew);
  }

  @Test
  @Tag("P2")
  void one_that_passes_for_dead_starts_what_nobody_has_claimed_anew_and_nobody_else_does() {
    backend.accept("r_1");
    Run claimed = backend.claim("r_1");
    die();
    see();
    backend.dispatches.intend(claimed);

    assertThat(other.dispatches.claim(9)).isEmpty();
    assertThat(other.locating.claim(9)).isEmpty();
  }

  @Test
  @Tag("P2")
  void a_dispatch_of_one_that_passes_for_dead_is_not_sent_once_it_is_located() {
    Run intended = backend.intend("r_1");
    die();
    see();
    assertThat(other.locating.claim(9)).hasSize(1);

    assertThatThrownBy(() -> backend.callLock.hold(intended)).isInstanceOf(ClaimLost.class);
    assertThatThrownBy(() -> backend.dispatches.started(intended, TestBackend.startedAnswer(1)))
        .isInstanceOf(ClaimLost.class);
  }

  @Test
  @Tag("P2")
  void a_call_under_way_is_not_taken_over_while_its_row_is_locked() {
    Run intended = backend.intend("r_1");
    var lock = backend.callLock.hold(intended);
    die();
    see();
    see();
    assertThat(other.locating.claim(9)).isEmpty();
    backend.callLock.release(lock);

    see();
    assertThat(other.locating.claim(9)).hasSize(1);
  }

  @Test
  void what_has_ended_stays_ended() {
    backend.start("r_1", 1);
    backend.deliverAll();
    die();
    see();

    assertThat(other.outbox.claim(9)).isEmpty();
    other.jdbi.useTransaction(handle -> other.outbox.add(handle, "r_1", PortReports.line("more")));
    assertThat(other.outbox.claim(9)).hasSize(1);
  }
}
