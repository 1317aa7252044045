package dev.portgithub.view;

import static dev.portgithub.world.TestBackend.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.deadletter.ParkedContract;
import dev.portgithub.remote.Contact;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.RunState;
import dev.portgithub.view.RunFilter.Sort;
import dev.portgithub.view.WaitsFor.Code;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators find of the runs, and what each waits for. */
abstract class RunSearchContract extends ParkedContract {
  private RunSearch search;

  RunSearchContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void openTheSearch() {
    search = backend.bean(RunSearch.class);
  }

  @Test
  void open_runs_are_found_by_age_whatever_their_state_and_page_by_page() {
    backend.start("r_running", 7);
    backend.clock.tick(Duration.ofMinutes(1));
    backend.accept("r_accepted");
    backend.clock.tick(Duration.ofMinutes(1));
    backend.lose(TestRun.of("r_locating").workflow("other.yml"));

    assertThat(ids(RunFilter.open(10))).containsExactly("r_running", "r_accepted", "r_locating");
    assertThat(ids(sorted(Sort.YOUNGEST_FIRST)))
        .containsExactly("r_locating", "r_accepted", "r_running");
    assertThat(ids(sorted(Sort.STATE))).containsExactly("r_accepted", "r_locating", "r_running");
    assertThat(ids(page(1, 1))).containsExactly("r_accepted");
    assertThat(search.find(page(1, 1)).more()).isTrue();
    assertThat(search.find(page(2, 1)).more()).isFalse();
  }

  @Test
  void a_filter_finds_what_it_names_and_nothing_else() {
    backend.accept(TestRun.of("r_1").repo("Infra"));
    backend.accept(TestRun.of("r_2").repo("web"));
    backend.start("r_3", 7);

    assertThat(ids(filter("ACME-INC", "infra", null))).containsExactly("r_1", "r_3");
    assertThat(ids(filter(null, "WEB", null))).containsExactly("r_2");
    assertThat(ids(filter("nobody", null, null))).isEmpty();
    assertThat(ids(filter(null, null, RunState.RUNNING))).containsExactly("r_3");
    assertThat(ids(before(START))).hasSize(3);
    assertThat(ids(before(START.minusSeconds(1)))).isEmpty();
  }

  @Test
  void a_run_is_found_by_the_beginning_of_its_id_and_by_its_workflow_run_also_when_it_has_ended() {
    backend.start("r_aB1", 4711);
    backend.accept("r_ab2", "r_aB3", "r_B");
    backend.jdbi.useHandle(
        handle -> backend.runs.finished(handle, backend.find("r_aB1"), "success", ""));

    assertThat(ids(text("r_aB"))).containsExactly("r_aB1", "r_aB3");
    assertThat(ids(text("4711"))).containsExactly("r_aB1");
    assertThat(ids(text("_"))).isEmpty();
    assertThat(ids(text("%"))).isEmpty();
    assertThat(ids(RunFilter.open(10))).doesNotContain("r_aB1");
  }

  @Test
  void what_a_run_waits_for_follows_from_its_row() {
    backend.accept("r_turn");
    assertThat(waitsFor("r_turn").code()).isEqualTo(Code.TURN);

    backend.accept("r_busy");
    Instant until = backend.clock.instant().plusSeconds(90);
    backend.dispatchFailures.postpone(backend.claim("r_busy"), new RemoteBusy("busy", until));
    assertThat(waitsFor("r_busy").code()).isEqualTo(Code.POSTPONED);
    assertThat(waitsFor("r_busy").until()).isEqualTo(until);
    assertThat(waitsFor("r_turn").code()).isEqualTo(Code.UNDER_WAY);

    backend.accept(TestRun.of("r_unsigned").unsigned());
    assertThat(waitsFor("r_unsigned").code()).isEqualTo(Code.CONFIRMATION);
  }

