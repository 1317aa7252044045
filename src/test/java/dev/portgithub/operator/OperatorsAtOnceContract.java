package dev.portgithub.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.run.Run;
import dev.portgithub.run.Stored;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of several operators at once one does what it says, and the others change nothing. */
abstract class OperatorsAtOnceContract extends ParkedContract {
  private static final int THREADS = 8;
  private static final int ROUNDS = 15;

  OperatorsAtOnceContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void of_many_replays_of_a_record_at_once_one_decides_and_the_others_change_nothing()
      throws Exception {
    TestBackend other = backend.another();
    for (int round = 0; round < ROUNDS; round++) {
      String runId = "r_" + round;
      parkRecord(round);
      DeadLetter letter = backend.deadLetterList.find(letter()).orElseThrow();
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
      DeadLetter after = backend.deadLetterList.find(letter.id()).orElseThrow();
      assertThat(after.status()).isEqualTo(accepted ? "REPLAYED" : "PARKED");
      assertThat(after.attempts()).isEqualTo(accepted ? 1 : 2);
      assertThat(backend.count("run where run_id = ?", runId)).isEqualTo(accepted ? 1 : 0);
      operations.discard(letter.id());
    }
  }

  @Test
  @Tag("P2")
  void of_many_replays_of_a_run_at_once_one_puts_it_to_work() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      parkAsAmbiguous("r_" + round, round);
      long claim = backend.find("r_" + round).claim();
      long letter = letter();
      List<String> answers = atOnce(number -> operations(number).replay(letter));

      assertThat(answers).filteredOn(answer -> answer.contains("located again")).hasSize(1);
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
      List<String> answers = replayAndDiscard(letter);
      boolean replayed = answers.stream().anyMatch(answer -> answer.contains("located again"));
      assertThat(backend.deadLetterList.find(letter).orElseThrow().status())
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
                      : adopt(number, letter, first + number));

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
  @Tag("P2")
  void one_workflow_run_is_adopted_by_one_of_many_runs_at_once() throws Exception {
    // No more dispatches than a minute allows at once.
    for (int round = 0; round < 30 / THREADS; round++) {
      long workflowRun = 5000L + round;
      List<Long> letters = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        parkAsAmbiguous("r_" + round + "_" + i, round * THREADS + i);
        letters.add(backend.value(Long.class, "select max(id) from dead_letter"));
      }
      List<String> answers = atOnce(number -> adopt(number, letters.get(number), workflowRun));

      assertThat(answers).filteredOn(answer -> answer.contains("followed")).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.contains("Another run has workflow run " + workflowRun))
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
      List<String> answers = replayAndDiscard(letter);
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

  @Test
  void two_who_replay_all_at_once_replay_each_letter_once() throws Exception {
    for (int i = 0; i < 30; i++) {
      parkAsAmbiguous("r_" + i, i);
    }
    List<String> answers = atOnce(number -> operations(number).replayAll("AMBIGUOUS", 1000));

    int replayed =
        answers.stream()
            .filter(answer -> answer.startsWith("AMBIGUOUS: "))
            .mapToInt(answer -> Integer.parseInt(answer.split(" ")[1]))
            .sum();
    assertThat(replayed).isEqualTo(30);
    assertThat(operations.getParked()).isZero();
  }

  private TestBackend instance(int number) {
    return number % 2 == 0 ? backend : backend.another();
  }

  private Operations operations(int number) {
    return instance(number).operations();
  }

  /** GitHub shows a workflow run that fits. */
  private String adopt(int number, long letterId, long workflowRun) {
    DeadLetter letter = backend.deadLetterList.find(letterId).orElseThrow();
    Run run = backend.find(letter.runId());
    return instance(number).adoptions.adopt(letter, workflowRun, Shown.fitting(run)).text();
  }

  /** Runs it in all threads at the same instant, as far as threads can. */
  static <T> List<T> atOnce(IntFunction<T> operation) throws Exception {
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
      List<T> results = new ArrayList<>();
      for (Future<T> answer : answers) {
        results.add(answer.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Half of the operators replay it, and half discard it; all but one do nothing. */
  private List<String> replayAndDiscard(long letter) throws Exception {
    List<String> answers =
        atOnce(
            number ->
                number % 2 == 0
                    ? operations(number).replay(letter)
                    : operations(number).discard(letter));
    assertThat(answers)
        .filteredOn(answer -> answer.contains("nothing was done"))
        .hasSize(THREADS - 1);
    return answers;
  }
}
