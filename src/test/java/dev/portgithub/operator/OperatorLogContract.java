package dev.portgithub.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.journal.Journal;
import dev.portgithub.journal.Operation;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever an operator does can be read in the log and in the journal: what, to which letter, and
 * what came of it.
 */
abstract class OperatorLogContract extends ParkedContract {
  private LogLines log;

  OperatorLogContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void listen() {
    log = new LogLines(LetterOperations.class);
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
    assertThat(journal()).singleElement().asString().contains("replay|", "|failed: ");
  }

  @Test
  void every_operation_stands_in_the_journal_with_its_reason_and_its_outcome() {
    parkAsAmbiguous("r_1");
    long letter = letter();
    operations.adoptBecause(letter, 7, "seen in GitHub");
    operations.replayBecause(letter, "GitHub\nworks again");
    operations.discard(letter);
    operations.replay(4711);
    backend.bean(Pausing.class).pause("poll", "maintenance");
    backend.bean(Pausing.class).resume("poll");

    String about = "|dead letter %d (dispatch/AMBIGUOUS, run r_1)|r_1|".formatted(letter);
    assertThat(journal())
        .satisfiesExactly(
            adopt -> assertThat(adopt).contains("adopt workflow run 7" + about, "seen in GitHub|"),
            replay ->
                assertThat(replay)
                    .startsWith("an operator|replay" + about + "GitHub works again|Run r_1 may"),
            discard -> assertThat(discard).contains("|discard" + about + "null|", "not parked"),
            unknown -> assertThat(unknown).contains("|dead letter 4711|null|null|There is no"),
            pause -> assertThat(pause).contains("|pause|stage poll|null|maintenance|since "),
            resume -> assertThat(resume).contains("|resume|stage poll|null|null|it was paused"));
    assertThat(backend.bean(JournalInJmx.class).list(2).lines())
        .satisfiesExactly(
            resume -> assertThat(resume).contains("an operator: resume, stage poll: it was"),
            pause -> assertThat(pause).contains("pause, stage poll, because \"maintenance\": "));
    assertThat(backend.bean(JournalInJmx.class).listAbout("r_1").lines()).hasSize(3);
    assertThat(backend.bean(JournalInJmx.class).listAbout("r_2")).isEmpty();
  }

  @Test
  void an_operation_on_many_and_each_of_its_letters_stand_in_the_journal() {
    parkRecord(1);
    parkRecord(2);
    operations.discardAllBecause("UNSIGNED", 10, "garbage");

    assertThat(journal())
        .satisfiesExactly(
            all -> assertThat(all).contains("|discardAll|letters parked for UNSIGNED, at most 10|"),
            first -> assertThat(first).contains("|discard|", "@1)|null|garbage|"),
            second -> assertThat(second).contains("|discard|", "@2)|null|garbage|"));
  }

  @Test
  void nothing_is_done_that_cannot_be_noted() {
    parkRecord();
    backend.execute("alter table operation rename to operation_away");
    try {
      assertThatThrownBy(() -> operations.discard(letter())).isInstanceOf(RuntimeException.class);
    } finally {
      backend.execute("alter table operation_away rename to operation");
    }
    assertThat(operations.getParked()).isOne();
  }

  @Test
  void the_journal_is_kept_as_long_as_ended_runs() {
    operations.discard(4711);
    backend.clock.tick(TestBackend.RETENTION);
    operations.discard(4712);
    backend.sweep();
    assertThat(journal()).hasSize(2);

    backend.clock.tick(Duration.ofSeconds(1));
    backend.sweep();
    assertThat(journal()).singleElement().asString().contains("4712");
  }

  /** The first one first. */
  private List<String> journal() {
    return backend.bean(Journal.class).latest(0, 100).stream()
        .sorted(Comparator.comparing(Operation::id))
        .map(
            each ->
                String.join(
                    "|",
                    each.doneBy(),
                    each.what(),
                    each.about(),
                    String.valueOf(each.runId()),
                    String.valueOf(each.why()),
                    each.outcome()))
        .toList();
  }
}
