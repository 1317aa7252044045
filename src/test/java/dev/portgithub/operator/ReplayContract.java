package dev.portgithub.operator;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.store.Seal.SealBroken;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is parked waits for an operator, whose replay never starts a workflow twice. */
abstract class ReplayContract extends ParkedContract {

  ReplayContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void nothing_is_done_for_a_letter_that_does_not_exist() {
    assertThat(operations.replay(4711)).contains("no dead letter 4711");
    assertThat(operations.adopt(4711, 1)).contains("no dead letter 4711");
    assertThat(operations.discard(4711)).contains("no dead letter 4711");
  }

  @Test
  void a_run_that_was_never_started_is_dispatched_by_its_replay() throws Exception {
    parkUnknown("r_1");

    assertThat(operations.replay(letter())).contains("it will be dispatched");
    assertThat(backend.claim("r_1").state()).isEqualTo(RunState.ACCEPTED);
  }

  @Test
  void a_run_that_may_have_been_started_is_looked_for_by_its_replay() throws Exception {
    parkAsAmbiguous("r_1");

    assertThat(operations.replay(letter())).contains("located again");
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
    assertThat(backend.dispatches.claim(10)).isEmpty();
    backend.settle("r_1", list("{'id':7}"));
    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
  }

  @Test
  void a_run_whose_inputs_could_not_be_opened_is_located_before_it_is_dispatched()
      throws Exception {
    Run run = backend.intend("r_1");
    SealBroken broken =
        catchThrowableOfType(
            SealBroken.class,
            () -> backend.another("port.client-secret", "other").dispatchCall(run));
    backend.dispatchFailures.parkSealed(run, broken);
    backend.clock.tick(Duration.ofHours(1));
    operations.replay(letter());
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");

    backend.lookInVain("r_1");
    assertThat(backend.dispatches.intend(backend.claim("r_1")).state())
        .isEqualTo(RunState.DISPATCHING);
  }

  @Test
  void a_run_with_a_workflow_run_is_followed_by_its_replay() throws Exception {
    parkAtDeadline("r_1");
    backend.clock.tick(Duration.ofHours(1));

    assertThat(operations.replay(letter())).contains("it is not started again");
    assertThat(backend.find("r_1"))
        .returns(RunState.RUNNING, Run::state)
        .returns(1L, Run::workflowRunId);
    assertThat(backend.polling.claim(10)).hasSize(1);
  }

  @Test
  @Tag("P2")
  void no_replay_of_a_run_that_was_perhaps_started_makes_it_acceptable() throws Exception {
    parkAsAmbiguous("r_1");
    parkAtDeadline("r_2");
    backend.dispatches.startedUnnamed(
        backend.intend(TestRun.of("r_3").workflow("b.yml")), answer(204, null));
    backend.clock.tick(Duration.ofHours(1));
    backend.lookInVain("r_3");
    assertThat(operations.getParked()).isEqualTo(3);

    for (DeadLetter letter : backend.deadLetterList.parked(10)) {
      operations.replay(letter.id());
    }
    assertThat(backend.count("run where state = 'ACCEPTED'")).isZero();
    backend.clock.tick(Duration.ofDays(3));
    assertThat(backend.dispatches.claim(10)).isEmpty();
  }

  @Test
  void a_replay_takes_the_row_from_whoever_held_it_before() throws Exception {
    Run before = backend.lose("r_1");
    parkLost("r_1");
    operations.replay(letter());

    assertThat(backend.find("r_1").claim()).isGreaterThan(before.claim() + 1);
  }

  @Test
  void a_report_is_sent_again_by_its_replay_before_those_behind_it() throws Exception {
    parkReport("r_1");
    backend.jdbi.useTransaction(
        handle -> backend.outbox.add(handle, "r_1", PortReports.line("next")));

    assertThat(operations.replay(letter())).contains("will be sent to Port again");
    assertThat(backend.deliverAll())
        .containsExactly("{\"message\":\"refused\"}", "{\"message\":\"next\"}");
  }

  @Test
  void a_replay_that_is_made_twice_does_nothing_the_second_time() throws Exception {
    parkAsAmbiguous("r_1");
    long letter = letter();
    operations.replay(letter);
    Run after = backend.find("r_1");

    assertThat(operations.replay(letter)).contains("nothing was done");
    assertThat(backend.find("r_1")).isEqualTo(after);
    assertThat(operations.discard(letter)).contains("nothing was done");
  }

  @Test
  void a_record_whose_letter_is_settled_is_not_replayed() throws Exception {
    parkRecord();
    long letter = letter();
    operations.discard(letter);

    assertThat(operations.replay(letter)).contains("nothing was done");
  }

  @Test
  void a_discarded_letter_is_settled_and_its_run_stays_as_it_is() {
    parkAsAmbiguous("r_1");
    Run before = backend.find("r_1");

    assertThat(operations.discard(letter())).contains("is discarded");
    assertThat(operations.getParked()).isZero();
    assertThat(backend.find("r_1")).isEqualTo(before);
  }
}
