package dev.portgithub.confirm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.portgithub.port.PortAnswers;
import dev.portgithub.port.PortCalls;
import dev.portgithub.port.RunUnknown;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.ClaimLost;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose record was unsigned or old starts nothing before Port says that it waits. */
abstract class ConfirmationContract extends DatabaseContract {
  private static final String OPEN = "{'run':{'status':'IN_PROGRESS'}}";
  private static final String SAME =
      "{'run':{'status':'IN_PROGRESS','payload':{'type':'GITHUB','org':'acme-inc','repo':'infra',"
          + "'workflow':'deploy.yml'}}}";

  ConfirmationContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void an_old_run_that_still_waits_is_accepted() {
    settle(claimed(TestRun.of("r_1").old()), OPEN);

    assertThat(backend.claim("r_1").state()).isEqualTo(RunState.ACCEPTED);
  }

  @Test
  void an_old_run_that_has_ended_is_skipped_and_its_inputs_are_deleted() {
    settle(claimed(TestRun.of("r_1").old()), "{'run':{'status':'SUCCESS'}}");

    assertThat(backend.state("r_1")).isEqualTo("SKIPPED");
    assertThat(backend.count("run where inputs is not null")).isZero();
    assertThat(backend.reports("r_1")).isEmpty();
  }

  @Test
  void an_unsigned_run_is_parked_when_port_shows_other_inputs() {
    String same = SAME.replace("}}}", ",'workflowInputs':{'service':'checkout','x':1}}}}");
    settle(claimed(TestRun.of("r_1").unsigned()), same);
    settle(claimed(TestRun.of("r_2").unsigned()), same.replace("checkout", "billing"));
    settle(claimed(TestRun.of("r_3").old()), same.replace("checkout", "billing"));

    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
    assertThat(backend.state("r_2")).isEqualTo("PARKED");
    assertThat(backend.state("r_3")).as("its signature proves its inputs").isEqualTo("ACCEPTED");
    assertThat(backend.reports("r_2")).isEmpty();
  }

  @Test
  void an_unsigned_run_is_accepted_only_when_port_names_the_same_target() {
    settle(claimed(TestRun.of("r_1").unsigned()), SAME);
    settle(claimed(TestRun.of("r_2").unsigned()), OPEN);
    settle(claimed(TestRun.of("r_3").unsigned().repo("other")), SAME);

    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
    assertThat(backend.state("r_2")).isEqualTo("PARKED");
    assertThat(backend.state("r_3")).isEqualTo("PARKED");
    assertThat(backend.deadLetterList.parked(10))
        .extracting("reason")
        .containsExactly("NOT_CONFIRMED", "NOT_CONFIRMED");
  }

  @Test
  void what_an_operator_is_advised_fits_whether_the_record_was_signed() {
    settle(claimed(TestRun.of("r_1").old().repo("other")), SAME);
    settle(claimed(TestRun.of("r_2").unsigned().repo("other")), SAME);

    assertThat(backend.deadLetterList.parked(10))
        .extracting("runId", "remedy")
        .containsExactly(
            tuple(
                "r_1",
                "The record is signed, but Port shows another target: compare the run in Port with the action,"
                    + " then replay to start what the record names, or discard."),
            tuple(
                "r_2",
                "The record is unsigned and may be forged: replay only if you know where it came from."));
  }

  @Test
  void a_run_that_port_does_not_know_is_skipped_when_signed_and_parked_when_not() {
    RunUnknown unknown = new RunUnknown("not found");
    backend.confirmations.unknown(claimed(TestRun.of("r_1").old()), unknown);
    backend.confirmations.unknown(claimed(TestRun.of("r_2").unsigned()), unknown);

    assertThat(backend.state("r_1")).isEqualTo("SKIPPED");
    assertThat(backend.state("r_2")).isEqualTo("PARKED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'run':{}}", "{'run':{'status':'FAILURE','id':'r_2'}}"})
  void an_answer_that_does_not_show_the_run_decides_nothing(String body) {
    Run run = claimed(TestRun.of("r_1").old());

    assertThatThrownBy(() -> settle(run, body))
        .isInstanceOfSatisfying(
            RemoteBusy.class, noRun -> backend.confirmations.postpone(run, noRun));
    assertThat(backend.state("r_1")).isEqualTo("CONFIRMING");
    assertThat(backend.dueAt("r_1")).isEqualTo(TestBackend.START.plusSeconds(2));
  }

  @Test
  void a_run_that_waits_for_port_with_all_others_is_due() {
    Run run = claimed(TestRun.of("r_1").old());
    RemoteBusy away =
        catchThrowableOfType(
            RemoteBusy.class,
            () ->
                backend
                    .bean(PortAnswers.class)
                    .judge(PortCalls.readRun("r_1"), TestBackend.answer(429, "{}")));
    backend.confirmations.postpone(run, away);

    assertThat(backend.dueAt("r_1")).isEqualTo(TestBackend.START);
    assertThat(backend.find("r_1").attempts()).isZero();
  }

  @Test
  void a_run_that_waits_for_an_approval_is_asked_for_later() {
    Run run = claimed(TestRun.of("r_1").old());

    assertThatThrownBy(() -> settle(run, "{'run':{'status':'WAITING_FOR_APPROVAL'}}"))
        .isInstanceOfSatisfying(
            RemoteBusy.class, busy -> backend.confirmations.postpone(run, busy));
    assertThat(backend.confirmations.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(2));
    assertThat(backend.confirmations.claim(10)).hasSize(1);
  }

  @Test
  void the_time_that_port_asked_for_is_kept() {
    Run run = claimed(TestRun.of("r_1").old());
    backend.confirmations.postpone(run, new RemoteBusy("429", TestBackend.START.plusSeconds(77)));

    backend.clock.tick(Duration.ofSeconds(76));
    assertThat(backend.confirmations.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(1));
    assertThat(backend.confirmations.claim(10)).hasSize(1);
  }

  @Test
  void an_answer_under_an_ended_lease_changes_nothing() {
    Run stale = claimed(TestRun.of("r_1").old());
    backend.clock.tick(Duration.ofMinutes(5));
    Run anew = backend.confirmations.claim(1).get(0);

    assertThatThrownBy(() -> settle(stale, "{'run':{'status':'SUCCESS'}}"))
        .isInstanceOf(ClaimLost.class);
    settle(anew, OPEN);
    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
  }

  private Run claimed(TestRun run) {
    backend.accept(run);
    return TestBackend.only(backend.confirmations.claim(100), run.runId());
  }

  private void settle(Run run, String json) {
    backend.confirm(run, TestBackend.answer(200, json));
  }
}
