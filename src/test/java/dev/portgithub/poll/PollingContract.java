package dev.portgithub.poll;

import static dev.portgithub.world.TestBackend.START;
import static dev.portgithub.world.TestBackend.answer;
import static dev.portgithub.world.TestBackend.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteBusy;
import dev.portgithub.run.PolledRepositories;
import dev.portgithub.run.Repository;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the repositories with open runs are polled, by whom, and with which ETag. */
abstract class PollingContract extends PollContract {
  private static final String ETAG = "W/\"one\"";

  PollingContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  void a_repository_is_polled_soon_after_a_start_and_by_one_instance() {
    backend.start("r_1", 1);
    assertThat(backend.polling.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofSeconds(3));

    assertThat(backend.polling.claim(10))
        .extracting(Repository::toString)
        .containsExactly("acme-inc/infra");
    assertThat(backend.another().polling.claim(10)).isEmpty();
    backend.clock.tick(Duration.ofMinutes(5));
    assertThat(backend.another().polling.claim(10)).hasSize(1);
  }

  @Test
  void a_repository_without_open_runs_is_not_polled() {
    backend.start("r_1", 1);
    Repository repository = claim();
    backend.finishing.finish(observe(repository, list(ended(1, "success"))).get(0), null);
    backend.polled(repository, list());

    backend.clock.tick(Duration.ofDays(1));
    assertThat(backend.polling.claim(10)).isEmpty();
  }

  @Test
  void the_etag_of_the_first_page_is_sent_with_the_next_poll() {
    backend.start("r_1", 1);
    Repository first = claim();
    assertThat(backend.firstPage(first).call().etag()).isNull();
    backend.polled(first, answer(200, "{}", "etag", ETAG));

    Repository second = claim();
    assertThat(backend.firstPage(second).call().etag()).isEqualTo(ETAG);
    backend.polled(second, answer(304, null));
    assertThat(backend.firstPage(claim()).call().etag()).isEqualTo(ETAG);
  }

  @Test
  @Tag("P3")
  void an_etag_that_does_not_cover_a_run_started_meanwhile_is_not_kept() {
    backend.start("r_1", 1);
    Repository repository = claim();
    RemoteAnswer page = answer(200, "{'workflow_runs':[]}", "etag", ETAG);
    backend.start("r_2", 2);
    Instant soon = Instant.now(backend.clock).plusSeconds(3);
    backend.polled(repository, page);

    assertThat(backend.value(String.class, "select etag from repository")).isNull();
    assertThat(backend.value(Instant.class, "select due_at from repository")).isEqualTo(soon);
  }

  @Test
  void a_start_makes_a_kept_etag_be_forgotten() {
    backend.start("r_1", 1);
    backend.polled(claim(), answer(200, "{}", "etag", ETAG));
    backend.start("r_2", 2);

    assertThat(backend.firstPage(claim()).call().etag()).isNull();
  }

  @Test
  void the_pause_between_polls_grows_with_the_age_of_the_youngest_run() {
    backend.start("r_1", 1);
    assertThat(pauseAfterPoll()).isEqualTo(Duration.ofSeconds(5));
    backend.clock.tick(Duration.ofSeconds(997));
    assertThat(pauseAfterPoll()).isEqualTo(Duration.ofSeconds(50));
    backend.start("r_2", 2);
    assertThat(pauseAfterPoll()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  @Tag("P4")
  void a_poll_that_fails_is_made_again_after_growing_delays() {
    backend.start("r_1", 1);
    for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 320, 640, 900, 900}) {
      backend.polling.postpone(claim(), new IOException("reset"));

      Instant due = backend.value(Instant.class, "select due_at from repository");
      assertThat(Duration.between(Instant.now(backend.clock), due))
          .isBetween(Duration.ofMillis(seconds * 900L), Duration.ofSeconds(seconds));
      backend.clock.tick(Duration.ofSeconds(seconds));
    }
    backend.polling.postpone(claim(), new RemoteBusy("limit", START.plusSeconds(100_000)));
    assertThat(backend.value(Instant.class, "select due_at from repository"))
        .isEqualTo(START.plusSeconds(100_000));
  }

  @Test
  @Tag("P4")
  void a_limit_that_is_met_in_the_middle_of_a_poll_counts_as_well() {
    backend.start("r_1", 1);
    RemoteBusy limit = new RemoteBusy("limit", START.plusSeconds(100_000));
    backend.polling.postpone(claim(), new IllegalStateException("as a split wraps it", limit));

    assertThat(backend.value(Instant.class, "select due_at from repository"))
        .isEqualTo(START.plusSeconds(100_000));
  }

  @Test
  void a_poll_that_succeeds_ends_the_growth_of_the_delays() {
    backend.start("r_1", 1);
    backend.polling.postpone(claim(), new IOException("reset"));
    backend.clock.tick(Duration.ofSeconds(5));
    backend.polled(claim(), list());

    assertThat(backend.value(Integer.class, "select attempts from repository")).isZero();
  }

  @Test
  void a_poll_whose_lease_has_ended_changes_nothing_of_the_repository() {
    backend.start("r_1", 1);
    Repository stale = claim();
    backend.clock.tick(Duration.ofMinutes(5));
    backend.another().polling.claim(1);
    Instant lease = backend.value(Instant.class, "select due_at from repository");
    backend.polled(stale, answer(200, "{}", "etag", ETAG));
    backend.polling.postpone(stale, new IOException("reset"));

    assertThat(backend.value(Instant.class, "select due_at from repository")).isEqualTo(lease);
    assertThat(backend.value(String.class, "select etag from repository")).isNull();
  }

