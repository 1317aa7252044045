package dev.portgithub.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.StoreUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever an operator does can be read in the log: what, to which letter, and what came of it. */
abstract class OperatorLogContract extends ParkedContract {
  private LogLines log;

  OperatorLogContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void listen() {
    log = new LogLines(Operations.class);
  }

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void a_discard_is_logged_with_run_stage_and_reason() {
    parkAsAmbiguous("r_1");
    long letter = letter();
    operations.discard(letter);

    assertThat(log.lines())
        .containsExactly(
            "INFO Dead letter %d (dispatch/AMBIGUOUS, run r_1): discard, by an operator: Dead letter %d is discarded;"
                    .formatted(letter, letter)
                + " its run in Port stays as it is.");
  }

  @Test
  void a_discard_says_why_on_one_line_and_where_its_record_stands() {
    parkRecord();
    operations.discardBecause(letter(), "garbage,\nasked\u0000 the sender");

    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("(validate/UNSIGNED, record org_test.github.runs-0@5)")
        .contains("discard because \"garbage, asked the sender\", by an operator");
    assertThat(operations.getParked()).isZero();
  }

  @Test
  void a_discard_without_a_reason_is_as_good() {
    parkRecord();
    operations.discardBecause(letter(), null);

    assertThat(log.lines()).singleElement().asString().contains(": discard, by an operator: ");
  }

  @Test
  void a_replay_and_an_adoption_are_logged_and_so_is_what_came_to_nothing() {
    parkAsAmbiguous("r_1");
    long letter = letter();
    operations.replay(letter);
    operations.adopt(letter, 7);
    operations.discard(4711);

    assertThat(log.lines()).hasSize(3);
    assertThat(log.lines().get(0)).contains("run r_1): replay, by an operator: Run r_1 may have");
    assertThat(log.lines().get(1)).contains("adopt workflow run 7, by", "Nothing was done");
    assertThat(log.lines().get(2)).contains("Dead letter 4711: discard, by", "no such letter");
  }

  @Test
  void an_operation_on_many_is_logged_with_each_of_its_letters() {
    parkRecord(1);
    parkRecord(2);
    operations.discardAll("UNSIGNED", 10);

    assertThat(log.lines())
        .satisfiesExactly(
            begin -> assertThat(begin).contains("discardAll of UNSIGNED, at most 10, by an op"),
            first -> assertThat(first).contains("runs-0@1): discard, by an operator"),
            second -> assertThat(second).contains("runs-0@2): discard, by an operator"),
            end -> assertThat(end).contains("UNSIGNED: 2 discarded. Still parked"));
  }

  @Test
  void an_operation_that_the_store_fails_is_logged() {
    parkAsAmbiguous("r_1");
    long letter = letter();
    backend.execute("alter table run rename to run_away");
    try {
      assertThatThrownBy(() -> operations.replay(letter)).isInstanceOf(RuntimeException.class);
    } finally {
      backend.execute("alter table run_away rename to run");
    }

    assertThat(log.lines()).singleElement().asString().contains("replay, by", ": failed: ");
  }
}
