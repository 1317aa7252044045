package dev.portgithub.validate;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Why;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whatever validation finds or throws, the record gets the one outcome that is due to it. */
class OutcomesTest {
  private static final Why BAD_REPO = new Why("BAD_REPO", "It is bad.", "Mend it.");
  private static final Invocation INVOCATION = TestRun.of("r_1").accepted().invocation();

  private final Outcomes outcomes = outcomes("park");

  @Test
  void a_signed_and_recent_record_needs_no_confirmation() {
    ReceivedRecord justYoungEnough = at(START.minus(Duration.ofMinutes(15)));

    assertThat(outcomes.accepted(justYoungEnough, INVOCATION, true))
        .isEqualTo(new Outcome.Accepted(justYoungEnough, INVOCATION, true, false));
  }

  @Test
  void an_old_or_unsigned_record_is_confirmed_first() {
    ReceivedRecord old = at(START.minus(Duration.ofMinutes(15)).minusMillis(1));
    ReceivedRecord recent = at(START);

    assertThat(outcomes.accepted(old, INVOCATION, true))
        .isEqualTo(new Outcome.Accepted(old, INVOCATION, true, true));
    assertThat(outcomes.accepted(recent, INVOCATION, false))
        .isEqualTo(new Outcome.Accepted(recent, INVOCATION, false, true));
  }

  @Test
  void a_record_without_a_signature_passes_only_when_port_is_asked() {
    assertThatThrownBy(() -> outcomes.requireProof(false)).isInstanceOf(Unprovable.class);
    assertThatCode(() -> outcomes.requireProof(true)).doesNotThrowAnyException();
    assertThatCode(() -> outcomes("confirm-with-port").requireProof(false))
        .doesNotThrowAnyException();
  }

  @Test
  void only_a_proven_record_makes_port_fail_its_run() {
    ReceivedRecord record = at(START);
    InvalidInvocation invalid =
        new InvalidInvocation(new Why("BAD_REPO", "It is bad.", "Mend it."));

    assertThat(outcomes.refused(record, "r_1", true, invalid))
        .isEqualTo(new Outcome.Refused(record, "r_1", BAD_REPO));
    assertThat(outcomes.refused(record, "r_1", false, invalid))
        .isEqualTo(new Outcome.Parked(record, BAD_REPO));
  }

  @Test
  void what_is_not_ours_is_skipped_and_what_is_not_proven_is_parked() {
    ReceivedRecord record = at(START);

    assertThat(outcomes.skipped(record, new NotOurs("CHANGE_LOG", "Not ours.")))
        .isEqualTo(new Outcome.Skipped(record, "CHANGE_LOG", "Not ours."));
    assertThat(outcomes.parked(record, Unprovable.unsigned()))
        .isInstanceOfSatisfying(
            Outcome.Parked.class, parked -> assertThat(parked.reason()).isEqualTo("UNSIGNED"));
  }

  @Test
  void a_defect_of_ours_parks_the_record_and_repeats_nothing_of_it() {
    Outcome outcome = outcomes.broken(at(START), new IllegalStateException("secret of a record"));

    assertThat(outcome).isInstanceOf(Outcome.Parked.class);
    assertThat(outcome.toString()).contains("IllegalStateException").doesNotContain("secret");
  }

  @Test
  void a_setting_that_is_neither_stops_the_start() {
    assertThatThrownBy(() -> outcomes("accept"))
        .hasMessage("validate.unsigned must be park or confirm-with-port, not accept");
  }

  private static Outcomes outcomes(String unsigned) {
    return new Outcomes(new TestClock(START), unsigned, Duration.ofMinutes(15));
  }

  private static ReceivedRecord at(Instant at) {
    return new ReceivedRecord("t", 0, 1, at, new byte[] {1});
  }
}
