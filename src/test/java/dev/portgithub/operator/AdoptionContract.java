package dev.portgithub.operator;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run adopts the workflow run that an operator names, if GitHub shows that it can be its own. */
abstract class AdoptionContract extends ParkedContract {

  AdoptionContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void an_adopted_workflow_run_is_followed_and_port_gets_its_number() throws Exception {
    parkAsAmbiguous("r_1");

    assertThat(adopt(7, Shown.fitting(backend.find("r_1")))).contains("followed");
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
    adopt(7, Shown.fitting(backend.find("r_1")));

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

  // --- The number is looked up first

  @ParameterizedTest
  @CsvSource({
    "path, .github/workflows/other.yml, not of deploy.yml",
    "path, .github/workflows/not-deploy.yml, not of deploy.yml",
    "event, push, not started by workflow_dispatch",
    "head_branch, feature, not at main",
    "created_at, 2026-11-22T09:58:59Z, not between 2026-11-22T09:59:00Z and 2026-11-22T10:02:00Z",
    "created_at, 2026-11-22T10:02:01Z, not between 2026-11-22T09:59:00Z and 2026-11-22T10:02:00Z",
    "created_at, soon, not between",
    "id, 8, not the one that was asked for"
  })
  @Tag("P3")
  void a_workflow_run_that_cannot_be_its_own_is_refused_with_what_was_found(
      String member, String value, String objection) {
    parkAsAmbiguous("r_1");
    Run before = backend.find("r_1");

    assertThat(adopt(7, Shown.but(before, json -> json.put(member, value))))
        .startsWith("Workflow run 7 is of workflow ")
        .contains("in acme-inc/infra at ", objection, "stays parked");
    assertNothingWasDone(before);
  }

  @Test
  void the_refusal_says_what_the_number_belongs_to() {
    parkAsAmbiguous("r_1");

    assertThat(
            adopt(
                123,
                Shown.but(
                    backend.find("r_1"),
                    json ->
                        json.put("path", ".github/workflows/x.yml@main")
                            .put("created_at", "2026-11-22T10:00:05Z"))))
        .isEqualTo(
            "Workflow run 123 is of workflow x.yml@main in acme-inc/infra at main, started by workflow_dispatch,"
                + " created 2026-11-22T10:00:05Z: not of deploy.yml. Nothing was done; dead letter "
                + letter()
                + " stays parked.");
  }

  @Test
  void a_workflow_run_of_another_repository_is_refused() {
    parkAsAmbiguous("r_1");
    Run before = backend.find("r_1");

    assertThat(
            adopt(
                7,
                Shown.but(
                    before,
                    json -> json.putObject("repository").put("full_name", "acme-inc/shop"))))
        .contains("in acme-inc/shop", "not in acme-inc/infra");
    assertNothingWasDone(before);
  }

  @ParameterizedTest
  @CsvSource({
    "created_at, 2026-11-22T09:59:00Z",
    "created_at, 2026-11-22T10:02:00Z",
    "path, .github/workflows/deploy.yml@refs/heads/main"
  })
  void a_workflow_run_at_the_edge_of_what_fits_is_adopted(String member, String value) {
    parkAsAmbiguous("r_1");

    assertThat(adopt(7, Shown.but(backend.find("r_1"), json -> json.put(member, value))))
        .contains("followed");
  }

  @Test
  void owner_and_repository_are_compared_without_regard_to_case() {
    parkAsAmbiguous("r_1");

    assertThat(
            adopt(
                7,
                Shown.but(
                    backend.find("r_1"),
                    json -> json.putObject("repository").put("full_name", "Acme-Inc/Infra"))))
        .contains("followed");
  }

  @Test
  void a_workflow_that_the_action_names_by_its_number_is_known_by_it() {
    backend.lose(TestRun.of("r_1").workflow("4711"));
    parkLost("r_1");

    assertThat(
            adopt(
                7,
                Shown.but(
                    backend.find("r_1"), json -> json.put("path", ".github/workflows/deploy.yml"))))
        .contains("followed");
  }

  @Test
  void the_window_is_wider_by_what_githubs_clock_differs_from_ours() {
    parkAsAmbiguous("r_1");
    GitHubLookUp early =
        Shown.but(
            backend.find("r_1"),
            json -> json.put("created_at", START.minus(Duration.ofMinutes(10)).toString()));
    assertThat(adopt(7, early)).contains("not between");

    Instant theirs = Instant.now(backend.clock).minus(Duration.ofMinutes(10));
    backend.gitHubTime.learn(
        TestBackend.answer(
            200,
            "{}",
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atZone(ZoneOffset.UTC))),
        backend.clock.instant());
    assertThat(adopt(7, early)).contains("followed");
  }

