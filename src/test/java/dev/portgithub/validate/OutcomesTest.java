package dev.portgithub.validate;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Why;
import dev.portgithub.simulator.TestClock;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever validation finds or throws, the record gets the one outcome that is due to it. */
class OutcomesTest {
  private static final Why BAD_REPO = new Why("BAD_REPO", "It is bad.", "Mend it.");
  private static final Invocation INVOCATION = TestRun.of("r_1").accepted().invocation();

  private static final ReceivedRecord RECENT = at(START);
  private static final Proof SIGNED = new Proof(true, START);

  private final Outcomes outcomes = new Outcomes(new TestClock(START), Duration.ofMinutes(15));

  @Test
  void a_signed_and_recent_record_needs_no_confirmation() {
    ReceivedRecord justYoungEnough = at(START.minus(Duration.ofMinutes(15)));

    assertThat(outcomes.accepted(justYoungEnough, INVOCATION, SIGNED))
        .isEqualTo(new Outcome.Accepted(justYoungEnough, INVOCATION, true, false));
  }

  @Test
  void an_old_or_unsigned_record_is_confirmed_first() {
    ReceivedRecord old = at(START.minus(Duration.ofMinutes(15)).minusMillis(1));
    ReceivedRecord recent = at(START);

    assertThat(outcomes.accepted(old, INVOCATION, SIGNED))
        .isEqualTo(new Outcome.Accepted(old, INVOCATION, true, true));
    assertThat(outcomes.accepted(recent, INVOCATION, Proof.NONE))
        .isEqualTo(new Outcome.Accepted(recent, INVOCATION, false, true));
  }

  @ParameterizedTest
  @ValueSource(longs = {-901, 901, Long.MIN_VALUE, Long.MAX_VALUE})
  void a_record_that_was_signed_long_ago_or_ahead_of_time_is_confirmed_first(long seconds) {
    Instant signedAt =
        seconds == Long.MIN_VALUE
            ? Instant.MIN
            : seconds == Long.MAX_VALUE ? Instant.MAX : START.plusSeconds(seconds);

    assertThat(outcomes.accepted(RECENT, INVOCATION, new Proof(true, signedAt)))
        .isEqualTo(new Outcome.Accepted(RECENT, INVOCATION, true, true));
  }

  @ParameterizedTest
  @ValueSource(longs = {-900, 0, 900})
  void a_record_that_was_signed_recently_needs_no_confirmation(long seconds) {
    Proof proof = new Proof(true, START.plusSeconds(seconds));

    assertThat(outcomes.accepted(RECENT, INVOCATION, proof))
        .isEqualTo(new Outcome.Accepted(RECENT, INVOCATION, true, false));
  }

  @Test
  void a_record_that_the_broker_vouches_for_counts_as_signed() {
    assertThat(outcomes.accepted(RECENT, INVOCATION, Proof.BROKER))
        .isEqualTo(new Outcome.Accepted(RECENT, INVOCATION, true, false));
  }

  @Test
  void only_a_proven_record_makes_port_fail_its_run() {
    ReceivedRecord record = at(START);
    InvalidInvocation invalid =
        new InvalidInvocation(new Why("BAD_REPO", "It is bad.", "Mend it."));

    assertThat(outcomes.refused(record, "r_1", SIGNED, invalid))
        .isEqualTo(new Outcome.Refused(record, "r_1", BAD_REPO));
    assertThat(outcomes.refused(record, "r_1", Proof.NONE, invalid))
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

  private static ReceivedRecord at(Instant at) {
    return new ReceivedRecord("t", 0, 1, at, new byte[] {1});
  }
}
