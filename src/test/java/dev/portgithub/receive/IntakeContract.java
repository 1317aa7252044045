package dev.portgithub.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Stored;
import dev.portgithub.run.Why;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every record has exactly one outcome, which is durable, known once, and holds no secret in clear.
 */
abstract class IntakeContract extends DatabaseContract {
  IntakeContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void a_run_is_accepted_once_within_a_batch() {
    assertThat(store(accepted("r_1"), accepted("r_2"), accepted("r_1")))
        .containsExactly(Stored.ACCEPTED, Stored.ACCEPTED, Stored.DUPLICATE);
    assertThat(backend.count("run")).isEqualTo(2);
  }

  @Test
  @Tag("P1")
  void a_run_is_accepted_once_over_two_batches_and_keeps_its_state() {
    backend.start("r_1", 1);

    assertThat(store(accepted("r_1"))).containsExactly(Stored.DUPLICATE);
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void an_accepted_run_keeps_what_the_dispatch_needs() {
    store(TestRun.of("r_1").repo("shop").workflow("42").ref(null).unreported().accepted());

    var run = backend.find("r_1");
    assertThat(run.state()).isEqualTo(RunState.ACCEPTED);
    assertThat(run.target().repo()).isEqualTo("shop");
    assertThat(run.target().workflow()).isEqualTo("42");
    assertThat(run.target().ref()).isNull();
    assertThat(run.reportStatus()).isFalse();
    assertThat(run.acceptedAt()).isEqualTo(TestBackend.START);
    assertThat(run.recordAt()).isEqualTo(TestRun.RECORD_AT);
    assertThat(run.traceContext()).as("no traces are made").isNull();
    assertThat(backend.dueAt("r_1")).isEqualTo(TestBackend.START);
  }

  @Test
  void a_run_to_be_confirmed_cannot_be_dispatched() {
    store(TestRun.of("r_1").old().accepted());

    assertThat(backend.state("r_1")).isEqualTo("CONFIRMING");
    assertThat(backend.dispatches.claim(10)).isEmpty();
  }

  @Test
  void a_refusal_is_told_to_port_once_with_the_final_status_last() {
    assertThat(store(refused("r_1"), refused("r_1")))
        .containsExactly(Stored.REFUSED, Stored.DUPLICATE);
    assertThat(store(refused("r_1"))).containsExactly(Stored.DUPLICATE);

    assertThat(backend.state("r_1")).isEqualTo("REFUSED");
    assertThat(backend.reports("r_1"))
        .hasSize(2)
        .satisfies(
            reports -> {
              assertThat(reports.get(0)).startsWith("LOG ").contains("No such thing. Do it.");
              assertThat(reports.get(1)).startsWith("PATCH ").contains("\"status\":\"FAILURE\"");
            });
    assertThat(backend.deliverAll()).hasSize(2);
  }

  @Test
  void a_refusal_does_not_touch_a_run_that_is_known() {
    backend.start("r_1", 1);

    assertThat(store(refused("r_1"))).containsExactly(Stored.DUPLICATE);
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
    assertThat(backend.reports("r_1")).noneMatch(report -> report.contains("FAILURE"));
  }

  @Test
  @Tag("P1")
  void a_record_is_parked_once_although_it_is_delivered_twice() {
    assertThat(store(parked(TestRun.record(5)), parked(TestRun.record(5))))
        .containsExactly(Stored.PARKED, Stored.PARKED);
    store(parked(TestRun.record(5)));

    assertThat(backend.deadLetterList.parked(10)).hasSize(1);
  }

  @Test
  void the_same_offset_of_a_topic_that_was_made_anew_is_another_record() {
    ReceivedRecord before = TestRun.record(5);
    ReceivedRecord anew =
        new ReceivedRecord(
            before.topic(), 0, 5, TestRun.RECORD_AT.plusSeconds(3600), before.value());
    store(parked(before), parked(anew));

    assertThat(backend.deadLetterList.parked(10)).hasSize(2);
  }

  @Test
  void a_parked_record_comes_back_as_it_was_received() {
    store(parked(TestRun.record(5, "what was received")));

    ReceivedRecord back = backend.deadLetterList.record(onlyLetter().id()).orElseThrow();
    assertThat(back.value()).asString(StandardCharsets.UTF_8).isEqualTo("what was received");
    assertThat(back).hasToString("Record org_test.github.runs-0@5");
    assertThat(back.at()).isEqualTo(TestRun.RECORD_AT);
  }

  @Test
  void a_record_without_a_value_can_be_parked() {
    store(parked(new ReceivedRecord("t", 1, 2, TestRun.RECORD_AT, null)));

    assertThat(backend.deadLetterList.record(onlyLetter().id()).orElseThrow().value()).isEmpty();
  }

  @Test
  void a_skipped_record_leaves_nothing() {
    assertThat(store(new Outcome.Skipped(TestRun.record(5), "CHANGE_LOG", "Not ours.")))
        .containsExactly(Stored.SKIPPED);
    assertThat(backend.count("run") + backend.count("dead_letter")).isZero();
  }

  @Test
  @Tag("P1")
  void a_batch_is_stored_whole_or_not_at_all() {
    String tooLong = "r".repeat(101);

    assertThatThrownBy(() -> store(accepted("r_1"), parked(TestRun.record(5)), accepted(tooLong)))
        .isNotNull();
    assertThat(backend.count("run") + backend.count("dead_letter")).isZero();
    assertThat(store(accepted("r_1"))).containsExactly(Stored.ACCEPTED);
  }

  @Test
  void the_longest_names_that_validation_lets_pass_fit() {
    String runId = "r".repeat(100);
    TestRun longest =
        TestRun.of(runId)
            .repo("p".repeat(100))
            .workflow("ü".repeat(251) + ".yml")
            .ref("b".repeat(255))
            .inputs(Map.of("text", "€".repeat(65_000)));

    assertThat(store(longest.accepted())).containsExactly(Stored.ACCEPTED);
  }

  @Test
  void a_signed_record_takes_over_from_an_unsigned_one_that_waits_for_confirmation() {
    store(TestRun.of("r_1").unsigned().repo("forged").accepted());

    assertThat(store(accepted("r_1"))).containsExactly(Stored.ACCEPTED);
    assertThat(backend.find("r_1"))
        .returns(RunState.ACCEPTED, run -> run.state())
        .returns(TestRun.REPO, run -> run.target().repo())
        .returns(true, run -> run.signed());
  }

  @Test
  void a_signed_record_takes_over_from_an_unsigned_one_that_was_parked() {
    store(TestRun.of("r_1").unsigned().accepted());
    var run = backend.confirmations.claim(1).get(0);
    backend.confirm(
        run, TestBackend.answer(200, "{'run':{'status':'IN_PROGRESS','payload':{'org':'x'}}}"));
    assertThat(backend.state("r_1")).isEqualTo("PARKED");

    assertThat(store(accepted("r_1"))).containsExactly(Stored.ACCEPTED);
  }

  @Test
  void a_signed_record_never_takes_over_from_one_that_may_have_been_started() {
    store(TestRun.of("r_1").unsigned().accepted());
    for (String state :
        List.of("ACCEPTED", "DISPATCHING", "LOCATING", "RUNNING", "FINISHED", "PARKED")) {
      backend.execute(
          "update run set state = ?, intent_at = ? where run_id = 'r_1'", state, TestBackend.START);

      assertThat(store(accepted("r_1"))).as(state).containsExactly(Stored.DUPLICATE);
      assertThat(backend.state("r_1")).isEqualTo(state);
    }
  }

  @Test
  void an_unsigned_record_takes_over_from_nobody() {
    store(TestRun.of("r_1").old().accepted(), TestRun.of("r_2").unsigned().accepted());

    assertThat(
            store(
                TestRun.of("r_1").unsigned().repo("forged").accepted(),
                TestRun.of("r_2").unsigned().repo("forged").accepted()))
        .containsExactly(Stored.DUPLICATE, Stored.DUPLICATE);
    assertThat(backend.count("run where repo = 'forged'")).isZero();
  }

  @Test
  void a_replayed_record_settles_its_dead_letter_with_its_new_outcome() {
    store(parked(TestRun.record(5)));

    assertThat(backend.intake.storeReplayed(onlyLetter(), accepted("r_1")))
        .isEqualTo(Stored.ACCEPTED);
    assertThat(backend.deadLetterList.countParked()).isZero();
    assertThat(backend.state("r_1")).isEqualTo("ACCEPTED");
  }

  @Test
  void a_record_that_is_replayed_twice_starts_nothing_twice() {
    store(parked(TestRun.record(5)));
    DeadLetter letter = onlyLetter();
    backend.intake.storeReplayed(letter, accepted("r_1"));

    assertThat(backend.intake.storeReplayed(letter, accepted("r_1")))
        .isEqualTo(Stored.SETTLED_MEANWHILE);
    assertThat(backend.intake.storeReplayed(letter, parked(TestRun.record(5))))
        .isEqualTo(Stored.SETTLED_MEANWHILE);
    assertThat(backend.deadLetterList.countParked()).isZero();
  }

  @Test
  void a_replay_that_ends_where_it_began_keeps_one_dead_letter() {
    store(parked(TestRun.record(5)));
    DeadLetter letter = onlyLetter();

    backend.intake.storeReplayed(
        letter,
        new Outcome.Parked(TestRun.record(5), new Why("NEW_REASON", "Still wrong.", "Do more.")));

    assertThat(onlyLetter())
        .returns(letter.id(), DeadLetter::id)
        .returns("NEW_REASON", DeadLetter::reason)
        .returns(2, DeadLetter::attempts);
  }

  @Test
  @Tag("P5")
  void neither_inputs_nor_parked_records_are_in_the_database_in_clear() throws IOException {
    String secret = "secret-" + UUID.randomUUID();
    String known = "known-" + UUID.randomUUID();
    store(
        TestRun.of("r_1").repo(known).inputs(Map.of("password", secret)).accepted(),
        parked(TestRun.record(5, "{\"password\":\"" + secret + "\"}")));
    var intended = backend.dispatches.intend(backend.claim("r_1"));
    assertThat(backend.dispatchCall(intended).json()).contains(secret);
    backend.dispatchFailures.lost(intended, new IOException("reset"));

    // The known name shows that the search would find the secret.
    assertThat(contents()).contains(known).doesNotContain(secret);
    if (store == StoreUnderTest.H2) {
      assertThat(files()).contains(known).doesNotContain(secret);
    }
  }

  /** All texts and bytes of all tables. */
  private String contents() {
    List<String> found = new ArrayList<>();
    for (String table : List.of("run", "report", "dead_letter", "repository", "credential")) {
      backend.jdbi.useHandle(
          handle ->
              handle
                  .select("select * from " + table)
                  .map(
                      (row, context) -> {
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                          found.add(String.valueOf(row.getString(i)));
                          byte[] bytes =
                              row.getMetaData().getColumnTypeName(i).matches("(?i)bytea|.*binary.*")
                                  ? row.getBytes(i)
                                  : null;
                          found.add(
                              bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1));
                        }
                        return 1;
                      })
                  .list());
    }
    return String.join("\n", found);
  }

  private static String files() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(StoreUnderTest.folder())) {
      for (Path file : files.toList()) {
        all.write(Files.readAllBytes(file));
      }
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private List<Stored> store(Outcome... outcomes) {
    return backend.intake.store(outcomes.length, List.of(outcomes));
  }

  private DeadLetter onlyLetter() {
    List<DeadLetter> letters = backend.deadLetterList.parked(10);
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private static Outcome accepted(String runId) {
    return TestRun.of(runId).accepted();
  }

  private static Outcome refused(String runId) {
    return new Outcome.Refused(
        TestRun.record(6), runId, new Why("BAD_REPO", "No such thing.", "Do it."));
  }

  private static Outcome parked(ReceivedRecord record) {
    return new Outcome.Parked(record, new Why("UNSIGNED", "It is unsigned.", "Look at it."));
  }
}
