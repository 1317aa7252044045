package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.portgithub.poll.Look.FurtherPage;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.Repository;
import dev.portgithub.world.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Runs that are not on the first page are read a page at a time, by when GitHub created them; an
 * unchanged page is free, and shows all of its runs.
 */
abstract class LooksContract extends PollContract {
  LooksContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void a_run_that_newer_ones_have_pushed_off_the_page_is_looked_at_by_itself() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(1, "in_progress")));
    assertThat(backend.furtherLook(repository)).isNull();

    observe(repository, list(run(50, "in_progress")));
    assertThat(backend.furtherLook(repository))
        .asInstanceOf(type(Look.Single.class))
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

    assertThat(backend.furtherLook(repository)).isNull();
    backend.clock.tick(Duration.ofSeconds(99));
    assertThat(backend.furtherLook(repository)).isNull();
    backend.clock.tick(Duration.ofSeconds(1));
    assertThat(backend.furtherLook(repository)).isNotNull();
  }

  @Test
  void a_run_that_is_on_the_page_again_is_not_looked_at_by_itself() {
    backend.start("r_1", 1);
    Repository repository = claim();
    observe(repository, list(run(50, "queued")));
    observe(repository, list(run(1, "queued")));

    assertThat(backend.furtherLook(repository)).isNull();
  }

  @Test
  void many_runs_off_the_page_are_read_by_when_they_were_created_a_hundred_with_each_call() {
    start(250);
    Poll poll = backend.polling.begin(claim());

    FurtherPage first = look(poll);
    assertThat(first.call().query())
        .contains("created=2026-11-22T09%3A59%3A54Z..2026-11-22T10%3A00%3A06Z")
        .doesNotContain("&page=");
    answered(poll, page(250, 151, 250));
    FurtherPage second = look(poll);
    assertThat(second.call().query()).endsWith("&page=2");
    assertThat(second.window()).isEqualTo(first.window());
    answered(poll, page(250, 51, 150));
    look(poll);
    answered(poll, page(250, 1, 50));

    assertThat(backend.looks.more(poll)).isFalse();
    assertThat(backend.count("run where due_at <= ?", Instant.now(backend.clock))).isZero();
  }

  @Test
  void an_unchanged_page_shows_all_of_its_runs_and_is_not_charged() {
    start(250);
    Repository repository = claim();
    Poll poll = backend.polling.begin(repository);
    for (long last = 250; last > 0; last -= 100) {
      look(poll);
      answered(poll, page(250, Math.max(1, last - 99), last));
    }
    backend.clock.tick(Duration.ofSeconds(5));

    Poll next = backend.polling.begin(repository);
    for (int page = 1; page <= 3; page++) {
      assertThat(look(next).call().etag()).isNotNull();
      answered(next, answer(304, null));
    }
    assertThat(backend.looks.more(next)).isFalse();
    assertThat(next.calls()).isEqualTo(3);
    assertThat(next.charged()).isZero();
    // Another instance knows no page, and reads them once.
    backend.clock.tick(Duration.ofSeconds(5));
    assertThat(backend.another().furtherLook(repository).call().etag()).isNull();
  }

  @Test
  void an_end_on_a_page_is_found_again_until_it_is_recorded() {
    start(3);
    Repository repository = claim();
    Poll poll = backend.polling.begin(repository);
    look(poll);
    String[] runs = {run(1, "in_progress"), run(2, "in_progress"), ended(3, "success")};
    assertThat(backend.observation.observe(poll, poll.look(), list(runs))).hasSize(1);

    // It is not among those of the page, so no 304 can hide it.
    assertThat(backend.furtherLook(repository))
        .asInstanceOf(type(Look.Single.class))
        .satisfies(single -> assertThat(single.run().workflowRunId()).isEqualTo(3));
  }

  @Test
  void a_run_whose_end_costs_a_call_is_not_looked_at_again_before_that() {
    start(60);
    Poll poll = backend.polling.begin(claim());
    look(poll);
    String[] failed = new String[60];
    java.util.Arrays.setAll(failed, i -> ended(i + 1, "failure"));
    assertThat(backend.observation.observe(poll, poll.look(), list(failed))).isEmpty();

    assertThat(poll.late()).hasSize(40);
    assertThat(backend.looks.more(poll)).isFalse();
    // The others come with the next poll, which follows soon.
    backend.polling.polled(poll, list());
    assertThat(backend.value(Instant.class, "select due_at from repository"))
        .isBefore(Instant.now(backend.clock).plusSeconds(5));
  }

  @Test
  void what_no_page_shows_is_looked_at_by_itself() {
    start(5);
    Poll poll = backend.polling.begin(claim());
    look(poll);
    // Somebody else's: nine further pages would cost more than four calls.
    answered(poll, page(1000, 5, 5));

    assertThat(backend.looks.more(poll)).isTrue();
    assertThat(poll.look().single()).isTrue();
  }

  @Test
  void a_poll_ends_well_within_its_lease_and_leaves_the_rest_to_the_next() {
    start(30);
    Repository repository = claim();
    Poll poll = backend.polling.begin(repository);
    look(poll);
    answered(poll, page(1000, 900, 999));
    int calls = 0;
    while (backend.looks.more(poll)) {
      calls++;
    }
    assertThat(calls).isBetween(15, 20);
    backend.polling.polled(poll, list());
    assertThat(backend.value(Instant.class, "select due_at from repository"))
        .isBetween(Instant.now(backend.clock), Instant.now(backend.clock).plusSeconds(3));

    Poll slow = backend.polling.begin(repository);
    backend.clock.tick(Duration.ofSeconds(20));
    assertThat(backend.looks.more(slow)).isFalse();
  }

  @Test
  void a_page_that_cannot_be_read_holds_up_no_run() throws Exception {
    start(5);
    Poll poll = backend.polling.begin(claim());
    look(poll);
    backend.bean(Troubles.class).notRead(poll, new RemoteBusy("502", null));
    assertThat(backend.looks.more(poll)).isTrue();
    assertThat(poll.look().single()).isTrue();
    backend.bean(Troubles.class).notRead(poll, new RemoteBusy("502", null));
    backend.looks.more(poll);
    backend.bean(Troubles.class).notRead(poll, new RemoteBusy("502", null));

    // It is an outage rather than one run's trouble.
    assertThat(backend.looks.more(poll)).isFalse();
    backend.polling.polled(poll, list());
    assertThat(backend.value(Instant.class, "select due_at from repository"))
        .isEqualTo(Instant.now(backend.clock).plusSeconds(5));
  }

  private void start(int runs) {
    for (int i = 1; i <= runs; i++) {
      backend.start("r_" + i, i);
      // Not what is tested here: the limit of dispatches a minute.
      backend.execute("delete from dispatch_count");
    }
    assertThat(backend.clock.instant()).isEqualTo(START);
  }

  /** The next look, a page. */
  private FurtherPage look(Poll poll) {
    assertThat(backend.looks.more(poll)).isTrue();
    return (FurtherPage) poll.look();
  }

  private void answered(Poll poll, RemoteAnswer answer) {
    backend.observation.observe(poll, poll.look(), answer);
  }

  private static RemoteAnswer page(int total, long first, long last) {
    String runs =
        LongStream.rangeClosed(first, last)
            .mapToObj(id -> run(id, "in_progress"))
            .collect(java.util.stream.Collectors.joining(","));
    return answer(
        200,
        "{'total_count':%d,'workflow_runs':[%s]}".formatted(total, runs),
        "etag",
        "W/\"%d\"".formatted(first));
  }
}