  @Test
  void what_waits_for_a_github_that_is_away_says_since_when() {
    backend.start("r_running", 7);
    backend.lose(TestRun.of("r_locating").workflow("other.yml"));
    assertThat(waitsFor("r_running").sentence())
        .isEqualTo("Its workflow runs in GitHub (started).");

    Contact contact = backend.bean(Contact.class);
    contact.failed("HTTP 503");
    backend.clock.tick(Duration.ofSeconds(20));
    contact.failed("HTTP 503");
    assertThat(waitsFor("r_running").sentence())
        .isEqualTo(
            "Its workflow was last seen as started. GitHub has answered no call since 2026-11-22T10:00:00Z.");
    assertThat(waitsFor("r_locating").sentence()).endsWith("since 2026-11-22T10:00:00Z.");
    contact.answered();
    assertThat(waitsFor("r_running").sentence()).doesNotContain("since");
  }

  @Test
  void a_search_that_has_not_looked_at_everything_says_so() {
    TestRun[] many = new TestRun[RunSearch.FURTHEST];
    for (int i = 0; i < many.length - 1; i++) {
      many[i] = TestRun.of("r_%05d".formatted(i));
    }
    many[many.length - 1] = TestRun.of("r_first").unsigned();
    backend.accept(many);
    assertThat(search.find(filter(null, "web", null)).truncated()).isFalse();

    backend.accept(TestRun.of("r_last").repo("web"));
    assertThat(search.find(filter(null, "web", null)).truncated()).isTrue();
    assertThat(search.find(filter("acme-inc", "web", null)).truncated())
        .as("an index has the runs of a repository")
        .isFalse();
    assertThat(search.find(RunFilter.open(10)).truncated()).isFalse();
    assertThat(search.find(sorted(Sort.ACTION)).truncated()).isTrue();
  }

  @Test
  void a_parked_run_waits_for_an_operator_and_names_its_dead_letter() {
    parkAsAmbiguous("r_1");

    SeenRun seen = search.find("r_1").orElseThrow();
    assertThat(seen.waitsFor().code()).isEqualTo(Code.OPERATOR);
    assertThat(seen.waitsFor().who()).isEqualTo(WaitsFor.Who.OPERATOR);
    assertThat(seen.deadLetterId()).isEqualTo(letter());
  }

  @Test
  void an_ended_run_waits_until_port_has_been_told_and_then_for_nothing() {
    backend.start("r_1", 7);
    backend.jdbi.useHandle(
        handle -> backend.runs.finished(handle, backend.find("r_1"), "success", ""));
    assertThat(waitsFor("r_1").code()).isEqualTo(Code.REPORT);

    backend.jdbi.useHandle(handle -> handle.execute("update run set report_due_at = null"));
    assertThat(waitsFor("r_1")).isNull();
  }

  // --- helpers ----------------------------------------------------------------------------------

  private WaitsFor waitsFor(String runId) {
    return search.find(runId).orElseThrow().waitsFor();
  }

  private java.util.List<String> ids(RunFilter filter) {
    return search.find(filter).runs().stream().map(seen -> seen.run().runId()).toList();
  }

  private static RunFilter sorted(Sort sort) {
    return new RunFilter(null, null, null, null, null, null, true, sort, 0, 10);
  }

  private static RunFilter page(int from, int size) {
    return new RunFilter(null, null, null, null, null, null, true, Sort.OLDEST_FIRST, from, size);
  }

  private static RunFilter filter(String organisation, String repository, RunState state) {
    return new RunFilter(
        state, null, organisation, repository, null, null, true, Sort.OLDEST_FIRST, 0, 10);
  }

  private static RunFilter before(Instant before) {
    return new RunFilter(null, before, null, null, null, null, true, Sort.OLDEST_FIRST, 0, 10);
  }

  private static RunFilter text(String text) {
    return new RunFilter(null, null, null, null, null, text, false, Sort.REPOSITORY, 0, 10);
  }
}