  @Test
  void a_title_that_names_the_run_settles_the_time() {
    parkAsAmbiguous("r_1");

    assertThat(
            adopt(
                7,
                Shown.but(
                    backend.find("r_1"),
                    json ->
                        json.put("display_title", "Deploy (r_1)")
                            .put("created_at", "2026-11-22T12:00:00Z"))))
        .contains("followed");
  }

  @Test
  void a_workflow_run_whose_title_names_another_run_is_refused() {
    backend.accept(TestRun.of("r_2").workflow("other.yml"));
    parkAsAmbiguous("r_1");
    Run before = backend.find("r_1");

    assertThat(adopt(7, Shown.but(before, json -> json.put("display_title", "Deploy r_2"))))
        .contains("is of run r_2");
    assertNothingWasDone(before);
  }

  @Test
  void a_number_that_github_does_not_show_is_refused() {
    parkAsAmbiguous("r_1");
    Run before = backend.find("r_1");

    assertThat(
            adopt(
                7,
                call -> {
                  throw new RemoteRefused(404, "Not Found", "");
                }))
        .startsWith("GitHub shows no workflow run 7 in acme-inc/infra: Not Found (HTTP 404).")
        .contains("stays parked");
    assertNothingWasDone(before);
  }

  @Test
  @Tag("P3")
  void when_github_cannot_be_asked_nothing_is_done_and_it_can_be_tried_again() {
    parkAsAmbiguous("r_1");
    Run before = backend.find("r_1");
    Instant until = START.plus(Duration.ofHours(1));

    assertThat(
            adopt(
                7,
                call -> {
                  throw new RemoteBusy("GitHub limits this credential", until);
                }))
        .contains("GitHub limits this credential", "Try again after " + until);
    assertThat(
            adopt(
                7,
                call -> {
                  throw new IOException("Connection refused");
                }))
        .contains("Connection refused", "Try again");
    assertNothingWasDone(before);
    assertThat(adopt(7, Shown.fitting(before))).contains("followed");
  }

  @Test
  void a_run_that_was_never_dispatched_adopts_nothing() {
    parkUnknown("r_1");
    Run before = backend.find("r_1");

    assertThat(
            adopt(
                7,
                call -> {
                  throw new AssertionError("GitHub is not asked");
                }))
        .contains("was never dispatched");
    assertNothingWasDone(before);
  }

  @Test
  void a_run_that_goes_on_while_github_is_asked_is_left_alone() throws Exception {
    parkAsAmbiguous("r_1");
    long letter = letter();
    GitHubLookUp fitting = Shown.fitting(backend.find("r_1"));

    assertThat(
            adopt(
                7,
                call -> {
                  // No transaction is open meanwhile: this one would wait for it in vain.
                  operations.replay(letter);
                  return fitting.ask(call);
                }))
        .contains("Nothing was done");
    assertThat(backend.state("r_1")).isEqualTo("LOCATING");
    assertThat(backend.find("r_1").workflowRunId()).isNull();
  }

  private String adopt(long number, GitHubLookUp gitHub) {
    DeadLetter letter = backend.deadLetterList.find(letter()).orElseThrow();
    return backend.adoptions.adopt(letter, number, gitHub).text();
  }

  private void assertNothingWasDone(Run before) {
    assertThat(backend.find(before.runId())).isEqualTo(before);
    assertThat(operations.getParked()).isOne();
    assertThat(backend.reports(before.runId())).noneMatch(body -> body.contains("externalRunId"));
  }
}
