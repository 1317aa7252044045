package dev.portgithub.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portgithub.poll.Polling;
import dev.portgithub.run.Repository;
import dev.portgithub.simulator.Fault;
import dev.portgithub.simulator.Request;
import dev.portgithub.sweep.Sweep;
import dev.portgithub.sweep.SweepClaims;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 42-sweep: what GraphQL shows makes runs due, and what it does not show changes nothing. */
class SweepRouteTest extends RouteTest {
  private static final Predicate<Request> GRAPHQL = Request.of("POST", "^/graphql$");

  private String runId;

  @BeforeEach
  void a_run_that_a_poll_has_seen() {
    execute("delete from sweep");
    GITHUB.checksReadable(true);
    runId = running();
    CLOCK.tick(Duration.ofSeconds(5));
    poll();
    execute("update repository set due_at = ?", CLOCK.instant().plus(Duration.ofHours(1)));
  }

  @AfterEach
  void allow_everything() {
    GITHUB.checksReadable(true);
    GITHUB.graphqlMostIdsInTime(Integer.MAX_VALUE);
  }

  @Test
  @Tag("P3")
  void an_end_that_graphql_shows_is_read_by_a_poll_at_once() {
    GITHUB.complete(workflowRunId(runId), "failure", "deploy", "Roll out");
    sweep();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(repositoryDueAt()).isEqualTo(CLOCK.instant());
    SedaEndpoint polls = camel.getEndpoint("seda:claim-polls", SedaEndpoint.class);
    await().until(() -> !polls.getQueue().isEmpty());

    poll();
    assertThat(state(runId)).isEqualTo("FINISHED");
    assertThat(reports(runId)).last().asString().contains("FAILURE");
  }

  @Test
  void while_it_runs_nothing_is_due() {
    Instant before = repositoryDueAt();
    sweep();
    assertThat(repositoryDueAt()).isEqualTo(before);
    assertThat(GITHUB.journal().count("POST", "^/graphql$")).isEqualTo(1);
  }

  @Test
  void a_run_that_was_deleted_is_left_to_the_polls() {
    Instant before = repositoryDueAt();
    GITHUB.delete(workflowRunId(runId));
    sweep();
    assertThat(state(runId)).isEqualTo("RUNNING");
    assertThat(repositoryDueAt()).isEqualTo(before);
    assertThat(value(String.class, "select refused from sweep")).isNull();
  }

  @Test
  void a_credential_that_may_not_read_checks_is_asked_once_a_day() {
    GITHUB.checksReadable(false);
    sweep();
    CLOCK.tick(Duration.ofHours(20));
    assertThat(claim()).isEmpty();
    CLOCK.tick(Duration.ofHours(5));
    execute("update repository set due_at = ?", CLOCK.instant().plus(Duration.ofHours(1)));
    GITHUB.checksReadable(true);
    GITHUB.complete(workflowRunId(runId), "success");
    sweep();
    assertThat(repositoryDueAt()).isEqualTo(CLOCK.instant());
  }

  @Test
  void the_limit_of_graphql_stops_no_poll() {
    GITHUB.graphqlLimit(0, CLOCK.instant().plusSeconds(600));
    sweep();
    CLOCK.tick(Duration.ofSeconds(30));
    assertThat(claim()).isEmpty();

    GITHUB.complete(workflowRunId(runId), "success");
    execute("update repository set due_at = ?", CLOCK.instant());
    poll();
    assertThat(state(runId)).isEqualTo("FINISHED");
  }

  @Test
  void a_query_that_fails_is_made_again_after_a_while_for_fewer_runs() {
    for (Fault fault :
        List.of(Fault.status(502), Fault.dropBefore(), Fault.garbage(), Fault.status(429))) {
      GITHUB.faults().next(GRAPHQL, fault);
      sweep();
      assertThat(claim()).isEmpty();
      CLOCK.tick(Duration.ofMinutes(2));
    }
    assertThat(value(Integer.class, "select most_ids from sweep")).isLessThan(100);
    GITHUB.complete(workflowRunId(runId), "success");
    sweep();
    assertThat(repositoryDueAt()).isEqualTo(CLOCK.instant());
  }

  @Test
  @Tag("P5")
  void the_token_is_on_the_wire_and_nowhere_in_the_exchange() {
    WATCH.start();
    sweep();
    WATCH.stop();
    assertThat(GITHUB.journal().calls("POST", "^/graphql$").get(0).header("Authorization"))
        .contains(TOKEN);
    assertThat(WATCH.seen()).isNotEmpty().noneMatch(seen -> seen.contains(TOKEN));
  }

  // --- helpers ----------------------------------------------------------------------------------

  private List<Sweep> claim() {
    return bean("sweepClaims", SweepClaims.class).claim(4);
  }

  private void sweep() {
    List<Sweep> claimed = claim();
    assertThat(claimed).hasSize(1);
    process("seda:sweep-runs", claimed.get(0));
  }

  private Instant repositoryDueAt() {
    return value(Instant.class, "select due_at from repository where repo = ?", repo);
  }

  private void poll() {
    for (Repository repository : bean("polling", Polling.class).claim(4)) {
      process("seda:poll-repository", repository);
    }
  }
}