  @Test
  @Tag("P3")
  void a_repository_that_is_spelt_in_two_ways_is_polled_once_for_the_runs_of_both() {
    backend.start("r_1", 1);
    backend.start(TestRun.of("r_2").repo("Infra"), 2);
    backend.clock.tick(Duration.ofSeconds(3));

    List<Repository> claimed = backend.polling.claim(10);
    assertThat(claimed).hasSize(1);
    observe(claimed.get(0), list(run(1, "in_progress"), run(2, "in_progress")));
    assertThat(backend.find("r_1").listed()).isTrue();
    assertThat(backend.find("r_2").listed()).isTrue();
    backend.polled(claimed.get(0), answer(200, "{}", "etag", ETAG));
    // The other row has no ETag yet, so it is polled once by itself.
    assertThat(pollsWithin(Duration.ofMinutes(60))).isEqualTo(pollsOfOneSpelling() + 1);
  }

  @Test
  @Tag("P3")
  void a_repository_that_is_spelt_in_two_ways_is_polled_until_no_run_of_either_is_open() {
    backend.start("r_1", 1);
    backend.start(TestRun.of("r_2").repo("Infra"), 2);
    Repository repository = claim();
    backend.finishing.finish(observe(repository, list(ended(1, "success"))).get(0), null);
    backend.polled(repository, list());
    assertThat(backend.count("repository where due_at is not null")).isEqualTo(2);

    repository = claim();
    backend.finishing.finish(observe(repository, list(ended(2, "success"))).get(0), null);
    backend.polled(repository, list());
    backend.polled(claim(), list());
    assertThat(backend.count("repository where due_at is not null")).isZero();
  }

  @Test
  @Tag("P3")
  void the_version_before_which_sees_one_spelling_only_does_not_stop_the_polls_of_the_other() {
    backend.start("r_1", 1);
    backend.start(TestRun.of("r_2").repo("Infra"), 2);
    backend.polled(claim(), answer(200, "{}", "etag", ETAG));
    // It has seen r_1 end, and finds no other run of that spelling.
    backend.execute("update run set state = 'FINISHED' where run_id = 'r_1'");
    backend.execute("update repository set due_at = null where repo = 'infra'");

    backend.clock.tick(Duration.ofMinutes(10));
    assertThat(backend.polling.claim(10))
        .extracting(Repository::toString)
        .containsExactly("acme-inc/Infra");
  }

  @Test
  @Tag("P3")
  void an_etag_of_one_spelling_does_not_hide_a_run_that_the_version_before_started_in_another() {
    backend.start("r_1", 1);
    backend.polled(claim(), answer(200, "{}", "etag", ETAG));
    // It changes the row of its own spelling only.
    backend.start(TestRun.of("r_2").repo("Infra"), 2);
    backend.execute(
        "update repository set due_at = ? where repo = 'infra'", backend.clock.instant());
    assertThat(claim().toString()).isEqualTo("acme-inc/infra");

    backend.clock.tick(Duration.ofSeconds(3));
    assertThat(backend.polling.claim(10))
        .extracting(repository -> backend.firstPage(repository).call().etag())
        .containsOnlyNulls();
  }

  @Test
  void the_pace_is_divided_by_the_repositories_of_the_credential_each_once_however_it_is_spelt() {
    PolledRepositories polled =
        new PolledRepositories(backend.clock, owner -> "app:" + owner.toLowerCase(Locale.ROOT));
    for (String name :
        List.of("acme-inc/infra", "Acme-Inc/Infra", "acme-inc/shop", "other/infra")) {
      String[] parts = name.split("/");
      backend.execute(
          "insert into repository (org, repo, due_at) values (?, ?, ?)", parts[0], parts[1], START);
    }
    backend.execute("insert into repository (org, repo) values ('acme-inc', 'resting')");
    assertThat(counted(polled, "Acme-Inc")).isEqualTo(2);
    assertThat(counted(polled, "other")).isEqualTo(1);

    backend.execute("update repository set due_at = null where repo = 'shop'");
    backend.clock.tick(Duration.ofSeconds(5));
    assertThat(counted(polled, "acme-inc")).isEqualTo(1);
  }

  private int counted(PolledRepositories polled, String org) {
    Repository repository = new Repository(org, "infra", 1, 0, 0, null, 1);
    return backend.jdbi.withHandle(handle -> polled.withCredentialOf(handle, repository));
  }

  /** As long as the runs that are open now stay open. */
  private int pollsWithin(Duration time) {
    Instant end = backend.clock.instant().plus(time);
    int polls = 0;
    while (nextPoll().isBefore(end)) {
      if (nextPoll().isAfter(backend.clock.instant())) {
        backend.clock.set(nextPoll());
      }
      for (Repository repository : backend.polling.claim(10)) {
        polls++;
        backend.polled(repository, answer(304, null));
      }
    }
    return polls;
  }

  private Instant nextPoll() {
    return backend.value(Instant.class, "select min(due_at) from repository");
  }

  private int pollsOfOneSpelling() {
    backend = TestBackend.on(backend.store);
    StoreUnderTest.empty(backend.jdbi);
    backend.start("r_1", 1);
    listed();
    backend.clock.tick(Duration.ofSeconds(3));
    backend.polled(claim(), answer(200, "{}", "etag", ETAG));
    return pollsWithin(Duration.ofMinutes(60));
  }

  private Duration pauseAfterPoll() {
    listed();
    backend.polled(claim(), list());
    return Duration.between(
        Instant.now(backend.clock), backend.value(Instant.class, "select due_at from repository"));
  }
}
