package dev.portgithub.deadletter;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.deadletter.DeadLetters.DeadLetter;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.PortReports;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.run.Stored;
import dev.portgithub.run.Why;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.store.Seal.SealBroken;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is parked waits for an operator, whose replay never starts a workflow twice. */
abstract class DeadLetterContract extends DatabaseContract {
  private static final int THREADS = 8;
  private static final int ROUNDS = 15;

  private Operations operations;

  DeadLetterContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void openTheOperations() {
    operations = new Operations(backend.deadLetters, backend.replays);
  }

  @Test
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
  void nothing_is_done_for_a_letter_that_does_not_exist() {
    assertThat(operations.replay(4711)).contains("no dead letter 4711");
    assertThat(operations.adopt(4711, 1)).contains("no dead letter 4711");
    assertThat(operations.discard(4711)).contains("no dead letter 4711");
  }

  // --- Replays

  @Test
  void a_run_that_was_never_started_is_dispatched_by_its_replay() throws Exception {
    parkUnknown("r_1");

    assertThat(operations.replay(letter())).contains("it will be dispatched");
    assertThat(backend.claim("r_1").state()).isEqualTo(RunState.ACCEPTED);
  }

  @Test
  void a_run_that_may_have_been_started_is_looked_for_by_its_replay() throws Exception {
    parkAsAmbiguous("r_1");

    assertThat(operations.replay(letter())).contains("looked for again");
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
    assertThat(backend.dispatches.claim(10)).isEmpty();
    backend.locate(backend.locating.claim(1).get(0), list("{'id':7}"));
    assertThat(backend.find("r_1").workflowRunId()).isEqualTo(7);
  }

  @Test
  void a_run_whose_inputs_could_not_be_opened_is_located_before_it_is_dispatched()
      throws Exception {
    Run run = backend.intend("r_1");
    SealBroken broken =
        catchThrowableOfType(
            SealBroken.class,
            () -> backend.another("port.client-secret", "other").dispatchCalls.make(run));
    backend.dispatchFailures.parkSealed(run, broken);
    backend.clock.tick(Duration.ofHours(1));
    operations.replay(letter());
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");

    backend.lookInVain("r_1");
    assertThat(backend.dispatches.intend(backend.claim("r_1")).state())
        .isEqualTo(RunState.DISPATCHING);
  }

  @Test
  void a_run_with_a_workflow_run_is_followed_by_its_replay() throws Exception {
    parkAtDeadline("r_1");
    backend.clock.tick(Duration.ofHours(1));

    assertThat(operations.replay(letter())).contains("it is not started again");
    assertThat(backend.find("r_1"))
        .returns(RunState.RUNNING, Run::state)
        .returns(1L, Run::workflowRunId);
    assertThat(backend.polling.claim(10)).hasSize(1);
  }

  @Test
  void no_replay_of_a_run_that_was_perhaps_started_makes_it_acceptable() throws Exception {
    parkAsAmbiguous("r_1");
    parkAtDeadline("r_2");
    backend.dispatches.startedUnnamed(backend.intend(TestRun.of("r_3").workflow("b.yml")));
    backend.clock.tick(Duration.ofHours(1));
    backend.lookInVain("r_3");
    assertThat(operations.getParked()).isEqualTo(3);

    for (DeadLetter letter : backend.deadLetters.parked(10)) {
      operations.replay(letter.id());
    }
    assertThat(backend.count("run where state = 'ACCEPTED'")).isZero();
    backend.clock.tick(Duration.ofDays(3));
    assertThat(backend.dispatches.claim(10)).isEmpty();
  }

  @Test
  void a_replay_takes_the_row_from_whoever_held_it_before() throws Exception {
    Run before = backend.lose("r_1");
    parkLost("r_1");
    operations.replay(letter());

    assertThat(backend.find("r_1").claim()).isGreaterThan(before.claim() + 1);
  }

  @Test
  void a_report_is_sent_again_by_its_replay_before_those_behind_it() throws Exception {
    parkReport("r_1");
    backend.jdbi.useTransaction(
        handle -> backend.outbox.add(handle, "r_1", PortReports.line("next")));

    assertThat(operations.replay(letter())).contains("will be sent to Port again");
    assertThat(backend.deliverAll())
        .containsExactly("{\"message\":\"refused\"}", "{\"message\":\"next\"}");
  }

  @Test
  void a_replay_that_is_made_twice_does_nothing_the_second_time() throws Exception {
    parkAsAmbiguous("r_1");
    long letter = letter();
    operations.replay(letter);
    Run after = backend.find("r_1");

    assertThat(operations.replay(letter)).contains("nothing was done");
    assertThat(backend.find("r_1")).isEqualTo(after);
    assertThat(operations.discard(letter)).contains("nothing was done");
  }

