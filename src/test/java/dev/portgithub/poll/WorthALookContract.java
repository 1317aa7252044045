package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.run.Repository;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever knows that something has happened in GitHub makes its run due, and nothing else. */
abstract class WorthALookContract extends PollContract {
  WorthALookContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void a_hint_makes_run_and_repository_due_now() {
    backend.start("r_1", 1);
    backend.clock.tick(Duration.ofMinutes(30));
    Repository repository = claim();
    observe(repository, list(run(50, "queued")));
    observeSingle(repository, run(1, "in_progress"));
    backend.polled(repository, list());
    assertThat(backend.dueAt("r_1")).isAfter(now());
    assertThat(repositoryDue()).isAfter(now());

    assertThat(backend.followedRuns.worthALook(List.of(1L, 99L))).isEqualTo(1);
    assertThat(backend.dueAt("r_1")).isEqualTo(now());
    assertThat(repositoryDue()).isEqualTo(now());
  }

  @Test
  void a_run_on_the_first_page_needs_no_look_of_its_own() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(1, "in_progress")));
    backend.polled(repository, answer(200, "{}", "etag", "W/\"one\""));

    assertThat(backend.followedRuns.worthALook(List.of(1L))).isEqualTo(1);
    assertThat(backend.dueAt("r_1")).isNull();
    assertThat(repositoryDue()).isEqualTo(now());
    // It says nothing about the ETag: if something has happened, GitHub's is another.
    assertThat(claim().etag()).isEqualTo("W/\"one\"");
  }

  @Test
  void a_hint_during_a_poll_begins_no_second_one_and_the_next_follows_immediately() {
    backend.start("r_1", 1);
    Repository repository = claim();
    backend.clock.tick(Duration.ofSeconds(1));
    backend.followedRuns.worthALook(List.of(1L));
    assertThat(backend.polling.claim(10)).isEmpty();
    Instant hinted = now();
    backend.clock.tick(Duration.ofSeconds(1));
    backend.polled(repository, list());
    assertThat(repositoryDue()).isEqualTo(hinted);

    listed();
    backend.polled(claim(), list());
    assertThat(repositoryDue()).isAfter(now());
  }

  @Test
  void a_hint_does_not_hurry_a_poll_that_failed() {
    backend.start("r_1", 1);
    Repository repository = claim();
    backend.followedRuns.worthALook(List.of(1L));
    backend.polling.postpone(repository, new java.io.IOException("reset"));

    assertThat(repositoryDue()).isEqualTo(now().plusSeconds(5));
  }

  @Test
  void a_poll_that_is_handed_back_is_none() {
    backend.start("r_1", 1);
    listed();
    Repository repository = claim();
    backend.repositories.handBack(repository);
    Repository again = claim();
    backend.polled(again, list());
    backend.clock.tick(Duration.ofSeconds(1));
    backend.followedRuns.worthALook(List.of(1L));

    assertThat(repositoryDue()).isEqualTo(now());
  }

  @Test
  void a_hint_about_what_is_not_followed_changes_nothing() {
    backend.start("r_1", 1);
    Repository repository = claim();
    backend.finishing.finish(observe(repository, list(ended(1, "success"))).get(0), null);
    backend.polled(repository, list());

    assertThat(backend.followedRuns.worthALook(List.of(1L, 2L))).isZero();
    assertThat(backend.followedRuns.worthALook(List.of())).isZero();
    assertThat(repositoryDue()).isNull();
  }

  private Instant now() {
    return Instant.now(backend.clock);
  }

  private Instant repositoryDue() {
    return backend.value(Instant.class, "select due_at from repository");
  }
}
