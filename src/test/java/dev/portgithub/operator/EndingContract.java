package dev.portgithub.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator ends a run in Port with a sentence, if it is ours and nothing else will end it. */
abstract class EndingContract extends ParkedContract {
  private static final String SENTENCE = "The repository was deleted.";

  EndingContract(StoreUnderTest store) {
    super(store);
  }

  @ParameterizedTest
  @CsvSource({"FAILURE", "SUCCESS"})
  @Tag("P3")
  void a_parked_run_ends_in_port_with_status_and_sentence_and_nothing_is_done_with_it_any_more(
      String status) {
    parkAsAmbiguous("r_1");
    backend.clock.tick(Duration.ofHours(1));
    long letter = letter();

    assertThat(operations.endInPort(letter, status, SENTENCE))
        .contains("Port will be told", status);
    assertThat(backend.find("r_1")).returns(RunState.FINISHED, Run::state);
    assertThat(letters(letter)).returns("ENDED", DeadLetter::status);
    List<String> told = backend.deliverAll();
    assertThat(told.get(told.size() - 2)).contains("has ended the run: " + SENTENCE);
    assertThat(told.get(told.size() - 1))
        .contains("\"status\":\"" + status, "Ended by an operator", SENTENCE);
    assertThat(backend.count("run where inputs is not null")).isZero();

    assertThat(operations.replay(letter)).contains("not parked any more");
    assertThat(operations.endInPort(letter, status, SENTENCE)).contains("has ended: Port has");
    backend.clock.tick(Duration.ofDays(1));
    assertThat(backend.locating.claim(10)).isEmpty();
    assertThat(backend.dispatches.claim(10)).isEmpty();
    assertThat(backend.deliverAll()).isEmpty();
    backend.clock.tick(TestBackend.RETENTION);
    backend.sweep();
    assertThat(backend.count("run")).as("kept as long as any ended run").isZero();
    assertThat(backend.count("dead_letter")).isZero();
  }

  @Test
  void a_run_whose_end_port_has_refused_is_told_another() {
    backend.accept("r_1");
    backend.dispatchFailures.refused(backend.claim("r_1"), new RemoteRefused(422, "no", ""));
    parkReport();
    parkReport();
    List<DeadLetter> parked = backend.deadLetterList.parked(10);
    assertThat(parked).extracting("reason").containsExactly("PORT_REFUSED", "PORT_REFUSED");

    assertThat(operations.endInPort(parked.get(0).id(), "FAILURE", SENTENCE)).contains("FAILURE");
    assertThat(operations.getParked()).as("both letters of the run").isZero();
    assertThat(backend.state("r_1")).isEqualTo("REFUSED");
    assertThat(backend.deliverAll()).hasSize(2);
  }

  @Test
  void a_run_that_goes_on_or_has_its_end_is_left_alone() {
    parkReport("r_1");
    long letter = letter();
    assertThat(operations.endInPort(letter, "FAILURE", SENTENCE))
        .contains("Run r_1 is ACCEPTED, and goes on by itself", "Nothing was done to dead letter");

    backend.dispatchFailures.refused(backend.claim("r_1"), new RemoteRefused(422, "no", ""));
    assertThat(operations.endInPort(letter, "FAILURE", SENTENCE))
        .contains("Port has its final status, or will be told");
    assertThat(operations.getParked()).isOne();
    assertThat(backend.reports("r_1")).noneMatch(report -> report.contains(SENTENCE));
  }

  @Test
  @Tag("P6")
  void what_nothing_proves_to_be_ours_is_not_ended() {
    parkUnknown("r_1");
    assertThat(operations.endInPort(letter(), "FAILURE", SENTENCE))
        .contains("nothing proves that it is Port's");
    operations.discard(letter());
    parkRecord();
    assertThat(operations.endInPort(letter(), "FAILURE", SENTENCE)).contains("about a record");
    assertThat(operations.endInPort(4711, "FAILURE", SENTENCE)).contains("no dead letter 4711");

    assertThat(operations.getParked()).isOne();
    assertThat(backend.count("report")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "DONE, a sentence, must be FAILURE or SUCCESS",
        "null, a sentence, must be FAILURE or SUCCESS",
        "FAILURE, null, Say in a sentence",
        "SUCCESS, ' ', Say in a sentence"
      })
  void an_argument_of_no_use_is_answered_in_words(String status, String sentence, String answer) {
    parkAsAmbiguous("r_1");
    assertThat(operations.endInPort(letter(), status, sentence))
        .contains(answer, "Nothing was done");
    assertThat(operations.endInPort(letter(), "FAILURE", "x".repeat(501))).contains("500");
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(operations.getParked()).isOne();
  }

  @Test
  void port_shows_of_a_run_whose_letter_is_discarded_that_nobody_does_anything_more() {
    parkAsAmbiguous("r_1");
    operations.discard(letter());
    assertThat(backend.reports("r_1"))
        .anyMatch(report -> report.contains("\"statusLabel\":\"Left by an operator\""))
        .last()
        .asString()
        .contains("nothing more happens by itself");
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
  }

  @Test
  void port_is_told_nothing_of_a_discarded_letter_whose_run_nothing_proves() {
    parkUnknown("r_1");
    operations.discard(letter());
    assertThat(backend.reports("r_1")).isEmpty();
  }

  @Test
  void port_shows_of_a_parked_run_that_a_person_must_look_if_it_is_provably_ours() {
    parkAsAmbiguous("r_1");
    assertThat(backend.reports("r_1"))
        .anyMatch(report -> report.contains("\"statusLabel\":\"Waits for an operator\""))
        .last()
        .asString()
        .contains("has to decide how it goes on");
    operations.replay(letter());
    assertThat(backend.reports("r_1"))
        .anyMatch(report -> report.contains("\"statusLabel\":\"Goes on\""));

    parkUnknown("r_2");
    assertThat(backend.reports("r_2")).isEmpty();

    backend.accept(TestRun.of("r_3").old().repo("other"));
    backend.confirm(
        TestBackend.only(backend.confirmations.claim(10), "r_3"),
        TestBackend.answer(
            200,
            "{'run':{'id':'r_3','status':'IN_PROGRESS','payload':{'type':'GITHUB','org':'acme-inc',"
                + "'repo':'infra','workflow':'deploy.yml'}}}"));
    assertThat(backend.state("r_3")).isEqualTo("PARKED");
    assertThat(backend.reports("r_3")).hasSize(2);
  }

  private DeadLetter letters(long id) {
    return backend.deadLetterList.find(id).orElseThrow();
  }
}
