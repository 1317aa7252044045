package dev.portgithub.finish;

import static dev.portgithub.world.TestBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunState;
import dev.portgithub.store.DatabaseContract;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A workflow run that GitHub does not show any more counts as deleted, but not too soon. */
abstract class VanishedContract extends DatabaseContract {
  VanishedContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void a_run_that_github_does_not_show_is_given_up_after_so_many_misses() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(60));
    for (int miss = 1; miss <= 4; miss++) {
      miss(404);
      assertThat(backend.state("r_1")).isEqualTo("RUNNING");
    }
    miss(404);

    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    assertThat(last("r_1")).contains("\"status\":\"FAILURE\"", "deleted");
  }

  @Test
  void a_run_that_was_started_just_now_cannot_be_missed() {
    backend.start("r_1", 1);
    for (int miss = 1; miss <= 10; miss++) {
      backend.vanished.missing(backend.find("r_1"), new RemoteRefused(404, "Not Found", ""));
    }

    assertThat(backend.find("r_1")).returns(RunState.RUNNING, Run::state).returns(0, Run::attempts);
  }

  @Test
  void misses_are_a_minute_apart() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(60));
    miss(404);
    Repository repository = backend.polling.claim(1).get(0);

    backend.clock.tick(Duration.ofSeconds(-1));
    assertThat(backend.furtherLook(repository)).isNull();
  }

  @Test
  void a_run_that_is_shown_again_was_not_missed() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(60));
    for (int miss = 1; miss <= 4; miss++) {
      miss(404);
    }
    Repository repository = backend.polling.claim(1).get(0);
    backend.observe(
        repository,
        backend.furtherLook(repository),
        answer(200, "{'id':1,'status':'in_progress'}"));
    backend.clock.tick(Duration.ofSeconds(60));
    miss(404);

    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  @Test
  void only_answers_that_say_not_found_count_as_misses() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(60));
    for (int miss = 1; miss <= 6; miss++) {
      miss(403);
    }
    miss(404);

    assertThat(backend.state("r_1")).isEqualTo("RUNNING");
  }

  private void miss(int status) {
    backend.vanished.missing(backend.find("r_1"), new RemoteRefused(status, "no", ""));
    backend.clock.tick(Duration.ofSeconds(60));
  }

  private String last(String runId) {
    List<String> reports = backend.reports(runId);
    return reports.get(reports.size() - 1);
  }
}
