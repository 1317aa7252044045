package dev.portgithub.dispatch;

import static dev.portgithub.world.TestBackend.LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.remote.AnswerLost;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.run.ClaimLost;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Stored;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Between its intent and its call a process may be frozen for any time: nobody else may start the
 * run meanwhile.
 */
abstract class CallLockContract extends DatabaseContract {
  CallLockContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  @Tag("P2")
  void while_a_call_is_under_way_nobody_takes_the_run_over_although_its_lease_has_ended() {
    Run run = backend.intend("r_1");
    TestBackend other = backend.another();
    CallLock.Held session = backend.callLock.hold(run);
    backend.clock.tick(LEASE.plusSeconds(1));

    assertThat(other.locating.claim(10)).isEmpty();
    assertThat(backend.find("r_1")).isEqualTo(backend.find("r_1")).returns(run.claim(), Run::claim);

    backend.callLock.release(session);
    assertThat(other.locating.claim(10)).extracting(Run::runId).containsExactly("r_1");
  }

  @Test
  @Tag("P2")
  void a_run_that_was_taken_over_cannot_be_called_any_more() {
    Run run = backend.intend("r_1");
    backend.clock.tick(LEASE.plusSeconds(1));
    backend.another().locating.claim(10);

    assertThatThrownBy(() -> backend.callLock.hold(run)).isInstanceOf(ClaimLost.class);
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
  }

  @Test
  void the_locked_run_holds_up_no_other_and_no_duplicate_of_itself() {
    backend.accept("r_2");
    CallLock.Held session = backend.callLock.hold(backend.intend("r_1"));
    try {
      assertThat(backend.intake.store(1, List.<Outcome>of(TestRun.of("r_1").accepted())))
          .containsExactly(Stored.DUPLICATE);
      assertThat(backend.another().dispatches.claim(10)).isEmpty();
      backend.clock.tick(LEASE.plusSeconds(1));
      assertThat(backend.another().dispatches.claim(10)).extracting(Run::runId).contains("r_2");
    } finally {
      backend.callLock.release(session);
    }
  }

  @Test
  @Tag("P2")
  void the_answer_is_recorded_before_anybody_can_take_the_run_over() {
    Run run = backend.intend("r_1");
    TestBackend other = backend.another();
    CallLock.Held lock = backend.callLock.hold(run);
    backend.clock.tick(LEASE.plusSeconds(1));
    backend.dispatches.started(run, TestBackend.startedAnswer(7), lock);
    backend.callLock.release(lock);

    assertThat(other.locating.claim(10)).isEmpty();
    assertThat(backend.find("r_1"))
        .returns(RunState.RUNNING, Run::state)
        .returns(7L, Run::workflowRunId);
    assertThat(backend.reports("r_1")).hasSize(2);
  }

  @Test
  @Tag("P3")
  void the_answer_is_recorded_although_the_session_of_the_lock_was_lost_meanwhile()
      throws SQLException {
    Run run = backend.intend("r_1");
    CallLock.Held lock = backend.callLock.hold(run);
    lock.session().getConnection().abort(Runnable::run);
    backend.dispatches.started(run, TestBackend.startedAnswer(7), lock);
    backend.callLock.release(lock);

    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
    assertThat(backend.reports("r_1")).hasSize(2);
  }

  @Test
  void an_answer_that_says_nothing_leaves_the_run_as_it_was() {
    Run run = backend.intend("r_1");
    CallLock.Held lock = backend.callLock.hold(run);
    RemoteAnswer nothing = TestBackend.answer(200, "{}");
    assertThatThrownBy(() -> backend.dispatches.started(run, nothing, lock))
        .isInstanceOf(AnswerLost.class);
    backend.callLock.release(lock);
    backend.dispatches.lost(run, null);

    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
  }
}
