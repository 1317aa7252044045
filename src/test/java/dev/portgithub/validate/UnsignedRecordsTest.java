package dev.portgithub.validate;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record without a signature becomes what the setting says, and the first is told aloud. */
class UnsignedRecordsTest {
  private static final ReceivedRecord RECORD = new ReceivedRecord("t", 0, 1, START, new byte[] {1});
  private static final Proof SIGNED = new Proof(true, START);

  @Test
  void it_is_parked_unless_the_settings_let_it_pass() {
    assertThatThrownBy(() -> rule("park").judge(Proof.NONE, RECORD))
        .isInstanceOf(Unprovable.class)
        .hasMessageContainingAll("validate.unsigned", "park", "confirm-with-port");
    assertThat(rule("confirm-with-port").judge(Proof.NONE, RECORD)).isEqualTo(Proof.NONE);
    assertThat(trusting().judge(Proof.NONE, RECORD)).isEqualTo(Proof.BROKER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"park", "confirm-with-port"})
  void a_signed_one_passes_and_is_no_news(String word) {
    UnsignedRecords rule = rule(word);

    assertThat(rule.judge(SIGNED, RECORD)).isEqualTo(SIGNED);
    assertThat(rule.advice()).isNull();
  }

  @Test
  void the_first_is_told_in_one_line_that_names_the_setting() {
    UnsignedRecords rule = rule("park");
    try (LogLines log = new LogLines(UnsignedRecords.class)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> rule.judge(Proof.NONE, RECORD)).isInstanceOf(Unprovable.class);
      }
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("WARN ")
          .contains("t-0@1 carries no signature", "VALIDATE_UNSIGNED=confirm-with-port");
    }
    assertThat(rule.advice()).contains("3 records", "VALIDATE_UNSIGNED=confirm-with-port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"confirm-with-port", "trust-broker"})
  void there_is_nothing_to_do_about_those_that_pass(String word) {
    UnsignedRecords rule = word.equals("trust-broker") ? trusting() : rule(word);
    rule.judge(Proof.NONE, RECORD);

    assertThat(rule.advice()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"PLAINTEXT,u", "SASL_PLAINTEXT,u", "'',''"})
  void a_broker_without_tls_is_not_trusted(String protocol, String user) {
    assertThatThrownBy(() -> trusting(protocol, user))
        .hasMessageContainingAll("validate.unsigned=trust-broker", "kafka.security-protocol");
  }

  @ParameterizedTest
  @CsvSource({"SASL_SSL,u", "SSL,''", "ssl,''", "'',u"})
  void a_broker_with_tls_is_trusted(String protocol, String user) {
    assertThatCode(() -> trusting(protocol, user)).doesNotThrowAnyException();
  }

  @Test
  void any_other_word_stops_the_start() {
    assertThatThrownBy(() -> rule("accept"))
        .hasMessage(
            "validate.unsigned must be park, confirm-with-port or trust-broker, not accept");
  }

  private static UnsignedRecords rule(String word) {
    return new UnsignedRecords(TestSettings.with(), word);
  }

  private static UnsignedRecords trusting() {
    return new UnsignedRecords(
        TestSettings.with("kafka.security-protocol", "SASL_SSL"), "trust-broker");
  }

  private static UnsignedRecords trusting(String protocol, String user) {
    return new UnsignedRecords(
        TestSettings.with(
            "kafka.brokers", "b:1", "kafka.security-protocol", protocol, "kafka.username", user),
        "trust-broker");
  }
}
