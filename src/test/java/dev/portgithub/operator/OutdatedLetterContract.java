package dev.portgithub.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.world.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** A letter moves nothing but what it was written for. */
abstract class OutdatedLetterContract extends ParkedContract {

  OutdatedLetterContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void a_letter_that_was_replayed_does_not_take_the_inputs_of_a_run_that_is_parked_anew()
      throws Exception {
    parkAsAmbiguous("r_1");
    long first = letter();
    operations.replay(first);
    parkLost("r_1");

    assertThat(operations.discard(first)).contains("nothing was done");
    assertThat(backend.count("run where inputs is not null")).isOne();
    assertThat(operations.getParked()).isOne();
  }

  @Test
  void a_letter_that_is_not_the_latest_of_its_run_ends_without_moving_it() throws Exception {
    parkAsAmbiguous("r_1");
    long first = letter();
    operations.replay(first);
    parkLost("r_1");
    long second = letter();
    // As after a repair by hand.
    backend.execute("update dead_letter set status = 'PARKED' where id = ?", first);

    assertThat(operations.adopt(first, 7)).contains("Nothing was done");
    assertThat(operations.replay(first)).contains("nothing else was done");
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(letter()).isEqualTo(second);
    assertThat(operations.replay(second)).contains("located again");
  }

  @Test
  void a_run_that_went_on_by_other_means_is_left_alone() throws Exception {
    parkAsAmbiguous("r_1");
    backend.execute("update run set state = 'FINISHED' where run_id = 'r_1'");

    assertThat(operations.replay(letter())).contains("nothing else was done");
    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    assertThat(operations.getParked()).isZero();
  }

  @Test
  void a_letter_of_a_run_that_was_deleted_ends_without_starting_anything() throws Exception {
    parkAsAmbiguous("r_1");
    backend.execute("delete from run");

    assertThat(operations.replay(letter())).contains("nothing else was done");
    assertThat(backend.count("run")).isZero();
    assertThat(operations.getParked()).isZero();
  }

  @Test
  void a_genuine_record_ends_the_letters_of_the_unsigned_one_that_it_replaces() {
    parkUnknown("r_1");
    backend.accept("r_1");

    assertThat(operations.getParked()).isZero();
    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
  }

  @Test
  void a_report_that_was_delivered_after_all_is_not_sent_again() throws Exception {
    parkReport("r_1");
    backend.execute("update report set outcome = 'DELIVERED'");

    assertThat(operations.replay(letter())).contains("nothing is sent");
    assertThat(backend.deliverAll()).isEmpty();
    assertThat(operations.getParked()).isZero();
  }

  @Test
  void a_report_whose_run_was_deleted_is_not_sent_again() throws Exception {
    parkReport("r_1");
    backend.execute("delete from run");

    assertThat(operations.replay(letter())).contains("nothing is sent");
    assertThat(operations.getParked()).isZero();
  }

  @Test
  void the_letter_of_a_report_neither_adopts_nor_takes_the_inputs_of_its_parked_run() {
    backend.lose("r_1");
    parkReport();
    long report = letter();
    parkLost("r_1");

    assertThat(operations.adopt(report, 7)).contains("no dead letter");
    assertThat(operations.discard(report)).contains("is discarded");
    assertThat(backend.count("run where inputs is not null")).isOne();
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(operations.getParked()).isOne();
  }
}
