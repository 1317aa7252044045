package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.github.Ended;
import dev.portgithub.run.FollowedRuns;
import dev.portgithub.run.Repository;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Polls rely on hints as far as the last end goes. */
abstract class AnnouncedContract extends PollContract {
  private FollowedRuns followed;

  AnnouncedContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  void three_runs_a_minute_old() {
    followed = backend.bean(FollowedRuns.class);
    backend.start("r_1", 11);
    backend.start("r_2", 12);
    backend.start("r_3", 13);
    backend.clock.tick(Duration.ofMinutes(1));
  }

  @Test
  void without_hints_the_next_poll_is_as_soon_as_the_age_of_the_runs_says() {
    poll(11);
    assertThat(untilNextPoll()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void after_an_announced_end_polls_are_a_minute_apart() {
    followed.worthALook(List.of(11L));
    poll(11);
    assertThat(untilNextPoll()).isEqualTo(Duration.ofMinutes(1));
    backend.clock.tick(Duration.ofMinutes(1));
    poll();
    assertThat(untilNextPoll()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void an_end_that_was_not_announced_brings_the_usual_pace_back_at_once() {
    followed.worthALook(List.of(11L));
    poll(11);
    backend.clock.tick(Duration.ofMinutes(2));
    poll(12);
    assertThat(untilNextPoll()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void an_end_is_seen_before_its_own_hint_comes_while_others_come() {
    followed.worthALook(List.of(11L));
    backend.clock.tick(Duration.ofSeconds(50));
    poll(11, 12);
    assertThat(untilNextPoll()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void a_change_that_is_no_end_is_not_relied_on() {
    followed.worthALook(11, "in_progress", Duration.ofSeconds(2));
    backend.clock.tick(Duration.ofSeconds(2));
    poll();
    assertThat(untilNextPoll()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void a_run_that_has_just_started_is_polled_as_usual() {
    followed.worthALook(List.of(11L));
    poll(11);
    backend.start("r_4", 14);
    backend.clock.tick(Duration.ofSeconds(3));
    poll();
    assertThat(untilNextPoll()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void nothing_is_relied_on_for_longer_than_a_day() {
    followed.worthALook(List.of(11L));
    poll(11);
    backend.clock.tick(Duration.ofHours(25));
    backend.start("r_4", 14);
    backend.clock.tick(Duration.ofMinutes(1));
    poll();
    assertThat(untilNextPoll()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void a_hint_that_was_answered_by_a_poll_causes_no_second_one() {
    backend.execute("update repository set due_at = ?", backend.clock.instant().plusSeconds(9));
    followed.worthALook(List.of(11L));
    assertThat(untilNextPoll()).isZero();
    poll(11);
    assertThat(backend.polling.claim(1)).isEmpty();
  }

  @Test
  void a_hint_that_comes_during_a_poll_causes_the_next_one_when_that_has_ended() {
    backend.execute("update repository set due_at = ?", backend.clock.instant());
    Repository repository = backend.polling.claim(1).get(0);
    followed.worthALook(List.of(11L));
    assertThat(backend.polling.claim(1)).isEmpty();
    backend.polled(repository, answer(304, null));
    assertThat(backend.polling.claim(1)).hasSize(1);
  }

  // --- helpers ----------------------------------------------------------------------------------

  /** A poll that is due now, and shows that these have ended. */
  private void poll(long... ended) {
    backend.execute("update repository set due_at = ?", backend.clock.instant());
    Repository repository = backend.polling.claim(1).get(0);
    String[] shown =
        java.util.Arrays.stream(ended)
            .mapToObj(
                id ->
                    "{'id':%d,'status':'completed','conclusion':'success','run_attempt':1}"
                        .formatted(id))
            .toArray(String[]::new);
    for (Ended each : backend.observe(repository, backend.firstPage(repository), list(shown))) {
      backend.finishing.finish(each, null);
    }
    listed();
    backend.polled(repository, answer(304, null));
  }

  private Duration untilNextPoll() {
    Instant due = backend.value(Instant.class, "select due_at from repository");
    return Duration.between(backend.clock.instant(), due);
  }
}
