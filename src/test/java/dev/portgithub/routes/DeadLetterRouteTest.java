package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.deadletter.Operations;
import dev.portgithub.receive.Intake;
import dev.portgithub.receive.Outcome;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.GithubRepository;
import dev.portgithub.simulator.Request;
import dev.portgithub.simulator.SignedInvocation;
import java.util.List;
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
        .store(1, List.of(new Outcome.Parked(record(record), "UNSIGNED", "A test.", "None.")));
    return value(Long.class, "select max(id) from dead_letter");
  }

  private String status(long letter) {
    return value(String.class, "select status from dead_letter where id = ?", letter);
  }
}
