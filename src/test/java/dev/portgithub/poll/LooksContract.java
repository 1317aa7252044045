package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.portgithub.run.Repository;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Runs that are not on the first page cost at most two calls more, however many they are. */
abstract class LooksContract extends PollContract {
  LooksContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void a_run_that_newer_ones_have_pushed_off_the_page_is_looked_at_by_itself() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(1, "in_progress")));
    assertThat(backend.looks.further(repository)).isEmpty();

    observe(repository, list(run(50, "in_progress")));
    assertThat(backend.looks.further(repository))
        .singleElement(type(Look.Single.class))
        .satisfies(
            single -> {
              assertThat(single.run().runId()).isEqualTo("r_1");
              assertThat(single.call().path()).isEqualTo("/repos/acme-inc/infra/actions/runs/1");
            });
  }

  @Test
  void a_run_off_the_page_is_looked_at_more_seldom_the_older_it_is() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofSeconds(2000));
    Repository repository = claim();
    observeSingle(repository, run(1, "in_progress"));

    assertThat(backend.looks.further(repository)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(99));
    assertThat(backend.looks.further(repository)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(1));
    assertThat(backend.looks.further(repository)).hasSize(1);
  }

  @Test
  void a_poll_never_makes_more_than_two_calls_beyond_the_first_page() {
    Repository repository = null;
    for (int i = 1; i <= 12; i++) {
      backend.start("r_" + i, i);
      repository = claim();

      assertThat(backend.looks.further(repository)).hasSize(Math.min(i, 2));
    }
    assertThat(backend.looks.further(repository))
        .extracting(look -> look.call().toString())
        .satisfiesExactly(
            page -> assertThat(page).endsWith("per_page=100&page=2"),
            single -> assertThat(single).contains("/actions/runs/"));
  }

  @Test
  void a_run_that_is_on_the_page_again_is_not_looked_at_by_itself() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(50, "queued")));
    observe(repository, list(run(1, "queued")));

    assertThat(backend.looks.further(repository)).isEmpty();
  }
}
