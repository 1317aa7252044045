package dev.portgithub.dispatch;

import static dev.portgithub.world.TestBackend.startedAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Run;
import dev.portgithub.run.Stored;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.Outcome;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is set for an action or repository: a share, and a limit of workflow runs under way. */
abstract class LimitsContract extends DatabaseContract {
  private long workflowRuns;

  LimitsContract(StoreUnderTest store) {
    super(store);
  }

  private TestBackend with(String setting, String value) {
    return backend.another("github.writes-per-minute", "100000", setting, value);
  }

  private void accept(TestBackend instance, String action, String repo, String... runIds) {
    for (String runId : runIds) {
      Invocation invocation =
          new Invocation(runId, action, "acme-inc", repo, runId + ".yml", "main", Map.of(), true);
      Outcome run = new Outcome.Accepted(TestRun.record(7), invocation, true, false);
      assertThat(instance.intake.store(1, List.of(run))).containsOnly(Stored.ACCEPTED);
      instance.clock.tick(Duration.ofMillis(1));
    }
  }

  /** Claims what it may, and starts it. */
  private List<String> start(TestBackend instance) {
    List<String> started = new ArrayList<>();
    for (Run run : instance.dispatches.claim(16)) {
      instance.dispatches.started(instance.dispatches.intend(run), startedAnswer(++workflowRuns));
      started.add(run.runId());
    }
    instance.clock.tick(Duration.ofSeconds(1));
    return started;
  }

  private void end(String runId) {
    backend.execute("update run set state = 'FINISHED', due_at = null where run_id = ?", runId);
  }

  @Test
  void an_action_with_a_share_gets_as_many_places_in_its_turn() {
    TestBackend shares = with("dispatch.shares", "action:deploy=3");
    for (int i = 0; i < 12; i++) {
      accept(shares, "deploy", "infra", "r_deploy_" + i);
      accept(shares, "other", "infra", "r_other_" + i);
    }
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      shares.dispatches.claim(1).forEach(run -> claimed.add(run.runId()));
    }

    assertThat(claimed.stream().filter(id -> id.contains("deploy"))).hasSize(6);
    assertThat(shares.dispatches.claim(4).stream().filter(r -> r.runId().contains("deploy")))
        .hasSize(3);
  }

  @Test
  void no_more_workflow_runs_of_an_action_are_under_way_than_its_limit() {
    TestBackend limited = with("dispatch.limits", "action:nightly=2");
    accept(limited, "nightly", "infra", "r_1", "r_2", "r_3", "r_4");
    accept(limited, "other", "infra", "r_other");

    assertThat(start(limited)).containsExactlyInAnyOrder("r_1", "r_2", "r_other");
    assertThat(start(limited)).isEmpty();
    end("r_2");
    assertThat(start(limited)).containsExactly("r_3");
    assertThat(start(limited)).isEmpty();
  }

  @Test
  void a_limit_holds_over_all_instances() {
    List<TestBackend> instances =
        List.of(
            with("dispatch.limits", "action:nightly=2"),
            with("dispatch.limits", "action:nightly=2"));
    accept(backend, "nightly", "infra", "r_1", "r_2", "r_3", "r_4");

    List<String> started = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      instances.forEach(instance -> started.addAll(start(instance)));
    }
    assertThat(started).containsExactly("r_1", "r_2");
  }

  @Test
  void with_a_limit_of_one_no_run_overtakes_another_that_was_postponed() {
    TestBackend limited = with("dispatch.limits", "action:nightly=1");
    accept(limited, "nightly", "infra", "r_1", "r_2", "r_3");
    Run first = limited.dispatches.claim(16).get(0);
    limited.dispatchFailures.postpone(first, new RemoteBusy("outage", null));

    assertThat(first.runId()).isEqualTo("r_1");
    assertThat(start(limited)).isEmpty();
    limited.clock.tick(Duration.ofSeconds(2));
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<String> next = start(limited);
      next.forEach(this::end);
      started.addAll(next);
    }
    assertThat(started).containsExactly("r_1", "r_2", "r_3");
  }

  @Test
  void a_limit_of_a_repository_holds_for_all_actions_and_for_it_alone() {
    TestBackend limited = with("dispatch.limits", "repository:Acme-Inc/Shop=1");
    accept(limited, "deploy", "shop", "r_1");
    accept(limited, "nightly", "shop", "r_2");
    accept(limited, "deploy", "infra", "r_3", "r_4");

    assertThat(start(limited)).containsExactlyInAnyOrder("r_1", "r_3", "r_4");
    assertThat(start(limited)).isEmpty();
    end("r_1");
    assertThat(start(limited)).containsExactly("r_2");
  }

  @Test
  void what_was_started_before_there_was_a_limit_counts() {
    accept(backend, "nightly", "infra", "r_1");
    start(backend);
    accept(backend, "nightly", "infra", "r_2");

    TestBackend limited = with("dispatch.limits", "action:nightly=1");
    assertThat(start(limited)).isEmpty();
    end("r_1");
    assertThat(start(limited)).containsExactly("r_2");
  }

  @Test
  void port_is_told_nothing_by_the_claims_themselves() {
    TestBackend limited = with("dispatch.limits", "action:nightly=1");
    accept(limited, "nightly", "infra", "r_1", "r_2", "r_3");
    for (int i = 0; i < 5; i++) {
      start(limited);
    }

    assertThat(limited.reports("r_1")).noneMatch(report -> report.contains("its turn"));
    for (String runId : List.of("r_2", "r_3")) {
      assertThat(limited.reports(runId)).isEmpty();
    }
  }
}
