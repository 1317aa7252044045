package dev.portgithub.operator;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator reads, and what is done for many letters of a reason. */
abstract class ListContract extends ParkedContract {

  ListContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  @Tag("P5")
  void the_list_says_what_waits_why_and_what_to_do_and_shows_no_record() {
    parkRecord();
    parkAsAmbiguous("r_1");

    assertThat(operations.getParked()).isEqualTo(2);
    assertThat(operations.list(10).lines())
        .satisfiesExactly(
            record ->
                assertThat(record)
                    .contains("validate/UNSIGNED", "record org_test.github.runs-0@5", "Look at it.")
                    .doesNotContain("hidden"),
            run -> assertThat(run).contains("dispatch/AMBIGUOUS", "run r_1", "adopt"));
    assertThat(operations.list(0).lines()).hasSize(1);
  }

  @Test
  void reasons_are_listed_with_how_many_and_the_oldest() {
    parkRecord(1);
    backend.clock.tick(Duration.ofHours(1));
    parkRecord(2);
    parkAsAmbiguous("r_1");

    assertThat(operations.reasons().lines())
        .containsExactly(
            "validate/UNSIGNED: 2, the oldest from " + START,
            "dispatch/AMBIGUOUS: 1, the oldest from "
                + backend.value(
                    Instant.class, "select parked_at from dead_letter where run_id = 'r_1'"));
  }

  @Test
  void all_runs_of_a_reason_are_replayed_the_oldest_first_up_to_a_limit() {
    for (int i = 0; i < 5; i++) {
      parkAsAmbiguous("r_" + i, i);
    }
    parkRecord();

    assertThat(operations.replayAll("AMBIGUOUS", 3))
        .isEqualTo("AMBIGUOUS: 3 replayed.\nStill parked for AMBIGUOUS: 2.");
    assertThat(backend.count("run where state = 'LOCATING' and run_id in ('r_0', 'r_1', 'r_2')"))
        .isEqualTo(3);
    assertThat(operations.replayAll("AMBIGUOUS", 1000)).contains("2 replayed", ": 0.");
    assertThat(operations.getParked()).isOne();
  }

  @Test
  void thousands_are_discarded_page_by_page() {
    int letters = 2345;
    for (int i = 0; i < letters; i++) {
      parkRecord(i);
    }

    assertThat(operations.discardAll("UNSIGNED", 2000)).contains("2000 discarded", ": 345.");
    assertThat(operations.discardAll("UNSIGNED", 2000)).contains("345 discarded", ": 0.");
  }

  @Test
  void a_reason_that_nothing_is_parked_for_names_those_that_there_are() {
    assertThat(operations.replayAll("UNSINGED", 10)).contains("nothing was done", "None is parked");
    parkRecord();

    assertThat(operations.replayAll("UNSINGED", 10))
        .contains("No dead letter is parked for UNSINGED", "UNSIGNED (1)");
    assertThat(operations.discardAll("unsigned", 10)).contains("nothing was done");
    assertThat(operations.getParked()).isOne();
  }
}