  @Test
  void a_record_whose_letter_is_settled_is_not_replayed() throws Exception {
    parkRecord();
    long letter = letter();
    operations.discard(letter);

    assertThat(operations.replay(letter)).contains("nothing was done");
  }

  // --- Adoption

  @Test
  void an_adopted_workflow_run_is_followed_and_port_gets_its_number() throws Exception {
    parkAsAmbiguous("r_1");

    assertThat(operations.adopt(letter(), 7)).contains("followed");
    assertThat(backend.find("r_1"))
        .returns(RunState.RUNNING, Run::state)
        .returns(7L, Run::workflowRunId)
        .returns(START, Run::startedAt);
    assertThat(operations.getParked()).isZero();
    assertThat(backend.polling.claim(10)).hasSize(1);
    assertThat(backend.count("run where inputs is not null")).isZero();
    assertThat(backend.reports("r_1")).anyMatch(r -> r.contains("\"externalRunId\":\"7\""));
  }

  @Test
  void an_adopted_run_whose_action_asks_for_no_status_gets_none() {
    backend.lose(TestRun.of("r_1").unreported());
    parkLost("r_1");
    operations.adopt(letter(), 7);

    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    backend.clock.tick(Duration.ofDays(1));
    assertThat(backend.polling.claim(10)).isEmpty();
  }

  @Test
  void a_workflow_run_that_another_run_holds_cannot_be_adopted() {
    backend.start("r_0", 7);
    parkAsAmbiguous("r_1");

    assertThat(operations.adopt(letter(), 7)).contains("Nothing was done");
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(operations.getParked()).isOne();
  }

  @Test
  void a_run_that_is_not_parked_any_more_adopts_nothing() throws Exception {
    parkAsAmbiguous("r_1");
    long letter = letter();
    operations.replay(letter);

    assertThat(operations.adopt(letter, 7)).contains("Nothing was done");
    assertThat(backend.find("r_1").workflowRunId()).isNull();
  }

  @Test
  void a_record_adopts_nothing() {
    parkRecord();

    assertThat(operations.adopt(letter(), 7)).contains("no dead letter");
  }

  @Test
  void a_discarded_letter_is_settled_and_its_run_stays_as_it_is() {
    parkAsAmbiguous("r_1");
    Run before = backend.find("r_1");

    assertThat(operations.discard(letter())).contains("is discarded");
    assertThat(operations.getParked()).isZero();
    assertThat(backend.find("r_1")).isEqualTo(before);
  }

  // --- Letters that are outdated

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
    assertThat(operations.replay(second)).contains("looked for again");
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

  // --- Several operators at once

  @Test
  void of_many_replays_of_a_record_at_once_one_decides_and_the_others_change_nothing()
      throws Exception {
    TestBackend other = backend.another();
    for (int round = 0; round < ROUNDS; round++) {
      String runId = "r_" + round;
      parkRecord(round);
      DeadLetter letter = backend.deadLetters.find(letter()).orElseThrow();
      List<Stored> words =
          atOnce(
              number ->
                  (number % 2 == 0 ? backend : other)
                      .intake.storeReplayed(
                          letter,
                          // Two may judge it differently: one was configured anew.
                          number % 4 < 2
                              ? TestRun.of(runId).accepted()
                              : parked(letter.kafkaOffset())));

      assertThat(words).filteredOn(word -> word != Stored.SETTLED_MEANWHILE).hasSize(1);
      boolean accepted = words.contains(Stored.ACCEPTED);
      DeadLetter after = backend.deadLetters.find(letter.id()).orElseThrow();
      assertThat(after.status()).isEqualTo(accepted ? "REPLAYED" : "PARKED");
      assertThat(after.attempts()).isEqualTo(accepted ? 1 : 2);
      assertThat(backend.count("run where run_id = ?", runId)).isEqualTo(accepted ? 1 : 0);
      operations.discard(letter.id());
    }
  }

  @Test
  void of_many_replays_of_a_run_at_once_one_puts_it_to_work() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      parkAsAmbiguous("r_" + round, round);
      long claim = backend.find("r_" + round).claim();
      long letter = letter();
      List<String> answers = atOnce(number -> operations(number).replay(letter));

