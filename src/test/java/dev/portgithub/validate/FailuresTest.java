package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.run.Why;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void an_unsigned_record_names_the_setting_that_decides() {
    Unprovable unsigned = Unprovable.unsigned();

    assertThat(unsigned.reason()).isEqualTo("UNSIGNED");
    assertThat(unsigned).hasMessage(unsigned.sentence() + " " + unsigned.remedy());
    assertThat(unsigned)
        .hasMessageContainingAll("validate.unsigned", "park", "confirm-with-port", "trust-broker");
  }

  @Test
  void every_failure_carries_its_reason() {
    assertThat(new NotOurs("A_REASON", "Words.").reason()).isEqualTo("A_REASON");
    assertThat(new Unprovable(new Why("A_REASON", "Words.", "Do it.")).remedy())
        .isEqualTo("Do it.");
    assertThat(new InvalidInvocation(new Why("A_REASON", "Words.", "Do it.")))
        .hasMessage("Words. Do it.")
        .satisfies(e -> assertThat(e.reason()).isEqualTo("A_REASON"));
  }

  @Test
  void expected_failures_cost_no_stack_trace() {
    assertThat(new NotOurs("R", "m").getStackTrace()).isEmpty();
    assertThat(Unprovable.unsigned().getStackTrace()).isEmpty();
    assertThat(new InvalidInvocation(new Why("R", "s", "r")).getStackTrace()).isEmpty();
  }
}
