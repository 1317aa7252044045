package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.POLL_DEADLINE;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.remote.RemoteRefused;
import dev.portgithub.run.Repository;
import dev.portgithub.run.Run;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run whose end is not seen in time is parked, and Port is not told that it has failed. */
abstract class DeadlineContract extends PollContract {
  DeadlineContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  @Tag("P3")
  void a_run_that_does_not_end_within_the_deadline_is_parked_and_port_is_not_told_failure() {
    backend.start("r_1", 1);
    backend.clock.tick(POLL_DEADLINE);
    backend.polled(claim(), list());
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");

    backend.clock.tick(Duration.ofMinutes(6));
    backend.polled(claim(), list());
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.count("dead_letter where reason = 'DEADLINE'")).isEqualTo(1);
    assertThat(last("r_1")).startsWith("LOG ").doesNotContain("FAILURE");
  }

  @Test
  void a_run_of_a_repository_that_cannot_be_polled_any_more_is_parked_at_its_deadline() {
    backend.start("r_1", 1);
    RemoteRefused deleted = new RemoteRefused(404, "Not Found", "");
    backend.polling.postpone(claim(), deleted);
    assertThat(backend.state("r_1")).isEqualTo("RUNNING");

    backend.clock.tick(POLL_DEADLINE.plusSeconds(1));
    backend.polling.postpone(claim(), deleted);
    assertThat(backend.state("r_1")).isEqualTo("PARKED");
    assertThat(backend.count("dead_letter where reason = 'DEADLINE'")).isEqualTo(1);

    // With nothing open there, one more failure is the last.
    backend.polling.postpone(claim(), deleted);
    backend.clock.tick(Duration.ofDays(1));
    assertThat(backend.polling.claim(10)).isEmpty();
  }

  @Test
  void a_run_whose_end_is_seen_at_its_deadline_is_not_parked() {
    backend.start("r_1", 1);
    backend.clock.tick(POLL_DEADLINE.plusSeconds(1));
    Repository repository = claim();
    Deadline deadline = backend.bean(Deadline.class);
    List<Run> expired = backend.jdbi.withHandle(handle -> deadline.expired(handle, repository));
    backend.finishing.finish(observe(repository, list(ended(1, "success"))).get(0), null);
    int told = backend.reports("r_1").size();
    expired.forEach(deadline::giveUp);

    assertThat(expired).hasSize(1);
    assertThat(backend.state("r_1")).isEqualTo("FINISHED");
    assertThat(backend.reports("r_1")).hasSize(told);
    assertThat(backend.count("dead_letter")).isZero();
  }
}
