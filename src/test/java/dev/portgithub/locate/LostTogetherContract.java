package dev.portgithub.locate;

import static dev.portgithub.world.TestBackend.LEASE;
import static dev.portgithub.world.TestBackend.list;
import static dev.portgithub.world.TestBackend.only;
import static dev.portgithub.world.TestBackend.startedAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestRun;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * While one run of a workflow is being located, others of it are dispatched: whatever becomes of
 * them meanwhile, nobody adopts a workflow run of another, and nobody is started twice.
 */
@Tag("P2")
abstract class LostTogetherContract extends DatabaseContract {
  LostTogetherContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void theHostNamesWorkflowRuns() {
    backend.start(TestRun.of("r_0").workflow("before.yml"), 1);
  }

  @Test
  void the_other_got_its_answer_before_the_list_was_read() {
    backend.lose("r_x");
    backend.dispatches.started(backend.intend("r_y"), startedAnswer(8));
    backend.settle("r_x", list(workflowRun(8), workflowRun(7)));

    assertThat(backend.find("r_x").workflowRunId()).isEqualTo(7);
  }

  @Test
  void the_other_got_its_answer_between_the_list_and_its_weighing() {
    Run located = claimed(backend.lose("r_x"));
    Run other = backend.intend("r_y");
    RemoteAnswer seen = list(workflowRun(8));
    backend.dispatches.started(other, startedAnswer(8));
    backend.locate(located, seen);

    assertThat(backend.find("r_x"))
        .returns(RunState.LOCATING, Run::state)
        .returns(null, Run::workflowRunId);
  }

  @Test
  void the_other_is_still_being_dispatched() {
    backend.lose("r_x");
    Run other = backend.intend("r_y");
    Instant end = other.intentAt().plus(LEASE);
    // Its own is not visible, or was never started: what is seen is that of the other.
    while (Instant.now(backend.clock).isBefore(end.minusSeconds(15))) {
      backend.locate(claimed(backend.find("r_x")), list(workflowRun(8)));
      assertThat(backend.state("r_x")).isEqualTo("LOCATING");
    }
    backend.dispatches.started(other, startedAnswer(8));
    backend.settle("r_x", list(workflowRun(8)));

    assertThat(backend.find("r_x")).returns(RunState.ACCEPTED, Run::state);
  }

  @Test
  void the_other_has_lost_its_answer_as_well_and_nothing_tells_them_apart() {
    backend.lose("r_x");
    backend.lose("r_y");
    settleBoth(list(workflowRun(8)));

    for (String runId : new String[] {"r_x", "r_y"}) {
      assertThat(backend.find(runId))
          .returns(RunState.PARKED, Run::state)
          .returns(null, Run::workflowRunId);
    }
    backend.clock.tick(Duration.ofDays(3));
    assertThat(backend.dispatches.claim(10)).isEmpty();
  }

  @Test
  void the_other_has_lost_its_answer_between_the_list_and_its_weighing() {
    Run located = claimed(backend.lose("r_x"));
    Run other = backend.intend("r_y");
    RemoteAnswer seen = list(workflowRun(8));
    backend.dispatchFailures.lost(other, new IOException("reset"));
    backend.locate(located, seen);

    assertThat(backend.find("r_x").workflowRunId()).isNull();
  }

  @Test
  void the_other_was_refused_or_postponed_and_so_it_owns_nothing() {
    backend.lose("r_x");
    backend.dispatchFailures.postpone(backend.intend("r_y"), new RemoteBusy("limit", null));
    backend.settle("r_x", list(workflowRun(7)));

    assertThat(backend.find("r_x").workflowRunId()).isEqualTo(7);
  }

  @Test
  void the_other_was_left_by_a_process_that_died() {
    backend.lose("r_x");
    backend.intend("r_y");
    backend.locate(claimed(backend.find("r_x")), list(workflowRun(8)));
    assertThat(backend.find("r_x").workflowRunId()).isNull();

    settleBoth(list(workflowRun(8)));
    assertThat(backend.find("r_x").workflowRunId()).isNull();
    assertThat(backend.find("r_y").workflowRunId()).isNull();
    assertThat(backend.dispatches.claim(10)).isEmpty();
  }

  @Test
  void one_of_two_whose_workflow_run_the_other_has_found_is_dispatched_again() {
    backend.lose("r_x");
    backend.lose("r_y");
    settleBoth(list(named(8, "r_y")));

    assertThat(backend.find("r_y").workflowRunId()).isEqualTo(8);
    assertThat(backend.find("r_x")).returns(RunState.ACCEPTED, Run::state);
  }

  /** Both are searched for as often as they are due, as the route does. */
  private void settleBoth(RemoteAnswer answer) {
    while (backend.count("run where state in ('LOCATING', 'DISPATCHING')") > 0) {
      backend.clock.set(
          backend.value(
              Instant.class,
              "select min(due_at) from run where state in ('LOCATING', 'DISPATCHING')"));
      backend.locating.claim(10).forEach(run -> backend.locate(run, answer));
    }
  }

  private Run claimed(Run run) {
    if (backend.dueAt(run.runId()).isAfter(Instant.now(backend.clock))) {
      backend.clock.set(backend.dueAt(run.runId()));
    }
    return only(backend.locating.claim(10), run.runId());
  }

  private static String workflowRun(long id) {
    return named(id, "");
  }

  private static String named(long id, String runId) {
    return "{'id':%d,'display_title':'Deploy %s','head_branch':'main','actor':{'login':'bot'}}"
        .formatted(id, runId);
  }
}
