package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.confirm.Confirmations;
import dev.portgithub.locate.Locating;
import dev.portgithub.operator.Operations;
import dev.portgithub.poll.Polling;
import dev.portgithub.receive.Intake;
import dev.portgithub.report.Outbox;
import dev.portgithub.report.Report;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.Why;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRepository;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.Plan;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.store.Seal;
import dev.portgithub.validate.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** 90-dead-letter: what is parked can go on, and operators are told of it. */
class DeadLetterRouteTest extends RouteTest {

  @Test
  void a_parked_record_is_validated_again_and_accepted_when_it_is_valid_now() throws Exception {
    String runId = newRunId();
    long letter = parked(signed(invocation(runId)));
    assertThat(operations().replay(letter)).contains("accepted");
    assertThat(state(runId)).isEqualTo("ACCEPTED");
    assertThat(status(letter)).isEqualTo("REPLAYED");
    assertThat(operations().replay(letter)).contains("nothing was done");
    dispatch();
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  void a_record_of_a_run_that_is_known_does_not_start_it_again() throws Exception {
    String runId = newRunId();
    byte[] record = signed(invocation(runId));
    operations().replay(parked(record));
    dispatch();
    long second = parked(record);
    assertThat(operations().replay(second)).contains("duplicate");
    assertThat(status(second)).isEqualTo("REPLAYED");
    dispatch();
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void a_record_that_proves_invalid_is_refused_and_its_letter_settled() throws Exception {
    ObjectNode invalid = invocation(newRunId());
    ((ObjectNode) invalid.at("/payload/action/invocationMethod")).put("repo", "no/repo");
    long letter = parked(signed(invalid));
    assertThat(operations().replay(letter)).contains("refused");
    assertThat(state(invalid.at("/context/runId").asText())).isEqualTo("REFUSED");
    assertThat(status(letter)).isEqualTo("REPLAYED");
  }

  @Test
  void a_record_that_cannot_be_proved_stays_parked() throws Exception {
    long letter = parked(SignedInvocation.unsigned(invocation(newRunId())));
    assertThat(operations().replay(letter)).contains("parked");
    assertThat(status(letter)).isEqualTo("PARKED");
    assertThat(value(Integer.class, "select attempts from dead_letter where id = ?", letter))
        .isEqualTo(2);
    assertThat(value(String.class, "select reason from dead_letter where id = ?", letter))
        .isEqualTo("UNSIGNED");
    assertThat(count("run")).isZero();
  }

  @Test
  void a_replay_that_fails_leaves_the_letter() throws Exception {
    long letter = parked(signed(invocation(newRunId())));
    execute("alter table run rename to run_away");
    try {
      assertThat(operations().replay(letter)).contains("could not be replayed");
    } finally {
      execute("alter table run_away rename to run");
    }
    assertThat(status(letter)).isEqualTo("PARKED");
    assertThat(operations().replay(letter)).contains("accepted");
  }

  @Test
  void many_replays_of_a_record_at_once_accept_it_once() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 10; round++) {
        String runId = newRunId();
        long letter = parked(signed(invocation(runId)));
        CyclicBarrier start = new CyclicBarrier(4);
        Callable<String> replay =
            () -> {
              start.await();
              return operations().replay(letter);
            };
        List<String> answers = new ArrayList<>();
        for (Future<String> answer : threads.invokeAll(Collections.nCopies(4, replay))) {
          answers.add(answer.get());
        }

        assertThat(answers).filteredOn(answer -> answer.contains("accepted")).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.contains("nothing was done")).hasSize(3);
        assertThat(status(letter)).isEqualTo("REPLAYED");
        assertThat(state(runId)).isEqualTo("ACCEPTED");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  // --- By reason

  @Test
  void all_records_of_a_reason_are_validated_again_and_the_answer_says_what_came_of_each() {
    for (int i = 0; i < 3; i++) {
      parked(signed(invocation(newRunId())));
    }
    parked(SignedInvocation.unsigned(invocation(newRunId())));
    parked("no json".getBytes(StandardCharsets.UTF_8));

    assertThat(operations().replayAll("UNSIGNED", 100))
        .isEqualTo(
            "UNSIGNED: 3 replayed. Parked again: 1 for NOT_JSON, 1 for UNSIGNED."
                + "\nStill parked for UNSIGNED: 1.");
    assertThat(count("run where state = 'ACCEPTED'")).isEqualTo(3);
    assertThat(operations().discardAll("NOT_JSON", 1)).contains("1 discarded");
  }

  @Test
  void a_store_that_is_away_stops_the_replay_of_many_and_all_stay_parked() {
    for (int i = 0; i < 5; i++) {
      parked(signed(invocation(newRunId())));
    }
    execute("alter table run rename to run_away");
    try {
      assertThat(operations().replayAll("UNSIGNED", 100))
          .contains("0 replayed", "3 failed and stay parked", "Stopped after 3 failures in a row");
    } finally {
      execute("alter table run_away rename to run");
    }
    assertThat(count("dead_letter where status = 'PARKED'")).isEqualTo(5);
    assertThat(operations().replayAll("UNSIGNED", 100)).contains("5 replayed");
  }

  // --- Every stage parks, and a replay leads on from there

  @Test
  void confirm_parks_a_run_and_its_replay_starts_it() {
    String runId = accepted(false, true);
    PORT.faults().next(Request.of("GET", "/runs/" + runId + "$"), Fault.status(404));
    for (Run run : bean("confirmations", Confirmations.class).claim(10)) {
      process("seda:confirm-run", run);
    }
    assertThat(operations().replay(parkedFor("NOT_IN_PORT"))).contains("it will be dispatched");
    dispatch();
    assertThat(state(runId)).isEqualTo("RUNNING");
  }

  @Test
  void dispatch_parks_a_run_whose_inputs_cannot_be_opened_and_its_replay_starts_it_once() {
    String runId = accepted();
    byte[] inputs = value(byte[].class, "select inputs from run where run_id = ?", runId);
    byte[] other = new Seal("another-secret", null).close("{}".getBytes(StandardCharsets.UTF_8));
    execute("update run set inputs = ? where run_id = ?", other, runId);
    dispatch();
    long letter = parkedFor("SEALED");
    execute("update run set inputs = ? where run_id = ?", inputs, runId);

    assertThat(operations().replay(letter)).contains("located again");
    CLOCK.tick(Duration.ofMinutes(6));
    locateUntilSettled(runId);
    dispatch();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void locate_parks_a_run_with_several_candidates_and_its_replay_looks_again() {
    String runId = lost(Fault.dropAfter());
    long foreign =
        GITHUB.addForeignRun(OWNER, repo, "deploy.yml", "main", "deploy-bot", Map.of()).id();
    locateUntilSettled(runId);
    long letter = parkedFor("AMBIGUOUS");
    GITHUB.delete(foreign);

    assertThat(operations().replay(letter)).contains("located again");
    locate();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void locate_parks_a_run_that_it_does_not_find_and_its_replay_looks_again() {
    GITHUB.dispatchMode(GithubSimulator.DispatchMode.NO_CONTENT);
    GITHUB.hideNewRunsFor(Duration.ofHours(1));
    String runId = accepted();
    try {
      dispatch();
      CLOCK.tick(Duration.ofMinutes(31));
      locateUntilSettled(runId);
    } finally {
      GITHUB.hideNewRunsFor(Duration.ZERO);
    }
    long letter = parkedFor("NOT_FOUND");
    CLOCK.tick(Duration.ofHours(1));

    assertThat(operations().replay(letter)).contains("located again");
    locate();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void poll_parks_a_run_at_its_deadline_and_its_replay_follows_it_to_the_end() {
    String runId = running();
    CLOCK.tick(Duration.ofHours(865));
    poll();
    long letter = parkedFor("DEADLINE");
    assertThat(state(runId)).isEqualTo("PARKED");
    GITHUB.complete(workflowRunId(runId), "success");

    assertThat(operations().replay(letter)).contains("followed again");
    poll();
    assertThat(state(runId)).isEqualTo("FINISHED");
    report();
    assertThat(PORT.run(runId).status()).isEqualTo("SUCCESS");
    assertThat(GITHUB.journal().count("POST", DISPATCHES)).isEqualTo(1);
  }

  @Test
  void report_parks_what_port_refuses_and_its_replay_tells_it() {
    String runId = running();
    long letter = refused(runId);

    assertThat(operations().replay(letter)).contains("will be sent to Port again");
    report();
    assertThat(PORT.run(runId).externalRunId()).isEqualTo(String.valueOf(workflowRunId(runId)));
    assertThat(count("dead_letter where status = 'PARKED'")).isZero();
  }

  @Test
  void a_report_that_is_replayed_after_the_run_has_ended_in_port_is_closed() {
    String runId = running();
    long letter = refused(runId);
    PORT.endRun(runId, "FAILURE");

    operations().replay(letter);
    report();
    await().until(() -> count("report where settled_at is null") == 0);
    assertThat(count("report where outcome = 'CLOSED'")).isPositive();
    assertThat(PORT.run(runId).status()).isEqualTo("FAILURE");
    assertThat(count("dead_letter where status = 'PARKED'")).isZero();
  }

  /** The letter of the link, which Port has refused. */
  private long refused(String runId) {
    PORT.faults().next(Request.of("PATCH", "/runs/" + runId + "$"), Fault.status(422));
    report();
    await().until(() -> count("dead_letter") == 1);
    return parkedFor("PORT_REFUSED");
  }

  /** A run whose dispatch had this fault, due to be located. */
  private String lost(Fault fault) {
    String runId = accepted();
    GITHUB.faults().next(DISPATCH, fault);
    dispatch();
    CLOCK.tick(Duration.ofSeconds(2));
    return runId;
  }

  private void locate() {
    for (Run run : bean("locating", Locating.class).claim(4)) {
      process("seda:locate-run", run);
    }
  }

  private void poll() {
    for (Repository repository : bean("polling", Polling.class).claim(4)) {
      process("seda:poll-repository", repository);
    }
  }

  private void report() {
    for (Report report : bean("outbox", Outbox.class).claim(8)) {
      process("seda:report-run", report);
    }
  }

  private void locateUntilSettled(String runId) {
    while (state(runId).equals("LOCATING")) {
      locate();
      CLOCK.tick(Duration.ofSeconds(15));
    }
  }

  private long parkedFor(String reason) {
    return value(
        Long.class, "select id from dead_letter where status = 'PARKED' and reason = ?", reason);
  }

  // --- Adoption

  @Test
  void an_operator_s_number_is_looked_up_through_the_gateway_and_adopted() {
    String runId = ambiguous();
    long own = ownWorkflowRun(runId);
    GITHUB.journal().clear();

    assertThat(operations().adopt(parkedFor("AMBIGUOUS"), own)).contains("followed again");
    assertThat(GITHUB.journal().calls("GET", "/actions/runs/" + own)).hasSize(1);
    poll();
    report();
    assertThat(PORT.run(runId).externalRunId()).isEqualTo(String.valueOf(own));
    GITHUB.complete(own, "success");
    CLOCK.tick(Duration.ofMinutes(1));
    poll();
    report();
    await().until(() -> "SUCCESS".equals(PORT.run(runId).status()));
  }

  @Test
  void a_mistyped_number_is_refused_with_what_it_belongs_to_and_the_letter_stays() {
    String runId = ambiguous();
    long letter = parkedFor("AMBIGUOUS");
    GITHUB.repository(OWNER, repo).workflow("other.yml", workflow -> workflow.input("service"));
    long other = foreign(repo, "other.yml", "workflow_dispatch", CLOCK.instant());
    long pushed = foreign(repo, "deploy.yml", "push", CLOCK.instant());
    long old =
        foreign(
            repo, "deploy.yml", "workflow_dispatch", CLOCK.instant().minus(Duration.ofDays(3650)));
    GITHUB.repository(OWNER, repo + "-2").workflow("deploy.yml", workflow -> workflow.input("x"));
    long elsewhere = foreign(repo + "-2", "deploy.yml", "workflow_dispatch", CLOCK.instant());

    assertThat(operations().adopt(letter, other))
        .contains("is of workflow other.yml in " + OWNER + "/" + repo, "not of deploy.yml");
    assertThat(operations().adopt(letter, pushed)).contains("not started by workflow_dispatch");
    assertThat(operations().adopt(letter, old)).contains("not between");
    assertThat(operations().adopt(letter, elsewhere))
        .contains("GitHub shows no workflow run " + elsewhere + " in " + OWNER + "/" + repo);
    assertThat(operations().adopt(letter, 42)).contains("GitHub shows no workflow run 42");
    assertThat(status(letter)).isEqualTo("PARKED");
    assertThat(state(runId)).isEqualTo("PARKED");
    assertThat(reports(runId)).noneMatch(body -> body.contains("externalRunId"));
  }

  @Test
  void an_adoption_in_a_repository_that_was_renamed_since_follows_it() {
    String runId = ambiguous();
    long own = ownWorkflowRun(runId);
    GITHUB.rename(OWNER, repo, OWNER, repo + "-renamed");

    assertThat(operations().adopt(parkedFor("AMBIGUOUS"), own)).contains("followed again");
  }

  @Test
  void an_adoption_waits_for_a_github_that_can_be_asked() {
    String runId = ambiguous();
    long letter = parkedFor("AMBIGUOUS");
    long own = ownWorkflowRun(runId);

    GITHUB.faults().next(Request.of("GET", "/actions/runs/" + own), Fault.status(502));
    assertThat(operations().adopt(letter, own)).contains("could not be asked", "Try again");
    gitHubFails(new IOException("Connection refused"));
    assertThat(operations().adopt(letter, own)).contains("Connection refused", "Try again");
    gitHubFails(null);
    assertThat(status(letter)).isEqualTo("PARKED");
    GITHUB.secondaryLimit(120);
    assertThat(operations().adopt(letter, own))
        .contains("limits this credential", "Try again after");
    GITHUB.endLimits();
    GITHUB.journal().clear();
    assertThat(operations().adopt(letter, own)).contains("Try again after");
    assertThat(GITHUB.journal().count("GET", "/actions/runs/" + own)).isZero();
    CLOCK.tick(Duration.ofMinutes(3));
    assertThat(operations().adopt(letter, own)).contains("followed again");
  }

  /** A run whose answer was lost, beside a workflow run that somebody else started. */
  private String ambiguous() {
    String runId = lost(Fault.dropAfter());
    GITHUB.addForeignRun(OWNER, repo, "deploy.yml", "main", "deploy-bot", Map.of());
    locateUntilSettled(runId);
    assertThat(state(runId)).isEqualTo("PARKED");
    return runId;
  }

  private long ownWorkflowRun(String runId) {
    return GITHUB.runs().stream()
        .filter(run -> run.repo().equals(repo) && run.inputs().containsKey("version"))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static long foreign(String repository, String file, String event, Instant created) {
    return GITHUB
        .addForeignRun(
            OWNER,
            repository,
            file,
            event,
            "main",
            "deploy-bot",
            Map.of(),
            created,
            Plan.stayInProgress())
        .id();
  }

  // --- Notices

  @Test
  void an_issue_tells_the_operators_once_of_each_letter() throws Exception {
    GithubRepository operations = GITHUB.repository(OWNER, "operations");
    int before = operations.issues().size();
    long first = parked(SignedInvocation.unsigned(invocation(newRunId())));
    WATCH.start();
    camel.getRouteController().startRoute("notify-operations");
    try {
      await().until(() -> operations.issues().size() == before + 1);
      long told = ticks();
      await().until(() -> ticks() > told + 2);
      assertThat(operations.issues()).hasSize(before + 1);

      long second = parked(SignedInvocation.unsigned(invocation(newRunId())));
      await().until(() -> operations.issues().size() == before + 2);
      GithubRepository.Issue issue = operations.issues().get(before + 1);
      assertThat(issue.title()).contains("UNSIGNED");
      assertThat(issue.body()).contains("#" + second).doesNotContain("#" + first + "*");
      assertThat(issue.author()).isEqualTo("deploy-bot");
      await().until(() -> count("dead_letter where notified_at is not null") == 2);
    } finally {
      camel.getRouteController().stopRoute("notify-operations");
      WATCH.stop();
    }
    assertThat(WATCH.seen()).noneMatch(seen -> seen.contains(TOKEN));
    assertThat(GITHUB.journal().calls("POST", "/operations/issues$"))
        .hasSize(2)
        .allMatch(call -> call.header("Authorization").equals("Bearer " + TOKEN));
  }

  @Test
  void a_notice_that_github_does_not_take_is_tried_again() throws Exception {
    GithubRepository operations = GITHUB.repository(OWNER, "operations");
    int before = operations.issues().size();
    GITHUB.faults().next(2, Request.of("POST", "/operations/issues$"), Fault.status(500));
    parked(SignedInvocation.unsigned(invocation(newRunId())));
    camel.getRouteController().startRoute("notify-operations");
    try {
      await().until(() -> operations.issues().size() == before + 1);
      assertThat(GITHUB.faults().pending()).isZero();
    } finally {
      camel.getRouteController().stopRoute("notify-operations");
    }
  }

  private static long ticks() {
    return WATCH.seen().stream().filter(seen -> seen.startsWith("collect-notices")).count() / 2;
  }

  private Operations operations() {
    return bean("deadLetterOperations", Operations.class);
  }

  /** The dead letter of a record that failed once. */
  private long parked(byte[] record) {
    bean("intake", Intake.class)
        .store(
            1,
            List.of(new Outcome.Parked(record(record), new Why("UNSIGNED", "A test.", "None."))));
    return value(Long.class, "select max(id) from dead_letter");
  }

  private String status(long letter) {
    return value(String.class, "select status from dead_letter where id = ?", letter);
  }
}
