package dev.portgithub.deadletter;

import static dev.portgithub.store.TestBackend.START;
import static dev.portgithub.store.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portgithub.deadletter.DeadLetters.DeadLetter;
import dev.portgithub.receive.Outcome;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.report.Messages;
import dev.portgithub.report.Outbox;
import dev.portgithub.store.Run;
import dev.portgithub.store.Seal.SealBroken;
import dev.portgithub.store.StoreContract;
import dev.portgithub.store.StoreUnderTest;
import dev.portgithub.store.TestBackend;
import dev.portgithub.store.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is parked waits for an operator, whose replay never starts a workflow twice. */
abstract class DeadLetterContract extends StoreContract {
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
  void nothing_is_done_for_a_letter_that_does_not_exist() throws Exception {
    assertThat(operations.replay(4711)).contains("no dead letter 4711");
    assertThat(operations.adopt(4711, 1)).contains("no dead letter 4711");
    assertThat(operations.discard(4711)).contains("no dead letter 4711");
  }

  // --- Replays

  @Test
  void a_run_that_was_never_started_is_dispatched_by_its_replay() throws Exception {
    backend.accept(TestRun.of("r_1").unsigned());
    backend.confirmations.unknown(
        backend.confirmations.claim(1).get(0), new RemoteRefused(404, "unknown", ""));

    assertThat(operations.replay(letter())).contains("it will be dispatched");
    assertThat(backend.claim("r_1").state()).isEqualTo("ACCEPTED");
  }

  @Test
  void a_run_that_may_have_been_started_is_looked_for_by_its_replay() throws Exception {
    parkAsAmbiguous("r_1");

    assertThat(operations.replay(letter())).contains("looked for again");
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
    assertThat(backend.dispatches.claim(10)).isEmpty();
    backend.locating.settle(backend.locating.claim(1).get(0), list("{'id':7}"));
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
    backend.dispatches.park(run, "SEALED", broken);
    backend.clock.tick(Duration.ofHours(1));
    operations.replay(letter());
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");

    backend.locating.settle(backend.locating.claim(1).get(0), list());
    assertThat(backend.dispatches.intend(backend.claim("r_1")).state()).isEqualTo("DISPATCHING");
  }

  @Test
  void a_run_with_a_workflow_run_is_followed_by_its_replay() throws Exception {
    parkAtDeadline("r_1");
    backend.clock.tick(Duration.ofHours(1));

    assertThat(operations.replay(letter())).contains("it is not started again");
    assertThat(backend.find("r_1")).returns("RUNNING", Run::state).returns(1L, Run::workflowRunId);
    assertThat(backend.polls.claim(10)).hasSize(1);
  }

  @Test
  void no_replay_of_a_run_that_was_perhaps_started_makes_it_acceptable() throws Exception {
    parkAsAmbiguous("r_1");
    parkAtDeadline("r_2");
    backend.dispatches.started(
        backend.intend(TestRun.of("r_3").workflow("b.yml")), TestBackend.answer(204, null));
    backend.clock.tick(Duration.ofHours(1));
    backend.locating.settle(backend.locating.claim(1).get(0), list());
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
    backend.accept("r_1");
    backend.jdbi.useTransaction(
        handle -> Outbox.add(handle, "r_1", START, Messages.line("refused")));
    var report = backend.outbox.claim(1).get(0);
    backend.outbox.park(
        backend.outbox.refusal(report, new RemoteRefused(422, "Port answered 422", "")));
    backend.jdbi.useTransaction(handle -> Outbox.add(handle, "r_1", START, Messages.line("next")));

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
        .returns("RUNNING", Run::state)
        .returns(7L, Run::workflowRunId)
        .returns(START, Run::startedAt);
    assertThat(operations.getParked()).isZero();
    assertThat(backend.polls.claim(10)).hasSize(1);
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
    assertThat(backend.polls.claim(10)).isEmpty();
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

  private Notices notices() {
    return new Notices(
        backend.store,
        backend.clock,
        new dev.portgithub.remote.GitHubAccess(
            dev.portgithub.store.TestSettings.with(), backend.clock),
        "acme-inc");
  }

  private void parkRecord() {
    backend.intake.store(
        1,
        List.of(
            new Outcome.Parked(
                TestRun.record(5, "hidden"), "UNSIGNED", "It is unsigned.", "Look at it.")));
  }

  private void parkAsAmbiguous(String runId) {
    backend.lose(runId);
    parkLost(runId);
  }

  private void parkLost(String runId) {
    Instant due = backend.find(runId).dueAt();
    Instant now = Instant.now(backend.clock);
    backend.clock.set(due);
    backend.locating.settle(
        TestBackend.only(backend.locating.claim(10), runId), list("{'id':70}", "{'id':71}"));
    backend.clock.set(now);
    assertThat(backend.state(runId)).isEqualTo("PARKED");
  }

  private void parkAtDeadline(String runId) {
    backend.start(TestRun.of(runId).workflow(runId + ".yml"), 1);
    backend.clock.tick(TestBackend.POLL_DEADLINE.plusHours(1));
    backend.polls.polled(backend.polls.claim(1).get(0), list());
    assertThat(backend.state(runId)).isEqualTo("PARKED");
  }

  private long letter() {
    List<DeadLetter> letters = backend.deadLetters.parked(10);
    assertThat(letters).hasSize(1);
    return letters.get(0).id();
  }
}
