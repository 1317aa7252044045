package dev.portgithub.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.run.Repository;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second workflow run with the id of a run of ours is told once, and aloud. */
class DoublesTest extends PollContract {
  DoublesTest() {
    super(StoreUnderTest.H2);
  }

  @Test
  void a_second_workflow_run_of_a_run_is_told_once() {
    backend.start("r_1", 1);
    Doubles doubles = new Doubles();
    try (LogLines log = new LogLines(Doubles.class)) {
      for (int poll = 0; poll < 2; poll++) {
        doubles.tell(polled(titled(1, "Deploy r_1"), titled(2, "Deploy (r_1) again")));
      }
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("ERROR Run r_1 was started twice: workflow run 1 is ours, and 2 in");
    }
    assertThat(doubles.advice()).startsWith("One run was started twice");
  }

  @Test
  void a_title_that_names_another_run_or_none_is_nobodys_double() {
    backend.start("r_1", 1);
    Doubles doubles = new Doubles();
    doubles.tell(
        polled(
            titled(1, "Deploy r_1"),
            titled(2, "Deploy r_12"),
            titled(3, "xr_1"),
            titled(4, "r_1-b"),
            run(5, "queued")));

    assertThat(doubles.advice()).isNull();
  }

  private Poll polled(String... workflowRuns) {
    Repository repository = new Repository("acme-inc", "infra", 1, 0, 0, null, 0);
    Poll poll = new Poll(repository, backend.clock.instant());
    RemoteAnswer page = TestBackend.list(workflowRuns);
    backend.observation.observe(poll, backend.firstPage(repository), page);
    assertThat(List.copyOf(poll.doubles()).size()).isLessThanOrEqualTo(1);
    return poll;
  }

  private static String titled(long id, String title) {
    return "{'id':%d,'run_attempt':1,'status':'queued','conclusion':null,'display_title':'%s'}"
        .formatted(id, title);
  }
}