      assertThat(answers).filteredOn(answer -> answer.contains("looked for again")).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.contains("nothing was done"))
          .hasSize(THREADS - 1);
      assertThat(backend.find("r_" + round).claim()).isEqualTo(claim + 1);
    }
  }

  @Test
  void of_replays_and_discards_at_once_one_is_done() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String runId = "r_" + round;
      parkAsAmbiguous(runId, round);
      long letter = letter();
      List<String> answers =
          atOnce(
              number ->
                  number % 2 == 0
                      ? operations(number).replay(letter)
                      : operations(number).discard(letter));

      assertThat(answers)
          .filteredOn(answer -> answer.contains("nothing was done"))
          .hasSize(THREADS - 1);
      boolean replayed = answers.stream().anyMatch(answer -> answer.contains("looked for"));
      assertThat(backend.deadLetters.find(letter).orElseThrow().status())
          .isEqualTo(replayed ? "REPLAYED" : "DISCARDED");
      assertThat(backend.state(runId)).isEqualTo(replayed ? "LOCATING" : "PARKED");
      assertThat(backend.count("run where run_id = ? and inputs is not null", runId))
          .isEqualTo(replayed ? 1 : 0);
    }
  }

  @Test
  void of_adoptions_and_replays_at_once_one_is_done() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String runId = "r_" + round;
      long first = 1000L * (round + 1);
      parkAsAmbiguous(runId, round);
      long letter = letter();
      List<String> answers =
          atOnce(
              number ->
                  number == 0
                      ? operations(number).replay(letter)
                      : operations(number).adopt(letter, first + number));

      assertThat(answers)
          .filteredOn(answer -> answer.toLowerCase(Locale.ROOT).contains("nothing was done"))
          .hasSize(THREADS - 1);
      boolean adopted = answers.stream().anyMatch(answer -> answer.contains("followed"));
      assertThat(backend.state(runId)).isEqualTo(adopted ? "RUNNING" : "LOCATING");
      assertThat(backend.find(runId).workflowRunId() != null).isEqualTo(adopted);
      assertThat(backend.count("report where run_id = ? and body like '%externalRunId%'", runId))
          .isEqualTo(adopted ? 1 : 0);
      assertThat(operations.getParked()).isZero();
    }
  }

  @Test
  void one_workflow_run_is_adopted_by_one_of_many_runs_at_once() throws Exception {
    // No more dispatches than a minute allows.
    for (int round = 0; round < 60 / THREADS; round++) {
      long workflowRun = 5000L + round;
      List<Long> letters = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        parkAsAmbiguous("r_" + round + "_" + i, round * THREADS + i);
        letters.add(backend.value(Long.class, "select max(id) from dead_letter"));
      }
      List<String> answers =
          atOnce(number -> operations(number).adopt(letters.get(number), workflowRun));

      assertThat(answers).filteredOn(answer -> answer.contains("followed")).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.contains("another run has workflow run " + workflowRun))
          .hasSize(THREADS - 1);
      assertThat(operations.getParked()).isEqualTo(THREADS - 1);
      letters.forEach(operations::discard);
    }
  }

  @Test
  void of_replays_and_discards_of_a_report_at_once_one_is_done() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String runId = "r_" + round;
      parkReport(runId);
      long letter = letter();
      List<String> answers =
          atOnce(
              number ->
                  number % 2 == 0
                      ? operations(number).replay(letter)
                      : operations(number).discard(letter));

      assertThat(answers)
          .filteredOn(answer -> answer.contains("nothing was done"))
          .hasSize(THREADS - 1);
      boolean replayed = answers.stream().anyMatch(answer -> answer.contains("sent to Port again"));
      assertThat(backend.deliverAll()).hasSize(replayed ? 1 : 0);
    }
  }

  @Test
  void a_genuine_record_and_a_replay_of_the_unsigned_one_at_once_leave_one_run() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String runId = "r_" + round;
      parkUnknown(runId);
      long letter = letter();
      atOnce(
          number ->
              number % 2 == 0
                  ? operations(number).replay(letter)
                  : backend.intake.store(1, List.of(TestRun.of(runId).accepted())).get(0).word());

      assertThat(backend.state(runId)).isEqualTo("ACCEPTED");
      assertThat(operations.getParked()).isZero();
    }
  }

  private Operations operations(int number) {
    TestBackend instance = number % 2 == 0 ? backend : backend.another();
    return new Operations(instance.deadLetters, instance.replays);
  }

  /** Runs it in all threads at the same instant, as far as threads can. */
  private static <T> List<T> atOnce(IntFunction<T> operation) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<T>> answers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        answers.add(
            threads.submit(
                () -> {
                  start.await();
                  return operation.apply(number);
                }));
      }
      List<T> texts = new ArrayList<>();
      for (Future<T> answer : answers) {
        texts.add(answer.get());
      }
      return texts;
    } finally {
      threads.shutdownNow();
    }
  }

  // --- Many letters of a reason

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
                + START.plus(Duration.ofHours(1)).plusSeconds(1));
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
  void two_who_replay_all_at_once_replay_each_letter_once() throws Exception {
    for (int i = 0; i < 40; i++) {
      parkAsAmbiguous("r_" + i, i);
    }
    List<String> answers = atOnce(number -> operations(number).replayAll("AMBIGUOUS", 1000));

    int replayed =
        answers.stream()
            .filter(answer -> answer.startsWith("AMBIGUOUS: "))
            .mapToInt(answer -> Integer.parseInt(answer.split(" ")[1]))
            .sum();
    assertThat(replayed).isEqualTo(40);
    assertThat(operations.getParked()).isZero();
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

  // --- Notices

  @Test
  void operators_are_told_of_each_letter_once_and_without_its_record() {
    parkRecord();
    parkAsAmbiguous("r_1");
    Notices notices = notices();
    Notices.Notice notice = notices.collect();

    assertThat(notice.title()).isEqualTo("Port GitHub Backend parked 2 dead letters");
    assertThat(notice.text())
        .contains("UNSIGNED", "AMBIGUOUS", "run `r_1`")
        .doesNotContain("hidden");
    assertThat(notices.collect().letters()).isEqualTo(notice.letters());
    notices.sent(notice);
    assertThat(notices.collect()).isNull();
  }

  @Test
  void there_is_no_notice_of_a_letter_that_was_settled_before() {
    parkRecord();
    operations.discard(letter());

    assertThat(notices().collect()).isNull();
  }

  @Test
  void nobody_is_told_who_did_not_ask_for_it() {
    parkRecord();

    assertThat(notices(false).collect()).isNull();
    assertThat(notices(true).collect().letters()).hasSize(1);
  }

  private Notices notices() {
    return notices(true);
  }

  private Notices notices(boolean wanted) {
    return new Notices(
        backend.jdbi,
        backend.clock,
        new dev.portgithub.github.GitHubAccess(
            dev.portgithub.world.TestSettings.with(), backend.clock),
        wanted,
        "acme-inc");
  }

  private void parkRecord() {
    parkRecord(5);
  }

  private void parkRecord(long offset) {
    backend.intake.store(1, List.of(parked(offset)));
  }

  private static Outcome parked(long offset) {
    return new Outcome.Parked(
        TestRun.record(offset, "hidden"), new Why("UNSIGNED", "It is unsigned.", "Look at it."));
  }

  /** From an unsigned record, of a run that Port does not know. */
  private void parkUnknown(String runId) {
    backend.accept(TestRun.of(runId).unsigned());
    backend.confirmations.unknown(
        backend.confirmations.claim(1).get(0), new RemoteRefused(404, "unknown", ""));
  }

  /** A line that Port refused, of a run that waits to be dispatched. */
  private void parkReport(String runId) {
    backend.accept(runId);
    backend.jdbi.useTransaction(
        handle -> backend.outbox.add(handle, runId, PortReports.line("refused")));
    parkReport();
  }

  /** What is due first. */
  private void parkReport() {
    if (backend.count("report") == 0) {
      backend.jdbi.useTransaction(
          handle -> backend.outbox.add(handle, "r_1", PortReports.line("refused")));
    }
    backend.delivery.park(
        backend.delivery.refusal(
            backend.outbox.claim(1).get(0), new RemoteRefused(422, "Port answered 422", "")));
  }

  private void parkAsAmbiguous(String runId) {
    backend.lose(runId);
    parkLost(runId);
  }

  /** Of a workflow of its own, so that many can be located. */
  private void parkAsAmbiguous(String runId, int number) {
    backend.lose(TestRun.of(runId).workflow("w" + number + ".yml"));
    parkLost(runId);
  }

  private void parkLost(String runId) {
    Instant due = backend.dueAt(runId);
    Instant now = Instant.now(backend.clock);
    backend.clock.set(due);
    backend.locate(
        TestBackend.only(backend.locating.claim(10), runId), list("{'id':70}", "{'id':71}"));
    backend.clock.set(now);
    assertThat(backend.state(runId)).isEqualTo("PARKED");
  }

  private void parkAtDeadline(String runId) {
    backend.start(TestRun.of(runId).workflow(runId + ".yml"), 1);
    backend.clock.tick(TestBackend.POLL_DEADLINE.plusHours(1));
    backend.polling.polled(backend.polling.claim(1).get(0), list());
    assertThat(backend.state(runId)).isEqualTo("PARKED");
  }

  private long letter() {
    List<DeadLetter> letters = backend.deadLetters.parked(10);
    assertThat(letters).hasSize(1);
    return letters.get(0).id();
  }
}
