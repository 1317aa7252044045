package dev.portgithub.sweep;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.github.Graphql;
import dev.portgithub.github.SweepRounds;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Repository;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sweeps, one query at a time; GitHub's answers are given. */
abstract class SweepContract extends DatabaseContract {
  private static final Duration LATER = Duration.ofHours(1);

  private SweepClaims claims;
  private Sweeps sweeps;

  SweepContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void two_runs_whose_node_ids_are_known() {
    claims = backend.bean(SweepClaims.class);
    sweeps = backend.bean(Sweeps.class);
    backend.start("r_1", 11);
    backend.start("r_2", 12);
    learn(11, 12);
  }

  @Test
  void a_run_is_asked_for_once_a_poll_has_shown_its_node_id() {
    backend.start("r_3", 13);
    assertThat(ids(claimOne())).containsExactly("WFR_11", "WFR_12");
    learn(13);
    backend.clock.tick(Duration.ofSeconds(60));
    assertThat(ids(claimOne())).containsExactly("WFR_11", "WFR_12", "WFR_13");
  }

  @Test
  @Tag("P3")
  void an_end_that_is_shown_makes_the_run_and_its_repository_due_and_is_no_verdict() {
    boolean due = sweeps.seen(claimOne(), shown("COMPLETED", "IN_PROGRESS"));
    assertThat(due).isTrue();
    assertThat(repositoryDueAt()).isEqualTo(backend.clock.instant());
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void an_end_that_rest_does_not_show_yet_is_looked_at_again_but_not_with_each_sweep() {
    assertThat(sweeps.seen(claimOne(), shown("COMPLETED", "IN_PROGRESS"))).isTrue();
    backend.clock.tick(Duration.ofSeconds(4));
    assertThat(sweeps.seen(claimOne(), shown("COMPLETED", "IN_PROGRESS"))).isFalse();
    backend.clock.tick(Duration.ofSeconds(12));
    assertThat(sweeps.seen(claimOne(), shown("COMPLETED", "IN_PROGRESS"))).isTrue();
  }

  @Test
  void a_change_is_looked_at_soon_and_what_is_known_not_at_all() {
    assertThat(sweeps.seen(claimOne(), shown("IN_PROGRESS", "QUEUED"))).isFalse();
    assertThat(repositoryDueAt()).isEqualTo(backend.clock.instant().plus(LATER));

    backend.clock.tick(Duration.ofSeconds(10));
    sweeps.seen(claimOne(), shown("WAITING", "QUEUED"));
    assertThat(repositoryDueAt()).isEqualTo(backend.clock.instant().plusSeconds(2));
  }

  @Test
  void a_run_that_is_not_shown_is_evidence_of_nothing() {
    RemoteAnswer answer =
        answer(
            200,
            "{'data':{'nodes':[null,{'id':'WFR_12','checkSuite':{'status':'COMPLETED'}}]},"
                + "'errors':[{'type':'NOT_FOUND','path':['nodes',0],'message':'gone'}]}");
    assertThat(sweeps.seen(claimOne(), answer)).isTrue();
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void what_one_owner_forbids_does_not_hide_the_runs_of_others() {
    RemoteAnswer answer =
        answer(
            200,
            "{'data':{'nodes':[null,{'id':'WFR_12','checkSuite':{'status':'COMPLETED'}}]},'errors':[{'type':'FORBIDDEN','path':['nodes',0],'message':'Resource"
                + " protected by organization SAML enforcement'}]}");
    assertThat(sweeps.seen(claimOne(), answer)).isTrue();
  }

  @Test
  void a_status_that_is_not_known_yet_and_one_of_a_foreign_run_change_nothing() {
    RemoteAnswer answer =
        answer(
            200,
            "{'data':{'nodes':[{'id':'WFR_11','checkSuite':{'status':'POSTPONED'}},"
                + "{'id':'WFR_99','checkSuite':{'status':'COMPLETED'}},{}]}}");
    assertThat(sweeps.seen(claimOne(), answer)).isFalse();
    assertThat(repositoryDueAt()).isEqualTo(backend.clock.instant().plus(LATER));
  }

  @Test
  void the_next_round_begins_two_seconds_after_this_one() {
    sweeps.seen(claimOne(), shown("IN_PROGRESS", "IN_PROGRESS"));
    assertThat(claims.claim(4)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(2));
    assertThat(claims.claim(4)).hasSize(1);
  }

  @Test
  void what_is_claimed_is_claimed_by_nobody_else_and_comes_back_if_it_is_lost() {
    claimOne();
    assertThat(backend.another().bean(SweepClaims.class).claim(4)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(45));
    assertThat(backend.another().bean(SweepClaims.class).claim(4)).hasSize(1);
  }

  @Test
  void more_than_a_hundred_runs_are_asked_for_in_turn() {
    startMore(150);
    Sweep first = claimOne();
    assertThat(first.runs()).hasSize(100);
    sweeps.seen(first, answer(200, "{'data':{'nodes':[]}}"));
    backend.clock.tick(Duration.ofSeconds(1));
    Sweep second = claimOne();
    assertThat(second.runs()).hasSize(52).doesNotContainAnyElementsOf(first.runs());
  }

  @Test
  void a_run_that_has_ended_is_not_asked_for_any_more() {
    backend.execute("update run set state = 'FINISHED' where run_id = 'r_1'");
    assertThat(ids(claimOne())).containsExactly("WFR_12");
  }

  @Test
  void a_credential_without_open_runs_rests_until_it_has_some() {
    backend.execute("insert into sweep (credential, due_at) values ('app:gone', ?)", START);
    claimOne();
    assertThat(dueAt("app:gone")).isNull();

    SweepRounds rounds = backend.bean(SweepRounds.class);
    rounds.wake("app:gone");
    assertThat(dueAt("app:gone")).isEqualTo(backend.clock.instant());
    rounds.wake("token");
    assertThat(dueAt("token")).isAfter(backend.clock.instant());
  }

  @Test
  void a_credential_that_may_not_read_checks_is_not_asked_for_a_day_or_until_its_token_changes() {
    Sweep sweep = claimOne();
    RemoteAnswer forbidden =
        answer(
            200,
            "{'data':{'nodes':[null,null]},'errors':[{'type':'FORBIDDEN','message':'Resource not"
                + " accessible by integration'}]}");
    assertThatThrownBy(() -> sweeps.seen(sweep, forbidden))
        .isInstanceOf(Graphql.Unusable.class)
        .hasMessageContaining("Checks: read")
        .satisfies(refusal -> sweeps.refused(sweep, (Exception) refusal));

    backend.clock.tick(Duration.ofHours(23));
    assertThat(claims.claim(4)).isEmpty();
    assertThat(another("ghp_anotherToken").claim(4)).hasSize(1);
    backend.clock.tick(Duration.ofHours(2));
    assertThat(claims.claim(4)).hasSize(1);
  }

  @Test
  void when_its_points_are_used_up_that_budget_alone_pauses() {
    Sweep sweep = claimOne();
    Instant reset = backend.clock.instant().plusSeconds(600);
    RemoteAnswer limited =
        answer(
            200,
            "{'errors':[{'type':'RATE_LIMITED','message':'API rate limit exceeded'}]}",
            "X-RateLimit-Remaining",
            "0",
            "X-RateLimit-Reset",
            String.valueOf(reset.getEpochSecond()));
    assertThatThrownBy(() -> sweeps.seen(sweep, limited))
        .isInstanceOfSatisfying(RemoteBusy.class, busy -> sweeps.postpone(sweep, busy));
    assertThatThrownBy(() -> backend.budget.admit(sweep.call())).isInstanceOf(RemoteBusy.class);
    backend.budget.requireRoom("token");
    backend.clock.tick(Duration.ofSeconds(599));
    assertThat(claims.claim(4)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(2));
    assertThat(claims.claim(4)).hasSize(1);
  }

  @Test
  void after_an_answer_that_took_too_long_fewer_are_asked_for_and_then_more_again() {
    startMore(98);
    sweeps.postpone(claimOne(), new IOException("GitHub answered 502"));
    backend.clock.tick(Duration.ofSeconds(10));
    Sweep fewer = claimOne();
    assertThat(fewer.runs()).hasSize(50);
    sweeps.seen(fewer, answer(200, "{'data':{'nodes':[]}}"));
    backend.clock.tick(Duration.ofSeconds(2));
    assertThat(claimOne().next().mostIds()).isEqualTo(70);
  }

  @Test
  void each_owner_of_an_app_is_a_credential_of_its_own_and_all_of_a_token_are_one() {
    backend.execute("update run set org = 'other-org' where run_id = 'r_2'");
    backend.execute(
        "insert into repository (org, repo, due_at) select 'other-org', repo, due_at from"
            + " repository");
    assertThat(ids(claimOne())).containsExactly("WFR_11", "WFR_12");

    backend.execute("delete from sweep");
    SweepClaims app =
        backend
            .another(
                "github.token",
                "",
                "github.app-id",
                "1",
                "github.app-private-key",
                "-----BEGIN PRIVATE KEY-----")
            .bean(SweepClaims.class);
    List<Sweep> both = app.claim(4);
    assertThat(both).hasSize(2);
    assertThat(both)
        .extracting(sweep -> sweep.round().credential() + " " + ids(sweep))
        .containsExactlyInAnyOrder("app:acme-inc [WFR_11]", "app:other-org [WFR_12]");
  }

  // --- helpers ----------------------------------------------------------------------------------

  private Instant dueAt(String credential) {
    return backend.value(
        Instant.class, "select due_at from sweep where credential = ?", credential);
  }

  private void startMore(int runs) {
    for (int i = 0; i < runs; i++) {
      if (i % 30 == 0) {
        // No more dispatches are made in a minute.
        backend.clock.tick(Duration.ofSeconds(61));
      }
      backend.start("r_more" + i, 100 + i);
      learn(100 + i);
    }
  }

  private SweepClaims another(String token) {
    return backend.another("github.token", token).bean(SweepClaims.class);
  }

  private Sweep claimOne() {
    List<Sweep> claimed = claims.claim(4);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private static List<String> ids(Sweep sweep) {
    return sweep.runs().stream().map(run -> run.nodeId()).toList();
  }

  /** A poll that sees them in progress; the next one is due later. */
  private void learn(long... workflowRunIds) {
    backend.execute("update repository set due_at = ?", backend.clock.instant());
    Repository repository = backend.polling.claim(1).get(0);
    String runs =
        java.util.Arrays.stream(workflowRunIds)
            .mapToObj(id -> "{'id':%d,'node_id':'WFR_%d','status':'in_progress'}".formatted(id, id))
            .collect(Collectors.joining(","));
    backend.observe(repository, backend.firstPage(repository), TestBackend.list(runs));
    backend.polled(repository, answer(304, null));
    backend.execute("update repository set due_at = ?", backend.clock.instant().plus(LATER));
  }

  private Instant repositoryDueAt() {
    return backend.value(Instant.class, "select due_at from repository");
  }

  private static RemoteAnswer shown(String ofFirst, String ofSecond) {
    return answer(
        200,
        "{'data':{'nodes':[{'id':'WFR_11','checkSuite':{'status':'%s'}},".formatted(ofFirst)
            + "{'id':'WFR_12','checkSuite':{'status':'%s'}}]}}".formatted(ofSecond));
  }
}
